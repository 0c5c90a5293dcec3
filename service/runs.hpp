// Runs: a campaign started for everybody in its audience.
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

/// Past occurrences of a schedule that are to get their runs.
struct backfill_request {
  instant from{};
  instant to{};
  bool dry_run = false;
};

class run_api {
public:
  virtual ~run_api() = default;

  /// Starts a campaign with a manual trigger for everybody in its audience now. The
  /// audience is frozen first; the answer does not wait for that.
  virtual void start(std::string campaign, json data, caller by, idempotency idem,
                     completion<written> done) = 0;
  virtual void list(std::string campaign, page_request at, completion<page> done) = 0;
  virtual void get(std::string id, completion<json> done) = 0;
  virtual void cancel(std::string id, caller by, completion<json> done) = 0;
  /// Begins runs for the occurrences of a schedule in [from, to] that have none; with `dry_run` it
  /// only lists them.
  virtual void backfill(std::string campaign, backfill_request what, caller by,
                        completion<json> done) = 0;
  /// The next occurrences of a campaign with the trigger "schedule".
  virtual void schedule(std::string campaign, completion<json> done) = 0;
};

} // namespace sojourn::service
