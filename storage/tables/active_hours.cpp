#include "storage/tables/active_hours.hpp"

namespace sojourn::storage {

reports::active_hours active_hours_table::of_person(const std::string& subject,
                                                    const std::string& zone) {
  reports::active_hours found;
  auto rows = person_.query(subject, reports::most_sends_of_person);
  while (rows.next())
    found.add(rows.optional_instant(0), rows.optional_instant(1), zone);
  found.people = found == reports::active_hours{} ? 0 : 1;
  return found;
}

reports::active_hours active_hours_table::measured(const std::string& whose) {
  reports::active_hours found;
  auto rows = measured_.query(whose);
  while (rows.next()) {
    const auto hour = rows.integer(0);
    if (hour < 0 || hour >= reports::hours_a_day)
      throw corrupt_row{"a day has no hour " + std::to_string(hour)};
    found.hours.at(static_cast<std::size_t>(hour)) = {rows.integer(1), rows.integer(2)};
  }
  return found;
}

void active_hours_table::put(const measured_hours& one) {
  for (std::size_t hour = 0; hour < one.hours.hours.size(); ++hour) {
    const auto& counted = one.hours.hours[hour];
    if (counted.reads + counted.clicks > 0)
      put_.run(one.whose, hour, counted.reads, counted.clicks);
  }
}

active_hours_table::numbers active_hours_table::sent_since(instant since) {
  numbers found;
  {
    auto rows = bounds_.query();
    if (!rows.next() || rows.is_null(0))
      return found;
    found = {.from = rows.integer(0), .to = rows.integer(1)};
  }
  // Numbers grow with time: the first that left since then is found by halves.
  auto after = found.to + 1;
  while (found.from < after) {
    const auto middle = found.from + (after - found.from) / 2;
    auto rows = next_.query(middle);
    if (rows.next() && rows.at(1) < since)
      found.from = rows.integer(0) + 1;
    else
      after = middle;
  }
  return found;
}

void active_hours_table::each_touched(const numbers& of,
                                      const std::function<void(const touched&)>& visit) {
  auto rows = touched_.query(of.from, of.to);
  while (rows.next())
    visit({.subject = rows.view(0),
           .read_at = rows.optional_instant(1),
           .clicked_at = rows.optional_instant(2),
           .zone = rows.view(3)});
}

} // namespace sojourn::storage
