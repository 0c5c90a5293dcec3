#include "campaign/schedule_reader.hpp"

#include "calendar/calendar.hpp"
#include "calendar/gap_rule.hpp"

namespace sojourn::campaign {

std::optional<calendar::schedule> read_when(const node& place, const std::string& timezone) {
  if (const auto list = place["at"]) {
    std::vector<instant> instants;
    for (const auto& element : list.elements()) {
      if (const auto at =
              calendar::parse_local(element.text(), timezone, calendar::gap_rule::offset_before))
        instants.push_back(*at);
      else
        element.complain(at.error().message);
    }
    auto listed = calendar::schedule::of(std::move(instants));
    return listed ? std::optional{std::move(*listed)} : std::nullopt;
  }
  const auto missing = calendar::find_missing_day(place["missing_day"].text());
  auto rule = calendar::recurrence::parse(place["rule"].text(), place["start"].text(), timezone,
                                          missing.value_or(calendar::missing_day::skip));
  if (rule) {
    calendar::schedule when{std::move(*rule)};
    if (when.next(instant::min(), 1).empty())
      place["rule"].complain("the rule names no day within a hundred years of its start: its parts "
                             "exclude each other, as in 30 February, or it ends before the start");
    return when;
  }
  const bool is_start = rule.error().code == error_code::invalid_instant;
  if (const auto guilty = place[is_start ? "start" : "rule"])
    guilty.complain(rule.error().message);
  return std::nullopt;
}

} // namespace sojourn::campaign
