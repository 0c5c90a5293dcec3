#include "reports/series.hpp"

#include "calendar/calendar.hpp"
#include "reports/csv.hpp"

#include <algorithm>

namespace sojourn::reports {

namespace {

tl::unexpected<error> too_many() {
  return fail(error_code::invalid_request, "the series would have more than " +
                                               std::to_string(most_points) +
                                               " points; ask for days, or for less time");
}

} // namespace

result<series> series::between(instant from, instant to, series_unit unit,
                               const std::string& zone) {
  if (to <= from)
    return fail(error_code::invalid_request, "\"to\" must be after \"from\"");
  constexpr auto hour = std::chrono::hours{1};
  if (to - from >
      (unit == series_unit::day ? std::chrono::hours{24} : hour) * static_cast<int>(most_points))
    return too_many();
  series made{from, to, zone};
  auto day = calendar::start_of(calendar::period::day, from, zone);
  while (day && *day < to) {
    // The day after may begin later than at midnight.
    const auto later = calendar::add(*day, {.days = 1}, zone);
    if (!later)
      return fail(later.error());
    const auto next = calendar::start_of(calendar::period::day, *later, zone);
    if (!next)
      return fail(next.error());
    if (unit == series_unit::day)
      made.begins_.push_back(*day);
    for (auto at = *day; unit == series_unit::hour && at < std::min(*next, to); at += hour) {
      if (at + hour > from)
        made.begins_.push_back(at);
    }
    day = next;
  }
  if (!day)
    return fail(day.error());
  if (made.begins_.size() > most_points)
    return too_many();
  made.counts_.resize(made.begins_.size());
  return made;
}

void series::add(series_kind what, instant at, std::int64_t how_often) {
  if (!holds(at))
    return;
  const auto after = std::upper_bound(begins_.begin(), begins_.end(), at);
  const auto point = static_cast<std::size_t>(after - begins_.begin()) - 1;
  counts_.at(point).at(static_cast<std::size_t>(what)) += how_often;
}

json series::points() const {
  json shown = json::array();
  for (std::size_t i = 0; i < begins_.size(); ++i) {
    json point{
        {"at", calendar::to_local_text(begins_[i], zone_).value_or(sojourn::to_text(begins_[i]))}};
    for (std::size_t kind = 0; kind < series_kind_names.size(); ++kind)
      point[std::string{series_kind_names[kind]}] = counts_[i][kind];
    shown.push_back(std::move(point));
  }
  return shown;
}

std::string series::to_csv() const {
  std::vector<std::string> line{"at"};
  line.insert(line.end(), series_kind_names.begin(), series_kind_names.end());
  auto text = csv_line(line);
  for (std::size_t i = 0; i < begins_.size(); ++i) {
    line = {calendar::to_local_text(begins_[i], zone_).value_or(sojourn::to_text(begins_[i]))};
    for (const auto count : counts_[i])
      line.push_back(std::to_string(count));
    text += csv_line(line);
  }
  return text;
}

} // namespace sojourn::reports
