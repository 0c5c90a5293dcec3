#include "retention/backup_plan.hpp"

#include <algorithm>

namespace sojourn::retention {

namespace {

constexpr milliseconds a_day{86'400'000};
constexpr milliseconds first_wait_after_failure{60'000};
constexpr milliseconds longest_retry{3'600'000};
constexpr unsigned most_doublings = 6; // a minute, doubled so often, is more than an hour

/// The first instant of the day of `last`, plus the days of the plan, at its time of day.
instant at_time_of_day(const backup_plan& plan, instant last, const std::string& zone) {
  const auto days = static_cast<std::int32_t>(plan.every / a_day);
  const auto midnight = calendar::start_of(calendar::period::day, last, zone);
  if (!midnight)
    return last + plan.every;
  const auto day = calendar::add(*midnight, {.days = days}, zone);
  if (!day)
    return last + plan.every;
  const auto date = calendar::to_local_text(*day, zone);
  if (!date)
    return last + plan.every;
  constexpr std::size_t date_length = 10;
  const auto two_digits = [](int number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  const auto due =
      calendar::parse_local(date->substr(0, date_length) + "T" + two_digits(plan.at->hour) + ":" +
                                two_digits(plan.at->minute),
                            zone);
  return due ? *due : last + plan.every;
}

} // namespace

std::optional<instant> next_backup(const backup_plan& plan, std::optional<instant> last,
                                   instant now) {
  if (plan.every <= milliseconds{0})
    return std::nullopt;
  // One of the future was made before the clock was set back: it says nothing about when.
  if (!last || *last > now)
    return now;
  const auto zone = calendar::is_zone(plan.zone) ? plan.zone : std::string{"UTC"};
  const bool is_by_day = plan.at && plan.every % a_day == milliseconds{0};
  return is_by_day ? at_time_of_day(plan, *last, zone) : *last + plan.every;
}

milliseconds pause_after_failures(const backup_plan& plan, unsigned failures) {
  if (failures == 0)
    return milliseconds{0};
  const auto pause = first_wait_after_failure * (1 << std::min(failures - 1, most_doublings));
  return std::min({pause, longest_retry, std::max(plan.every, first_wait_after_failure)});
}

std::vector<instant> backups_to_remove(std::vector<instant> made, std::size_t keep) {
  std::ranges::sort(made, std::greater{});
  const auto kept = std::min(made.size(), std::max<std::size_t>(keep, 1));
  made.erase(made.begin(), made.begin() + static_cast<std::ptrdiff_t>(kept));
  return made;
}

} // namespace sojourn::retention
