#include "service/implementation/shop_figures.hpp"

#include "calendar/day_number.hpp"
#include "storage/campaigns.hpp"
#include "storage/monitor.hpp"
#include "storage/segments.hpp"
#include "storage/suggestions.hpp"

namespace sojourn::service {

namespace {

result<instant> begin_of_day(std::int64_t day, const std::string& zone) {
  return calendar::parse_local(calendar::day_text(day), zone);
}

} // namespace

result<reports::benchmarks> benchmarks_in_force(storage::reader& from) {
  const auto stored = from.suggestions().benchmarks();
  auto read = reports::read_benchmarks(stored ? stored->source : json::object());
  if (!read)
    return fail(error_code::data_corrupt,
                "the benchmarks in the data file: " + read.error().message, read.error().details);
  return read;
}

result<day_span> span_of_score(std::int64_t day, const std::string& zone) {
  const auto from = begin_of_day(day + 1 - reports::days_of_score, zone);
  const auto to = begin_of_day(day + 1, zone);
  if (!from || !to)
    return fail(from ? to.error() : from.error());
  return day_span{*from, *to};
}

std::optional<reports::monitor_table>
messages_of_shop(actors::services& services, const day_span& span, const std::stop_token& stop) {
  auto& reader = services.store.reader();
  storage::monitor_query what{
      .by = {reports::dimension::channel}, .from = span.from, .to = span.to};
  for (const auto& one : reader.campaigns().list())
    what.campaigns.push_back({.id = one.id, .zone = "UTC"});
  return reader.monitor().figures(what, stop);
}

result<reports::active_hours> hours_of_group(actors::services& services,
                                             const rules::segment_call& group,
                                             const reports::hours_of_people& people,
                                             const std::stop_token& stop) {
  auto& reader = services.store.reader();
  if (services.segments.registry(reader)->find(group.name) == nullptr)
    return fail(error_code::not_found, "there is no segment \"" + group.name + "\"");
  const auto asked = services.segments.find(reader, group);
  if (!asked)
    return fail(asked.error());
  reports::active_hours hours;
  const auto found = reader.segments().select_customers(
      {.asked = *asked, .now = services.clock.now(), .stop = stop}, {}, [&](const std::string& id) {
        people.add_to(hours, to_text(subject_ref{std::string{records::customer_type}, id}));
        return true;
      });
  if (found.failure)
    return fail(*found.failure);
  return hours;
}

} // namespace sojourn::service
