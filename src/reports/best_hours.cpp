#include "reports/best_hours.hpp"

#include "calendar/calendar.hpp"
#include "calendar/zone.hpp"

#include <algorithm>

namespace sojourn::reports {

namespace {

constexpr int minutes_an_hour = 60;

int minute_of_day(const calendar::time_of_day& time) {
  return time.hour * minutes_an_hour + time.minute;
}

/// Whether a daily window that is not empty has a part in an hour of the day.
bool touches(const calendar::window& quiet, int hour) {
  const auto begin = hour * minutes_an_hour;
  const auto from = minute_of_day(quiet.from);
  const auto to = minute_of_day(quiet.to);
  const bool holds_begin = from < to ? begin >= from && begin < to : begin >= from || begin < to;
  return holds_begin || (from >= begin && from < begin + minutes_an_hour);
}

/// Whether it holds for promotional messages on every channel.
bool holds_for_all(const messages::quiet_hours& quiet) {
  return quiet.channels.empty() && quiet.purposes.contains(messages::purpose::promotional) &&
         quiet.quiet.from != quiet.quiet.to;
}

/// One person more.
void add_moments(active_hours& into, const std::string& moments) {
  for (const auto moment : moments) {
    const auto hour = static_cast<std::size_t>(moment) % hours_a_day;
    ++(moment < hours_a_day ? into.hours.at(hour).reads : into.hours.at(hour).clicks);
  }
  ++into.people;
}

std::int64_t moments_around(const active_hours& known, std::size_t hour) {
  return known.moments_at((hour + hours_a_day - 1) % hours_a_day) +
         known.moments_at((hour + 1) % hours_a_day);
}

} // namespace

std::optional<int> local_hour(instant at, std::string_view zone) {
  const auto where = calendar::find_zone(zone);
  if (!where)
    return std::nullopt;
  const auto wall = calendar::to_wall(at, **where);
  const auto time = wall - date::floor<date::days>(wall);
  return static_cast<int>(std::chrono::duration_cast<std::chrono::hours>(time).count());
}

void active_hours::add(const std::optional<instant>& read_at,
                       const std::optional<instant>& clicked_at, std::string_view zone) {
  const auto count = [&](const std::optional<instant>& at, std::int64_t hour::*what) {
    if (!at)
      return;
    if (const auto of_day = local_hour(*at, zone))
      hours.at(static_cast<std::size_t>(*of_day)).*what += 1;
  };
  count(read_at, &hour::reads);
  count(clicked_at, &hour::clicks);
}

void active_hours::add(const active_hours& others) {
  for (std::size_t i = 0; i < hours.size(); ++i) {
    hours[i].reads += others.hours[i].reads;
    hours[i].clicks += others.hours[i].clicks;
  }
  people += others.people;
}

void hours_of_people::add(std::string_view subject, const std::optional<instant>& read_at,
                          const std::optional<instant>& clicked_at, std::string_view zone) {
  std::string found;
  for (const auto& [at, offset] : {std::pair{read_at, 0}, std::pair{clicked_at, hours_a_day}}) {
    if (const auto hour = at ? local_hour(*at, zone) : std::nullopt)
      found.push_back(static_cast<char>(*hour + offset));
  }
  if (!found.empty())
    moments_[std::string{subject}] += found;
}

active_hours hours_of_people::all() const {
  active_hours sum;
  for (const auto& [subject, moments] : moments_)
    add_moments(sum, moments);
  return sum;
}

void hours_of_people::add_to(active_hours& into, const std::string& subject) const {
  if (const auto found = moments_.find(subject); found != moments_.end())
    add_moments(into, found->second);
}

json as_json(const active_hours& of) {
  json shown = json::array();
  for (std::size_t i = 0; i < of.hours.size(); ++i)
    shown.push_back({{"hour", i}, {"reads", of.hours[i].reads}, {"clicks", of.hours[i].clicks}});
  return shown;
}

open_hours open_hours_by(const messages::send_rules& rules) {
  open_hours open;
  for (int hour = 0; hour < hours_a_day; ++hour) {
    const bool is_quiet = std::ranges::any_of(rules.quiet, [&](const auto& one) {
      return holds_for_all(one) && touches(one.quiet, hour);
    });
    open.set(static_cast<std::size_t>(hour), !is_quiet);
  }
  return open.none() ? ~open : open;
}

std::optional<int> best_of(const active_hours& known, const open_hours& open, std::int64_t enough) {
  std::int64_t all = 0;
  std::optional<std::size_t> best;
  for (std::size_t hour = 0; hour < known.hours.size(); ++hour) {
    if (!open.test(hour))
      continue;
    const auto moments = known.moments_at(hour);
    all += moments;
    const bool is_better = !best || moments > known.moments_at(*best) ||
                           (moments == known.moments_at(*best) &&
                            moments_around(known, hour) > moments_around(known, *best));
    if (is_better)
      best = hour;
  }
  if (!best || all < enough)
    return std::nullopt;
  return static_cast<int>(*best);
}

std::string_view to_text(hours_of whose) {
  constexpr std::array<std::string_view, 3> names{"person", "group", "shop"};
  return names.at(static_cast<std::size_t>(whose));
}

std::optional<chosen_hour> choose_hour(const active_hours* person, const active_hours* group,
                                       const active_hours* shop, const open_hours& open) {
  const auto look = [&](const active_hours* of, hours_of whose,
                        std::int64_t enough) -> std::optional<chosen_hour> {
    const auto hour = of != nullptr ? best_of(*of, open, enough) : std::nullopt;
    return hour ? std::optional{chosen_hour{.hour = *hour, .whose = whose}} : std::nullopt;
  };
  if (const auto own = look(person, hours_of::person, enough_of_person))
    return own;
  if (const auto of_group = look(group, hours_of::group, enough_of_many))
    return of_group;
  return look(shop, hours_of::shop, enough_of_many);
}

result<instant> next_full_hour(instant at, int hour, std::string_view zone) {
  constexpr milliseconds minute{60'000};
  const calendar::window first_minute{.from = {.hour = hour, .minute = 0},
                                      .to = {.hour = hour, .minute = 1}};
  const auto next = calendar::next_opening(at, first_minute, zone);
  // Somewhere inside of the minute the hour has begun already.
  const bool has_begun = next && *next == at && at != std::chrono::floor<std::chrono::minutes>(at);
  return has_begun ? calendar::next_opening(at + minute, first_minute, zone) : next;
}

} // namespace sojourn::reports
