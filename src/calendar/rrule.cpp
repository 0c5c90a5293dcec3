// Reading the text of a recurrence rule, part by part.
#include "calendar/rrule.hpp"

#include "base/instant.hpp"
#include "calendar/calendar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string>

namespace sojourn::calendar {

namespace {

constexpr auto frequencies =
    std::to_array<std::string_view>({"MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"});
constexpr auto weekdays =
    std::to_array<std::string_view>({"MO", "TU", "WE", "TH", "FR", "SA", "SU"});

tl::unexpected<error> refuse(std::string message) {
  return fail(error_code::invalid_definition, std::move(message));
}

/// The beginning of what was written, cut between two characters.
std::string quoted(std::string_view text) {
  std::size_t size = std::min<std::size_t>(text.size(), 64);
  while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80)
    --size;
  return "\"" + std::string{text.substr(0, size)} + "\"";
}

std::string in_capitals(std::string_view text) {
  std::string capitals{text};
  for (char& c : capitals) {
    if (c >= 'a' && c <= 'z')
      c = static_cast<char>(c - 'a' + 'A');
  }
  return capitals;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(separator, begin), text.size());
    pieces.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return pieces;
}

/// The whole number that all of `text` writes, with a sign if need be.
std::optional<int> number_in(std::string_view text) {
  if (text.starts_with('+'))
    text.remove_prefix(1);
  int value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || end != text.data() + text.size() || text.empty())
    return std::nullopt;
  return value;
}

template <std::size_t size>
std::optional<std::size_t> position_of(std::string_view text,
                                       const std::array<std::string_view, size>& names) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end())
    return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

struct number_list {
  std::string_view name;
  std::vector<int> rrule::*values;
  int least;
  int most;
  bool from_the_end; ///< whether -1 means the last
};

constexpr auto number_lists = std::to_array<number_list>({
    {"BYMONTH", &rrule::months, 1, 12, false},
    {"BYMONTHDAY", &rrule::month_days, 1, 31, true},
    {"BYYEARDAY", &rrule::year_days, 1, 366, true},
    {"BYSETPOS", &rrule::positions, 1, 31, true},
    {"BYHOUR", &rrule::hours, 0, 23, false},
    {"BYMINUTE", &rrule::minutes, 0, 59, false},
});

result<void> read_numbers(rrule& into, const number_list& list, std::string_view text) {
  auto& values = into.*list.values;
  for (const auto piece : split(text, ',')) {
    const auto value = number_in(piece);
    const auto size = value && list.from_the_end ? std::abs(*value) : value.value_or(-1);
    if (!value || size < list.least || size > list.most)
      return refuse(std::string{list.name} + " has " + quoted(piece) + "; write numbers from " +
                    std::to_string(list.least) + " to " + std::to_string(list.most) +
                    (list.from_the_end ? ", or negative ones to count from the end" : ""));
    if (std::find(values.begin(), values.end(), *value) != values.end())
      return refuse(std::string{list.name} + " names " + std::to_string(*value) + " twice");
    values.push_back(*value);
  }
  std::sort(values.begin(), values.end());
  return {};
}

result<void> read_days(rrule& into, std::string_view text) {
  for (const auto piece : split(text, ',')) {
    const auto name = piece.substr(piece.size() - std::min<std::size_t>(piece.size(), 2));
    const auto number_text = piece.substr(0, piece.size() - name.size());
    const auto weekday = position_of(name, weekdays);
    const auto number = number_text.empty() ? 0 : number_in(number_text);
    if (!weekday || !number || std::abs(*number) > 53 || (*number == 0 && !number_text.empty()))
      return refuse("BYDAY has " + quoted(piece) +
                    "; write weekdays from MO to SU, in FREQ=MONTHLY and YEARLY also 2MO for the "
                    "second Monday or -1FR for the last Friday");
    const numbered_weekday day{*number, static_cast<unsigned>(*weekday)};
    if (std::find(into.days.begin(), into.days.end(), day) != into.days.end())
      return refuse("BYDAY names " + std::string{piece} + " twice");
    into.days.push_back(day);
  }
  return {};
}

/// "20261231", "20261231T090000" or "20261231T090000Z".
std::optional<rule_end> end_in(std::string_view text) {
  constexpr std::string_view shape = "dddddddd";
  constexpr std::string_view shape_with_time = "ddddddddTdddddd";
  const bool is_utc = text.ends_with('Z');
  if (is_utc)
    text.remove_suffix(1);
  const auto wanted = text.size() == shape.size() && !is_utc ? shape : shape_with_time;
  const auto fits = [](char c, char kind) {
    return kind == 'd' ? c >= '0' && c <= '9' : c == kind;
  };
  if (text.size() != wanted.size() || !std::equal(text.begin(), text.end(), wanted.begin(), fits))
    return std::nullopt;
  std::string rfc3339{text.substr(0, 4)};
  rfc3339.append("-").append(text.substr(4, 2)).append("-").append(text.substr(6, 2)).append("T");
  if (wanted == shape)
    rfc3339 += "00:00:00Z";
  else
    rfc3339.append(text.substr(9, 2))
        .append(":")
        .append(text.substr(11, 2))
        .append(":")
        .append(text.substr(13, 2)) += "Z";
  const auto at = parse_instant(rfc3339);
  if (!at)
    return std::nullopt;
  // A day counts to its end.
  const auto length =
      wanted == shape ? milliseconds{std::chrono::days{1}} - milliseconds{1} : milliseconds{0};
  return rule_end{at->time_since_epoch() + length, is_utc};
}

result<void> read_frequency(rrule& into, std::string_view value) {
  if (value == "SECONDLY")
    return refuse("FREQ=SECONDLY is too often; a schedule fires at most once a minute");
  const auto which = position_of(value, frequencies);
  if (!which)
    return refuse("FREQ has " + quoted(value) +
                  "; write MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY");
  into.every = static_cast<frequency>(*which);
  return {};
}

result<void> read_part(rrule& into, std::string_view name, std::string_view value) {
  for (const auto& list : number_lists) {
    if (list.name == name)
      return read_numbers(into, list, value);
  }
  if (name == "FREQ")
    return read_frequency(into, value);
  if (name == "BYDAY")
    return read_days(into, value);
  if (name == "INTERVAL" || name == "COUNT") {
    const auto most = name == "COUNT" ? max_rule_count : max_rule_interval;
    const auto number = number_in(value);
    if (!number || *number < 1 || *number > most)
      return refuse(std::string{name} + " has " + quoted(value) + "; write a number from 1 to " +
                    std::to_string(most));
    if (name == "COUNT")
      into.count = number;
    else
      into.interval = *number;
    return {};
  }
  if (name == "UNTIL") {
    into.until = end_in(value);
    if (!into.until)
      return refuse("UNTIL has " + quoted(value) +
                    "; write a local time such as 20261231T090000, the same with a Z for UTC, or "
                    "a day such as 20261231");
    return {};
  }
  if (name == "WKST") {
    const auto weekday = position_of(value, weekdays);
    if (!weekday)
      return refuse("WKST has " + quoted(value) + "; write a weekday from MO to SU");
    into.week_start = static_cast<unsigned>(*weekday);
    return {};
  }
  if (name == "BYSECOND")
    return refuse("BYSECOND is not supported; the seconds are those of the start");
  if (name == "BYWEEKNO")
    return refuse("BYWEEKNO is not supported; name days with BYMONTH, BYMONTHDAY and BYDAY");
  return refuse(quoted(name) + " is not a part of a recurrence rule");
}

/// The days that one month can have of these weekdays, at most.
int most_in_a_month(const std::vector<numbered_weekday>& days) {
  const auto count = static_cast<int>(days.size());
  return 4 * count + std::min(count, 3);
}

/// What is wrong with parts that are right each alone, if anything.
std::optional<std::string> conflict_in(const rrule& rule) {
  const bool is_yearly = rule.every == frequency::yearly;
  const bool is_monthly = rule.every == frequency::monthly;
  const bool has_numbers = std::any_of(rule.days.begin(), rule.days.end(),
                                       [](const auto& day) { return day.number != 0; });
  const bool has_positions = !rule.positions.empty();
  if (rule.count && rule.until)
    return "COUNT and UNTIL do not go together; write one of them";
  if (rule.every == frequency::weekly && !rule.month_days.empty())
    return "BYMONTHDAY does not go with FREQ=WEEKLY";
  if (!rule.month_days.empty() && rule.month_days.front() < 0 && !is_monthly && !is_yearly)
    return "BYMONTHDAY counts from the end only in FREQ=MONTHLY and YEARLY";
  if (!rule.year_days.empty() && !is_yearly)
    return "BYYEARDAY goes with FREQ=YEARLY only";
  if (!rule.year_days.empty() &&
      !(rule.months.empty() && rule.month_days.empty() && rule.days.empty()))
    return "BYYEARDAY does not go with BYMONTH, BYMONTHDAY or BYDAY";
  if (has_numbers && !is_monthly && !is_yearly)
    return "numbered weekdays in BYDAY go with FREQ=MONTHLY and YEARLY only";
  if (has_numbers && !rule.month_days.empty())
    return "numbered weekdays in BYDAY do not go with BYMONTHDAY";
  const bool within_month = is_monthly || !rule.months.empty();
  if (within_month && std::any_of(rule.days.begin(), rule.days.end(),
                                  [](const auto& day) { return std::abs(day.number) > 5; }))
    return "BYDAY numbers a weekday above 5, which no month has";
  if (has_positions &&
      (!is_monthly || rule.days.empty() || has_numbers || !rule.month_days.empty() ||
       rule.hours.size() > 1 || rule.minutes.size() > 1))
    return "BYSETPOS goes with FREQ=MONTHLY and weekdays without numbers in BYDAY, once a day; "
           "write \"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1\" for the last working day";
  if (has_positions && std::max(std::abs(rule.positions.front()), rule.positions.back()) >
                           most_in_a_month(rule.days))
    return "BYSETPOS is above " + std::to_string(most_in_a_month(rule.days)) +
           ", the most days a month has of those in BYDAY";
  return std::nullopt;
}

} // namespace

result<rrule> read_rrule(std::string_view text) {
  if (text.size() > max_rule_bytes)
    return refuse("the recurrence rule is longer than " + std::to_string(max_rule_bytes) +
                  " bytes");
  const auto capitals = in_capitals(text);
  std::string_view rest = capitals;
  if (constexpr std::string_view prefix = "RRULE:"; rest.starts_with(prefix))
    rest.remove_prefix(prefix.size());
  if (rest.ends_with(';'))
    rest.remove_suffix(1);
  rrule rule;
  std::set<std::string_view> seen;
  for (const auto part : split(rest, ';')) {
    const auto equals = part.find('=');
    if (equals == std::string_view::npos)
      return refuse(quoted(part) + " is not a part of a recurrence rule; write " +
                    "\"FREQ=MONTHLY;BYMONTHDAY=1\", for instance");
    const auto name = part.substr(0, equals);
    if (!seen.insert(name).second)
      return refuse(quoted(name) + " stands twice in the recurrence rule");
    if (auto part_read = read_part(rule, name, part.substr(equals + 1)); !part_read)
      return fail(std::move(part_read.error()));
  }
  if (!seen.contains("FREQ"))
    return refuse("the recurrence rule has no FREQ");
  if (auto conflict = conflict_in(rule))
    return refuse(std::move(*conflict));
  return rule;
}

} // namespace sojourn::calendar
