// What turns count in the graphs of their campaigns.
#include "calendar/day_number.hpp"
#include "storage/graph_counts.hpp"

namespace sojourn::storage {

graph_changes graph_changes_of(version_key before, version_key version, std::string_view zone,
                               const std::vector<engine::passage>& passages) {
  graph_changes changes;
  changes.reserve(passages.size());
  std::int64_t day = 0;
  for (std::size_t i = 0; i < passages.size(); ++i) {
    const auto& one = passages[i];
    if (i == 0 || one.at != passages[i - 1].at)
      day = calendar::day_number(one.at, zone);
    const bool is_of_before = one.kind == engine::passage_kind::migrated_out;
    changes.push_back({.place = {.version = is_of_before ? before : version,
                                 .day = day,
                                 .kind = one.kind,
                                 .step = one.step,
                                 .name = one.name,
                                 .to = one.to},
                       .change = one.change});
  }
  return changes;
}

} // namespace sojourn::storage
