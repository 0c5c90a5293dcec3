// Asking a schedule, and choosing among what was missed.
#include "calendar/schedule.hpp"

#include <algorithm>

namespace sojourn::calendar {

result<schedule> schedule::of(std::vector<instant> instants) {
  if (instants.empty())
    return fail(error_code::invalid_definition, "the schedule lists no instant");
  if (instants.size() > max_schedule_instants)
    return fail(error_code::invalid_definition, "the schedule lists more than " +
                                                    std::to_string(max_schedule_instants) +
                                                    " instants");
  std::sort(instants.begin(), instants.end());
  instants.erase(std::unique(instants.begin(), instants.end()), instants.end());
  return schedule{std::move(instants)};
}

std::vector<instant> schedule::next(instant after, std::size_t limit) const {
  return due(after, instant::max(), limit);
}

std::vector<instant> schedule::due(instant after, instant until, std::size_t limit) const {
  if (const auto* rule = std::get_if<recurrence>(&when_))
    return occurrences_between(*rule, after, until, limit);
  const auto& instants = std::get<std::vector<instant>>(when_);
  const auto begin = std::upper_bound(instants.begin(), instants.end(), after);
  const auto end = std::upper_bound(begin, instants.end(), std::max(after, until));
  const auto count = std::min(limit, static_cast<std::size_t>(end - begin));
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

std::optional<instant> schedule::previous(instant at) const {
  if (const auto* rule = std::get_if<recurrence>(&when_))
    return calendar::previous(*rule, at);
  const auto& instants = std::get<std::vector<instant>>(when_);
  const auto after = std::upper_bound(instants.begin(), instants.end(), at);
  if (after == instants.begin())
    return std::nullopt;
  return *std::prev(after);
}

std::string_view to_text(missed_policy policy) {
  switch (policy) {
  case missed_policy::none:
    return "none";
  case missed_policy::latest:
    return "latest";
  case missed_policy::all:
    break;
  }
  return "all";
}

std::optional<missed_policy> find_missed_policy(std::string_view text) {
  for (const auto policy : {missed_policy::none, missed_policy::latest, missed_policy::all}) {
    if (to_text(policy) == text)
      return policy;
  }
  return std::nullopt;
}

std::vector<instant> to_run(std::vector<instant> due, missed_policy policy,
                            std::optional<milliseconds> window, instant now) {
  const auto missed_end = std::lower_bound(due.begin(), due.end(), now);
  // Compared as an age, which no window however long can overflow.
  const auto is_too_old = [&](instant one) { return window && now - one > *window; };
  auto keep = std::find_if_not(due.begin(), missed_end, is_too_old);
  if (policy == missed_policy::none)
    keep = missed_end;
  else if (policy == missed_policy::latest && keep != missed_end)
    keep = std::prev(missed_end);
  due.erase(due.begin(), keep);
  return due;
}

} // namespace sojourn::calendar
