#include "storage/tables/runs.hpp"

#include "storage/runs.hpp"
#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

run_id run_table::insert(const std::string& campaign, std::optional<instant> occurrence,
                         const json& data, const std::string& who, std::int64_t cause,
                         instant now) {
  insert_.run(campaign, occurrence, dump(data), now, who, cause);
  return {db_.last_rowid()};
}

std::optional<stored_run> run_table::find(run_id id) {
  auto rows = find_.query(id.value);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

void run_table::update(const stored_run& run) {
  update_.run(static_cast<int>(run.state), run.started_at, run.ended_at, run.reason, run.members,
              run.entered, run.refused, run.open, run.cause, run.left_out, run.id.value);
}

std::vector<stored_run> run_table::of(const std::string& campaign, run_id before,
                                      std::size_t limit) {
  std::vector<stored_run> found;
  auto rows = of_.query(campaign, before.value, limit);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

bool run_table::has_occurrence(const std::string& campaign, instant occurrence) {
  auto rows = at_.query(campaign, occurrence);
  return rows.next();
}

std::optional<run_id> run_table::unfinished(const std::string& campaign) {
  auto rows = unfinished_.query(campaign);
  return rows.next() ? std::optional{run_id{rows.integer(0)}} : std::nullopt;
}

std::optional<instant> run_table::done_until(const std::string& campaign) {
  auto rows = done_until_.query(campaign);
  return rows.next() ? std::optional{rows.at(0)} : std::nullopt;
}

std::vector<run_id> run_table::under_way() {
  std::vector<run_id> found;
  auto rows = under_way_.query();
  while (rows.next())
    found.push_back({rows.integer(0)});
  return found;
}

std::vector<run_member> run_table::members(run_id id, std::int64_t after, std::size_t limit) {
  std::vector<run_member> found;
  auto rows = members_.query(id.value, after, limit);
  while (rows.next())
    found.push_back({.number = rows.integer(0), .subject = subject_column(rows, 1)});
  return found;
}

stored_run run_table::read(const statement::rows& from) {
  const auto state = from.integer(2);
  if (state < 0 || state > static_cast<int>(run_state::queued))
    throw corrupt_row{"a run has the state " + std::to_string(state)};
  return {.id = {from.integer(0)},
          .campaign = from.text(1),
          .state = static_cast<run_state>(state),
          .data = json_column(from, 3, "a run"),
          .started_at = from.at(4),
          .started_by = from.text(5),
          .ended_at = from.optional_instant(6),
          .reason = from.text(7),
          .members = from.integer(8),
          .entered = from.integer(9),
          .refused = from.integer(10),
          .open = from.integer(11),
          .occurrence = from.optional_instant(12),
          .cause = from.integer(13),
          .left_out = from.integer(14)};
}

} // namespace sojourn::storage
