// Bulk jobs: one action on many instances.
#pragma once

#include "service/instances.hpp"

#include <string>

namespace sojourn::service {

/// One action on every instance that a filter means, as a durable job.
struct bulk_request {
  instance_filter filter;
  std::uint32_t version = 0; ///< only instances of this version; 0: of any
  /// "cancel", "pause", "resume", "retry", "skip", "signal", "migrate", "continue", "edit"
  std::string action;
  /// signal: {"type", "data"}; continue: {"to_step"}; edit: {"vars"}; migrate: {"to": version,
  /// "policy": "follow" or "re_time", "map": {old step: new step}}.
  json details = json::object();
  std::uint32_t per_second = 0; ///< instances; 0: default_per_second
  bool dry_run = false;         ///< count, and do nothing
  caller by;
  idempotency idem;

  static constexpr std::uint32_t default_per_second = 200;
  static constexpr std::uint32_t max_per_second = 10'000;
};

enum class job_change { pause, resume, cancel };

class job_api {
public:
  virtual ~job_api() = default;

  /// Begins a job. Its list of instances is frozen first; the answer does not wait for that. A dry
  /// run is answered with the counts, and creates nothing.
  virtual void begin(bulk_request request, completion<written> done) = 0;
  virtual void list(page_request at, completion<page> done) = 0;
  virtual void get(std::string id, completion<json> done) = 0;
  /// The instances on which nothing was done, and why.
  virtual void errors(std::string id, page_request at, completion<page> done) = 0;
  virtual void change(std::string id, job_change how, caller by, completion<json> done) = 0;
  /// Begins a job that takes back what a migration has moved, where nothing has moved since.
  virtual void undo(std::string id, caller by, idempotency idem, completion<written> done) = 0;
};

} // namespace sojourn::service
