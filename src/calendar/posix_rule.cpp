// Reading a POSIX TZ value, and finding the changes of a year by it.
#include "calendar/posix_rule.hpp"

#include <algorithm>
#include <vector>

namespace sojourn::calendar {

namespace {

using std::chrono::sys_days;

/// What is left of a text, taken from the front; `failed` once something was not there.
class reader {
public:
  explicit reader(std::string_view text) : rest_{text} {}

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool is_at_end() const { return rest_.empty(); }
  [[nodiscard]] bool is_at(char c) const { return rest_.starts_with(c); }

  bool take(char c) {
    if (!is_at(c))
      return false;
    rest_.remove_prefix(1);
    return true;
  }
  void need(char c) {
    if (!take(c))
      failed_ = true;
  }

  /// A number of at most three digits up to `most`.
  int number(int most) {
    int value = 0;
    std::size_t count = 0;
    for (; count < 3 && count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9'; ++count)
      value = value * 10 + (rest_[count] - '0');
    rest_.remove_prefix(count);
    if (count == 0 || value > most)
      failed_ = true;
    return value;
  }

  /// An abbreviation, "EST" or "<+07>", which nothing here needs.
  void name() {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const bool is_quoted = take('<');
    const auto end = is_quoted ? rest_.find('>') : rest_.find_first_not_of(letters);
    const auto size = std::min(end, rest_.size());
    if (size < 3 || (is_quoted && end == std::string_view::npos))
      failed_ = true;
    rest_.remove_prefix(size);
    if (is_quoted)
      need('>');
  }

  /// "2", "-2:30" or "+2:30:15".
  milliseconds time(int most_hours) {
    const bool is_negative = take('-');
    if (!is_negative)
      (void)take('+');
    milliseconds value = std::chrono::hours{number(most_hours)};
    if (take(':'))
      value += std::chrono::minutes{number(59)};
    if (take(':'))
      value += std::chrono::seconds{number(59)};
    return is_negative ? -value : value;
  }

  yearly_change change() {
    constexpr int most_hours = 167; // RFC 8536, 3.3.1
    yearly_change read;
    if (take('M')) {
      read.month = static_cast<unsigned>(number(12));
      need('.');
      read.week = static_cast<unsigned>(number(5));
      need('.');
      read.weekday = static_cast<unsigned>(number(6));
      failed_ = failed_ || read.month == 0 || read.week == 0;
    } else {
      read.is =
          take('J') ? yearly_change::form::day_without_leap : yearly_change::form::day_of_year;
      read.day = number(365);
      failed_ = failed_ || (read.is == yearly_change::form::day_without_leap && read.day == 0);
    }
    if (take('/'))
      read.time = time(most_hours);
    return read;
  }

private:
  std::string_view rest_;
  bool failed_ = false;
};

/// The day of the change in a year.
sys_days day_in(std::chrono::year year, const yearly_change& change) {
  const auto january = sys_days{year / 1 / 1};
  switch (change.is) {
  case yearly_change::form::weekday_of_month:
    break;
  case yearly_change::form::day_without_leap:
    return january + std::chrono::days{change.day - (change.day < 60 || !year.is_leap() ? 1 : 0)};
  case yearly_change::form::day_of_year:
    return january + std::chrono::days{change.day};
  }
  const auto month = year / std::chrono::month{change.month};
  const std::chrono::weekday weekday{change.weekday};
  return change.week == 5 ? sys_days{month / weekday[std::chrono::last]}
                          : sys_days{month / weekday[change.week]};
}

struct offset_change {
  instant at;
  milliseconds to;
};

} // namespace

std::optional<posix_rule> posix_rule::parse(std::string_view text) {
  constexpr int most_hours = 24;
  reader from{text};
  posix_rule rule;
  from.name();
  rule.standard_offset = -from.time(most_hours); // what is west of Greenwich is positive here
  if (!from.is_at_end()) {
    daylight_saving daylight{};
    from.name();
    daylight.offset = rule.standard_offset + std::chrono::hours{1};
    if (!from.is_at(','))
      daylight.offset = -from.time(most_hours);
    from.need(',');
    daylight.begins = from.change();
    from.need(',');
    daylight.ends = from.change();
    rule.daylight = daylight;
  }
  return from.failed() || !from.is_at_end() ? std::nullopt : std::optional{rule};
}

zone_stretch posix_rule::stretch_at(instant at) const {
  constexpr auto before_all = instant{sys_days{std::chrono::year{-10'000} / 1 / 1}};
  constexpr auto after_all = instant{sys_days{std::chrono::year{20'000} / 1 / 1}};
  if (!daylight)
    return {before_all, after_all, standard_offset};
  const auto year = std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(at)}.year();
  std::vector<offset_change> changes;
  // A change may lie some days outside of its year.
  for (auto near = year - std::chrono::years{2}; near <= year + std::chrono::years{2}; ++near) {
    changes.push_back(
        {instant{day_in(near, daylight->begins)} + daylight->begins.time - standard_offset,
         daylight->offset});
    changes.push_back(
        {instant{day_in(near, daylight->ends)} + daylight->ends.time - daylight->offset,
         standard_offset});
  }
  // Where one year's summer ends as the next one's begins, the later year's change counts.
  std::stable_sort(changes.begin(), changes.end(),
                   [](const auto& a, const auto& b) { return a.at < b.at; });
  const auto next =
      std::upper_bound(changes.begin(), changes.end(), at,
                       [](instant moment, const auto& one) { return moment < one.at; });
  const auto last = std::prev(next); // there are two years of changes before `at`
  return {last->at, next->at, last->to};
}

} // namespace sojourn::calendar
