// The order of occurrences around a gap of the clocks.
#pragma once

#include "base/instant.hpp"

#include <set>

namespace sojourn::calendar {

/// Takes instants in the order of their local times and gives them in their own, each once. They
/// differ where a local time in a gap becomes an instant after the gap: others may lie before it
/// that come later on the wall.
class occurrence_order {
public:
  explicit occurrence_order(instant after) : last_{after} {}

  /// Takes the instant of the next local time; `is_moved`: out of a gap. Calls visit(instant) for
  /// those after `after` that are in order now, until it says false; then it says false itself.
  template <class Visit>
  bool take(instant occurrence, bool is_moved, Visit&& visit) {
    if (is_moved) {
      waiting_.insert(occurrence);
      return true;
    }
    return release(occurrence, visit) && pass(occurrence, visit);
  }

  /// Calls visit(instant) for what waits up to `until`.
  template <class Visit>
  bool release(instant until, Visit&& visit) {
    while (!waiting_.empty() && *waiting_.begin() <= until) {
      const auto first = *waiting_.begin();
      waiting_.erase(waiting_.begin());
      if (!pass(first, visit))
        return false;
    }
    return true;
  }

private:
  template <class Visit>
  bool pass(instant occurrence, Visit&& visit) {
    if (occurrence <= last_)
      return true; // not yet there, or two local times that a gap made one
    last_ = occurrence;
    return static_cast<bool>(visit(occurrence));
  }

  instant last_;
  std::set<instant> waiting_;
};

} // namespace sojourn::calendar
