// Which instants a recurrence rule names: libical walks the days (day_walk.hpp), in no zone at all;
// the times of a day and the way from the wall clock to an instant are added here.
#include "calendar/recurrence.hpp"

#include "calendar/calendar.hpp"
#include "calendar/day_search.hpp"
#include "calendar/occurrence_order.hpp"
#include "calendar/rrule.hpp"
#include "calendar/zone.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace sojourn::calendar {

using date::days;
using date::local_days;
using date::year_month_day;
using std::chrono::hours;
using std::chrono::minutes;

struct recurrence::plan {
  std::string rule_text;
  std::string start_text;
  std::string zone_name;
  missing_day missing = missing_day::skip;

  rrule rule; ///< with everything that the start supplies filled in
  local_instant start;
  const calendar::zone* zone = nullptr;
  std::string day_rule; ///< what libical is asked for
  instant last;         ///< nothing is after it
};

namespace {

using plan = recurrence::plan;

constexpr auto weekday_names =
    std::to_array<std::string_view>({"MO", "TU", "WE", "TH", "FR", "SA", "SU"});

const local_days last_day = local_days{date::year{last_recurrence_year} / 12 / 31};

/// 0 is Monday.
unsigned weekday_of(local_days day) { return date::weekday{day}.iso_encoding() - 1; }

local_days day_of(local_instant wall) { return date::floor<days>(wall); }

std::string numbers(const std::vector<int>& values) {
  std::string text;
  for (const int value : values)
    text += (text.empty() ? "" : ",") + std::to_string(value);
  return text;
}

/// Writes down what the rule takes from its start, so that a walk may begin on any day. (Left
/// alone, libical would take FREQ=YEARLY;BYMONTHDAY=1 for the first of the start's month.)
void fill_from_start(rrule& rule, local_instant start) {
  const year_month_day date{day_of(start)};
  const auto day = static_cast<int>(unsigned{date.day()});
  if (rule.every == frequency::weekly && rule.days.empty())
    rule.days.push_back({0, weekday_of(day_of(start))});
  const bool has_days = !rule.days.empty() || !rule.year_days.empty();
  if (rule.every == frequency::monthly && !has_days && rule.month_days.empty())
    rule.month_days.push_back(day);
  if (rule.every == frequency::yearly && !has_days && rule.month_days.empty()) {
    rule.month_days.push_back(day);
    if (rule.months.empty())
      rule.months.push_back(static_cast<int>(unsigned{date.month()}));
  }
  if (rule.every == frequency::yearly && !rule.month_days.empty() && rule.months.empty()) {
    rule.months.resize(12);
    std::iota(rule.months.begin(), rule.months.end(), 1);
  }
  const auto time = date::make_time(start - day_of(start));
  if (rule.hours.empty() && rule.every >= frequency::daily)
    rule.hours.push_back(static_cast<int>(time.hours().count()));
  if (rule.minutes.empty() && rule.every >= frequency::hourly)
    rule.minutes.push_back(static_cast<int>(time.minutes().count()));
  std::sort(rule.days.begin(), rule.days.end(), [&](const auto& a, const auto& b) {
    // Weekdays in the order of the rule's own week, as libical wants them.
    const auto place = [&](const auto& one) { return (one.weekday + 7 - rule.week_start) % 7; };
    return std::pair{place(a), a.number} < std::pair{place(b), b.number};
  });
}

/// The rule as libical is asked: days alone, nothing left to the start, no end.
std::string day_rule_of(const rrule& rule, missing_day missing) {
  constexpr auto names =
      std::to_array<std::string_view>({"DAILY", "DAILY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"});
  const bool below_days = rule.every < frequency::daily;
  const bool moves_days = missing == missing_day::last_day && rule.every >= frequency::monthly;
  std::string text = moves_days ? "RSCALE=GREGORIAN;SKIP=BACKWARD;FREQ=" : "FREQ=";
  text += names[static_cast<std::size_t>(rule.every)];
  text += ";INTERVAL=" + std::to_string(below_days ? 1 : rule.interval);
  text.append(";WKST=").append(weekday_names[rule.week_start]);
  const auto write = [&](std::string_view name, const std::vector<int>& values) {
    if (!values.empty())
      text.append(";").append(name).append("=") += numbers(values);
  };
  write("BYMONTH", rule.months);
  write("BYMONTHDAY", rule.month_days);
  write("BYYEARDAY", rule.year_days);
  write("BYSETPOS", rule.positions);
  for (std::size_t i = 0; i < rule.days.size(); ++i) {
    text += i == 0 ? ";BYDAY=" : ",";
    if (rule.days[i].number != 0)
      text += std::to_string(rule.days[i].number);
    text += weekday_names[rule.days[i].weekday];
  }
  return text;
}

/// The last day at or before `day` (or the start) from which libical can walk in the rule's
/// own rhythm: the start moved on by a whole number of intervals.
local_days walk_begin(const plan& at, local_days day) {
  const auto start = day_of(at.start);
  day = std::max(day, start);
  const auto& rule = at.rule;
  const auto whole_intervals = [&](std::int64_t units) { return units - units % rule.interval; };
  switch (rule.every) {
  case frequency::minutely:
  case frequency::hourly:
    return day; // walked day by day
  case frequency::daily:
    return start + days{whole_intervals((day - start).count())};
  case frequency::weekly: {
    const auto into_week = [&](unsigned weekday) {
      return days{(weekday + 7 - rule.week_start) % 7};
    };
    // On the week's first weekday of the rule, because libical misreads the rhythm otherwise.
    const auto week = start - into_week(weekday_of(start));
    return week + days{7 * whole_intervals((day - week).count() / 7)} +
           into_week(rule.days.front().weekday);
  }
  case frequency::monthly: {
    const year_month_day from{start};
    const year_month_day to{day};
    const auto months = (to.year() / to.month() - from.year() / from.month()).count();
    return local_days{from.year() / from.month() / 1 + date::months{whole_intervals(months)}};
  }
  case frequency::yearly:
    break;
  }
  const auto first = year_month_day{start}.year();
  const auto years = (year_month_day{day}.year() - first).count();
  return local_days{(first + date::years{whole_intervals(years)}) / 1 / 1};
}

/// Calls visit(local time) for the rule's times on `day`, ascending, until it says false.
template <class Visit>
bool visit_times(const plan& at, local_days day, Visit&& visit) {
  static const auto every_hour = [] {
    std::vector<int> all(24);
    std::iota(all.begin(), all.end(), 0);
    return all;
  }();
  static const auto every_minute = [] {
    std::vector<int> all(60);
    std::iota(all.begin(), all.end(), 0);
    return all;
  }();
  const auto& rule = at.rule;
  const auto in_rhythm = [&](auto units) { return units.count() % rule.interval == 0; };
  const auto start_hour = date::floor<hours>(at.start);
  const auto start_minute = date::floor<minutes>(at.start);
  const auto seconds = at.start - start_minute;
  for (const int hour : rule.hours.empty() ? every_hour : rule.hours) {
    const auto this_hour = day + hours{hour};
    if (rule.every == frequency::hourly && !in_rhythm(this_hour - start_hour))
      continue;
    for (const int minute : rule.minutes.empty() ? every_minute : rule.minutes) {
      const auto this_minute = this_hour + minutes{minute};
      if (rule.every == frequency::minutely && !in_rhythm(this_minute - start_minute))
        continue;
      const local_instant wall = this_minute + seconds;
      if (wall >= at.start && !visit(wall))
        return false;
    }
  }
  return true;
}

instant clamped(instant at) {
  // Two days of room keep every zone's wall clock inside the years that are walked.
  constexpr auto latest = std::chrono::sys_days{std::chrono::year{last_recurrence_year} /
                                                std::chrono::December / std::chrono::day{29}};
  constexpr auto earliest = std::chrono::sys_days{std::chrono::year{first_recurrence_year} /
                                                  std::chrono::January / std::chrono::day{3}};
  return std::clamp(at, instant{earliest}, instant{latest});
}

/// The instant of a local time, as RFC 5545, 3.3.5 has it.
instant occurrence_at(local_instant wall, const calendar::zone& zone) {
  return from_wall(wall, zone, gap_rule::offset_before);
}

/// Calls visit(instant) for the occurrences in (after, to], ascending, until it says false.
template <class Visit>
void visit_occurrences(const plan& at, instant after, instant to, Visit&& visit) {
  to = std::min(clamped(to), at.last);
  if (to <= after)
    return;
  // A gap can move a time by a whole day (Samoa left one out), so begin two days before.
  const auto begin =
      std::max(day_of(to_wall(clamped(after), *at.zone)) - days{2}, day_of(at.start));
  const auto reach = begin + days{366 * recurrence_reach_years};
  const auto end = std::min({day_of(to_wall(to, *at.zone)) + days{1}, reach, last_day});
  day_search step_executor{at.day_rule, walk_begin(at, begin), end};
  occurrence_order order{after};
  bool is_wanted = true;
  const auto tell = [&](instant occurrence) {
    is_wanted = static_cast<bool>(visit(occurrence));
    return is_wanted;
  };
  while (const auto day = step_executor.next()) {
    if (*day < begin)
      continue;
    if (*day > end)
      break;
    const bool go_on = visit_times(at, *day, [&](local_instant wall) {
      const auto occurrence = occurrence_at(wall, *at.zone);
      const bool is_moved = to_wall(occurrence, *at.zone) != wall;
      if (occurrence > to)
        return is_moved; // behind the gap there may be earlier ones
      return order.take(occurrence, is_moved, tell);
    });
    if (!go_on)
      break;
  }
  if (is_wanted)
    order.release(to, tell);
}

/// Reads "2026-01-31T09:00" or "2026-01-31T09:00:00".
result<local_instant> read_start(std::string_view text) {
  constexpr std::size_t minute_length = 16;
  constexpr std::size_t second_length = 19;
  const bool is_local = (text.size() == minute_length ||
                         (text.size() == second_length && text[minute_length] == ':')) &&
                        text[10] == 'T';
  const auto as_utc = is_local ? parse_local(text, "UTC") : fail(error_code::invalid_instant, "");
  if (!as_utc)
    return fail(error_code::invalid_instant,
                "\"" + std::string{text.substr(0, 64)} +
                    "\" is not a local start; write \"2026-01-31T09:00:00\", without an offset");
  const local_instant start{as_utc->time_since_epoch()};
  const auto first = local_days{date::year{first_recurrence_year} / 1 / 1};
  const auto end = local_days{date::year{last_recurrence_year - recurrence_reach_years} / 1 / 1};
  if (start < first)
    return fail(error_code::invalid_instant,
                "\"" + std::string{text} + "\" is too early for a start; the year " +
                    std::to_string(first_recurrence_year) + " is the first");
  if (start >= end)
    return fail(error_code::invalid_instant,
                "\"" + std::string{text} + "\" is too late for a start; the year " +
                    std::to_string(last_recurrence_year - recurrence_reach_years - 1) +
                    " is the last");
  return start;
}

/// What last_day cannot be applied to, if anything.
std::optional<std::string> conflict_with_last_day(const rrule& rule) {
  const auto& month_days = rule.month_days;
  if (!month_days.empty() && rule.every < frequency::monthly)
    return "\"last_day\" goes with BYMONTHDAY in FREQ=MONTHLY and YEARLY only";
  if (!month_days.empty() && month_days.front() < -28)
    return "\"last_day\" does not go with BYMONTHDAY=" + std::to_string(month_days.front()) +
           ", which counts from the end; the months' ends go to -28";
  return std::nullopt;
}

/// The instant after which UNTIL lets nothing be.
instant last_by_until(const plan& at) {
  const auto& until = at.rule.until;
  if (!until)
    return instant::max();
  return until->is_utc ? instant{until->since_epoch}
                       : occurrence_at(local_instant{until->since_epoch}, *at.zone);
}

/// The instant of the last occurrence that COUNT allows; the end by UNTIL without one. At
/// least one occurrence is looked for, so that a rule which names none is known for it.
instant last_by_count(const plan& at) {
  int counted = 0;
  auto last = instant::min();
  const auto wanted = at.rule.count.value_or(1);
  visit_occurrences(at, instant::min(), instant::max(), [&](instant occurrence) {
    last = occurrence;
    return ++counted < wanted;
  });
  return at.rule.count || counted == 0 ? last : at.last;
}

} // namespace

std::string_view to_text(missing_day choice) {
  return choice == missing_day::skip ? "skip" : "last_day";
}

std::optional<missing_day> find_missing_day(std::string_view text) {
  for (const auto choice : {missing_day::skip, missing_day::last_day}) {
    if (to_text(choice) == text)
      return choice;
  }
  return std::nullopt;
}

result<recurrence> recurrence::parse(std::string_view rule, std::string_view start,
                                     std::string_view zone, missing_day missing) {
  auto read = read_rrule(rule);
  if (!read)
    return fail(read.error());
  const auto wall = read_start(start);
  if (!wall)
    return fail(wall.error());
  const auto found_zone = find_zone(zone);
  if (!found_zone)
    return fail(found_zone.error());
  if (missing == missing_day::last_day) {
    if (auto conflict = conflict_with_last_day(*read))
      return fail(error_code::invalid_definition, std::move(*conflict));
  }
  auto ready = std::make_shared<plan>();
  ready->rule_text = rule;
  ready->start_text = start;
  ready->zone_name = zone;
  ready->missing = missing;
  ready->rule = std::move(*read);
  ready->start = *wall;
  ready->zone = *found_zone;
  fill_from_start(ready->rule, ready->start);
  ready->day_rule = day_rule_of(ready->rule, missing);
  if (!is_walkable(ready->day_rule))
    return fail(error_code::invalid_definition,
                "the recurrence rule is beyond what libical supports here");
  ready->last = last_by_until(*ready);
  ready->last = last_by_count(*ready);
  return recurrence{std::move(ready)};
}

const std::string& recurrence::rule() const { return plan_->rule_text; }
const std::string& recurrence::start() const { return plan_->start_text; }
const std::string& recurrence::zone() const { return plan_->zone_name; }
missing_day recurrence::missing() const { return plan_->missing; }

bool recurrence::operator==(const recurrence& other) const {
  return plan_ == other.plan_ || (rule() == other.rule() && start() == other.start() &&
                                  zone() == other.zone() && missing() == other.missing());
}

std::vector<instant> occurrences(const recurrence& rule, instant after, std::size_t limit) {
  return occurrences_between(rule, after, instant::max(), limit);
}

std::vector<instant> occurrences_between(const recurrence& rule, instant from_exclusive,
                                         instant to_inclusive, std::size_t limit) {
  std::vector<instant> found;
  if (limit == 0)
    return found;
  visit_occurrences(*rule.plan_, from_exclusive, to_inclusive, [&](instant occurrence) {
    found.push_back(occurrence);
    return found.size() < limit;
  });
  return found;
}

std::optional<instant> previous(const recurrence& rule, instant at) {
  const auto& ready = *rule.plan_;
  at = std::min(clamped(at), ready.last);
  // Looks back over one day, two, four, … until something is there or the start is passed.
  const auto start = occurrence_at(ready.start, *ready.zone);
  for (milliseconds span = std::chrono::days{1};; span *= 2) {
    const auto from = at - std::min(span, at - std::min(at, start - std::chrono::days{1}));
    std::optional<instant> found;
    visit_occurrences(ready, from, at, [&](instant occurrence) {
      found = occurrence;
      return true;
    });
    if (found || from <= start)
      return found;
  }
}

} // namespace sojourn::calendar
