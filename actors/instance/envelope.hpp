// An input on its way to an instance, and who wants to hear what came of it.
#pragma once

#include "base/completion.hpp"
#include "base/idempotency.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "engine/input.hpp"

#include <memory>
#include <optional>

namespace sojourn::actors {

/// What came of an input, told after its commit.
struct turn_report {
  instance_id id;
  engine::instance_status status = engine::instance_status::running;
  bool meaningful = true; ///< false: the input meant nothing to the instance
  json answer{};          ///< of a start: what the caller is told
  bool replayed = false;  ///< the idempotency key found an earlier answer; nothing was done
};

struct job_part;

/// Move-only inside, shared outside: CAF copies messages. Whoever lets the last copy go
/// unanswered answers `shutting_down`.
struct envelope {
  engine::input what;
  std::int64_t entry = 0;              ///< the delivery that the turn consumes; 0: none
  std::optional<std::int64_t> cause{}; ///< of a start: see planned_start
  idempotency idem{};
  completion<turn_report> done;
  std::shared_ptr<const job_part> part{}; ///< of the job that asks for this
};
using envelope_ptr = std::shared_ptr<envelope>;

/// Whether an input that failed with this may succeed when it is tried again, unchanged.
[[nodiscard]] constexpr bool may_pass(error_code why) {
  switch (why) {
  case error_code::overloaded:
  case error_code::shutting_down:
  case error_code::storage_full:
  case error_code::storage_failed:
  case error_code::version_mismatch:
  case error_code::internal:
    return true;
  default:
    return false;
  }
}

} // namespace sojourn::actors
