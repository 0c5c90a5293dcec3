// Instances: starting, reading, commanding and signalling them.
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

enum class instance_action { cancel, pause, resume, retry, skip };

struct start_request {
  std::string campaign;
  subject_ref subject;
  json data; ///< object; conditions see it as `trigger.data`
  caller by;
  idempotency idem;
  bool of_card = false; ///< asked for by the card that the campaign carries
};

/// Which instances are meant; an empty text: any.
struct instance_filter {
  std::string campaign;
  std::string status;
  std::string step;
  std::string subject;       ///< "customer:42"
  std::uint32_t version = 0; ///< of `campaign`; 0: any
  std::string waiting_for{};
  std::string code{}; ///< of those that are held, or whose message has an unknown outcome
};

class instance_api {
public:
  virtual ~instance_api() = default;

  virtual void start(start_request request, completion<written> done) = 0;
  virtual void list(instance_filter filter, page_request at, completion<page> done) = 0;
  virtual void get(instance_id id, completion<json> done) = 0;
  virtual void journal(instance_id id, page_request at, completion<page> done) = 0;
  virtual void explain(instance_id id, completion<json> done) = 0;
  virtual void command(instance_id id, instance_action action, caller by,
                       completion<json> done) = 0;
  /// Goes on from another step of its version, or to its "end".
  virtual void continue_from(instance_id id, std::string step, caller by,
                             completion<json> done) = 0;
  /// Merges `variables` over those of the instance (RFC 7396).
  virtual void edit(instance_id id, json variables, caller by, completion<json> done) = 0;
  /// Instances that are held, or whose message has had an unknown outcome for `unknown_for`, by
  /// campaign, step and code; the newest groups first, of one campaign where it is named.
  virtual void groups(std::string campaign, std::string unknown_for, std::uint32_t limit,
                      completion<page> done) = 0;
  /// Hands an event with this type and data to one instance alone.
  virtual void signal(instance_id id, std::string type, json data, caller by,
                      completion<json> done) = 0;
};

} // namespace sojourn::service
