// The edge of a thread or an actor: what is thrown there is an error and a line in the log.
#pragma once

#include "actors/counters.hpp"
#include "storage/reader.hpp"

#include <exception>
#include <functional>

namespace sojourn::actors {

/// Writes down a defect of the program, and gives what its caller hears. Errors: internal.
[[nodiscard]] error defect(const std::exception& failure);

/// What `work` gives, a result; or the error of what it throws: a failure of reading as it is,
/// all else `internal`.
template <class Work>
auto guarded(const Work& work) -> decltype(work()) {
  try {
    return storage::as_result(work);
  } catch (const std::exception& failure) {
    return fail(defect(failure));
  }
}

/// Logs and counts what a guarded part threw while it dealt with `about`, and gives it as an error:
/// a failure of reading as it is, all else `internal`. The part goes on with everything else.
[[nodiscard]] error contained(counters& count, guarded_part part, std::string_view about,
                              const std::exception& thrown);

template <class Work>
auto guarded(counters& count, guarded_part part, std::string_view about, const Work& work)
    -> decltype(work()) {
  try {
    return work();
  } catch (const std::exception& thrown) {
    return fail(contained(count, part, about, thrown));
  }
}

/// For work that answers by itself: the error, where it throws.
[[nodiscard]] std::optional<error> error_thrown_by(const std::function<void()>& work);

} // namespace sojourn::actors
