#include "storage/tables/graph_counts.hpp"

namespace sojourn::storage {

namespace {

engine::passage_kind passage_column(const statement::rows& from, int column) {
  const auto kind = from.integer(column);
  if (kind < 0 || kind >= static_cast<std::int64_t>(engine::passage_kinds))
    throw corrupt_row{"a count of a graph has the kind " + std::to_string(kind)};
  return static_cast<engine::passage_kind>(kind);
}

std::vector<engine::passage_sum> read_sums(statement::rows&& rows) {
  std::vector<engine::passage_sum> found;
  while (rows.next())
    found.push_back({.kind = passage_column(rows, 0),
                     .step = rows.text(1),
                     .name = rows.text(2),
                     .to = rows.text(3),
                     .count = rows.integer(4)});
  return found;
}

} // namespace

void graph_count_table::write(const graph_tally& changes) {
  for (const auto& [what, change] : changes) {
    if (change != 0)
      add_.run(what.version.value, what.day, what.kind, what.step, what.name, what.to, change);
  }
}

void graph_count_table::forget(const graph_tally& counted) {
  for (const auto& [what, count] : counted)
    forget_.run(what.version.value, what.day, what.kind, what.step, what.name, what.to, count);
}

std::vector<engine::passage_sum> graph_count_table::of_version(version_key version,
                                                               std::int64_t from, std::int64_t to) {
  return read_sums(of_version_.query(version.value, from, to));
}

std::vector<engine::passage_sum> graph_count_table::of_messages(const std::string& campaign) {
  return read_sums(of_messages_.query(campaign, engine::passage_kind::accepted));
}

std::vector<graph_count_table::row> graph_count_table::all() {
  std::vector<row> found;
  auto rows = all_.query();
  while (rows.next())
    found.push_back({.place = {.version = {rows.integer(0)},
                               .day = rows.integer(1),
                               .kind = passage_column(rows, 2),
                               .step = rows.text(3),
                               .name = rows.text(4),
                               .to = rows.text(5)},
                     .count = rows.integer(6),
                     .forgotten = rows.integer(7)});
  return found;
}

std::unordered_map<std::int64_t, campaign_error> graph_count_table::errors() {
  std::unordered_map<std::int64_t, campaign_error> found;
  auto rows = errors_.query();
  while (rows.next())
    found.emplace(rows.integer(0), campaign_error{.at = rows.at(1),
                                                  .instance = rows.instance(2),
                                                  .step = rows.text(3),
                                                  .code = rows.text(4)});
  return found;
}

} // namespace sojourn::storage
