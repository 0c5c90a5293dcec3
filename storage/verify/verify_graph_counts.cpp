#include "storage/verify/verify_graph_counts.hpp"

#include "calendar/day_number.hpp"

namespace sojourn::storage {

namespace {

std::string show(const graph_place& place) {
  return "version " + std::to_string(place.version.value) + ", " + calendar::day_text(place.day) +
         ", " + (place.step.empty() ? std::string{"the trigger"} : "\"" + place.step + "\"") +
         ", " + std::to_string(static_cast<int>(place.kind)) + " \"" + place.name + "\"" +
         (place.to.empty() ? std::string{} : " to \"" + place.to + "\"");
}

void add_receipts(table_set& tables, graph_tally& counted) {
  for (const auto& sum : tables.sends.heard_sums()) {
    const auto* version = tables.campaigns.info(sum.where.campaign, sum.where.version);
    if (version == nullptr)
      continue;
    counted[{.version = version->key,
             .day = calendar::day_number(sum.where.at, version->timezone),
             .kind = sum.kind,
             .step = sum.where.step,
             .name = sum.where.channel,
             .to = {}}] += sum.count;
  }
}

} // namespace

void verify_graph_counts(table_set& tables, graph_tally counted, bool is_whole,
                         verification_report& report) {
  add_receipts(tables, counted);
  const auto compare = [&](const graph_place& place, std::int64_t written, std::int64_t found) {
    if (written != found && (is_whole || !engine::is_in_journal(place.kind)))
      report.add("graph_counts_differ", show(place),
                 std::to_string(written) + " instead of " + std::to_string(found));
  };
  for (const auto& row : tables.graph_counts.all()) {
    const auto found = counted.find(row.place);
    compare(row.place, row.count - row.forgotten, found != counted.end() ? found->second : 0);
    if (found != counted.end())
      counted.erase(found);
  }
  for (const auto& [place, count] : counted)
    compare(place, 0, count);
}

} // namespace sojourn::storage
