#include "storage/tables/jobs.hpp"

#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

static_assert(static_cast<int>(engine::instance_status::completed) == 4,
              "the statements count on statuses from 4 on having ended");

namespace {

json as_json(const job_filter& filter) {
  json shown = json::object();
  const auto put = [&](const char* name, const auto& value, bool is_set) {
    if (is_set)
      shown[name] = value;
  };
  put("campaign", filter.campaign, !filter.campaign.empty());
  if (filter.status)
    shown["status"] = engine::to_text(*filter.status);
  put("step", filter.step, !filter.step.empty());
  put("subject", filter.subject, !filter.subject.empty());
  put("version", filter.version, filter.version != 0);
  put("version_not", filter.version_not, filter.version_not != 0);
  if (filter.waiting)
    shown["waiting_for"] = engine::to_text(*filter.waiting);
  put("code", filter.code, !filter.code.empty());
  return shown;
}

job_filter filter_from(const json& stored) {
  job_filter filter{.campaign = stored.value("campaign", ""),
                    .status = {},
                    .step = stored.value("step", ""),
                    .subject = stored.value("subject", ""),
                    .version = stored.value("version", 0u),
                    .version_not = stored.value("version_not", 0u)};
  if (stored.contains("status"))
    filter.status = engine::parse_status(stored.value("status", ""));
  if (stored.contains("waiting_for"))
    filter.waiting = engine::parse_waiting_for(stored.value("waiting_for", ""));
  filter.code = stored.value("code", "");
  return filter;
}

std::vector<instance_id> read_ids(statement::rows&& rows) {
  std::vector<instance_id> found;
  while (rows.next())
    found.push_back(rows.instance(0));
  return found;
}

} // namespace

job_id job_table::insert(const new_job& what, instant now) {
  insert_.run(what.action, dump(as_json(what.filter)), dump(what.details), what.who, what.why,
              what.per_second, now);
  return {db_.last_rowid()};
}

std::optional<stored_job> job_table::find(job_id id) {
  auto rows = find_.query(id.value);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

void job_table::update(const stored_job& job) {
  update_.run(job.state, job.ended_at, job.total, job.done, job.skipped, job.failed, job.id.value);
}

std::vector<stored_job> job_table::list(job_id before, std::size_t limit) {
  return read_all(list_.query(before.value, limit));
}

std::vector<stored_job> job_table::under_way() { return read_all(under_way_.query()); }

std::int64_t job_table::count_open() {
  auto rows = count_open_.query();
  return rows.next() ? rows.integer(0) : 0;
}

std::vector<job_id> job_table::wrong(std::size_t limit) {
  std::vector<job_id> found;
  auto rows = wrong_.query(limit);
  while (rows.next())
    found.push_back({rows.integer(0)});
  return found;
}

std::vector<job_member> job_table::first_members(job_id id, std::size_t limit) {
  std::vector<job_member> found;
  auto rows = first_members_.query(id.value, limit);
  while (rows.next())
    found.push_back({.number = rows.integer(0),
                     .instance = rows.instance(1),
                     .undo = rows.is_null(2) ? std::string{} : rows.text(2),
                     .head = rows.is_null(3) ? 0 : rows.integer(3)});
  return found;
}

std::vector<job_error> job_table::errors(job_id id, std::int64_t after, std::size_t limit) {
  std::vector<job_error> found;
  auto rows = errors_.query(id.value, after, limit);
  while (rows.next())
    found.push_back({.number = rows.integer(0),
                     .instance = rows.instance(1),
                     .skipped = rows.integer(2) != 0,
                     .code = rows.text(3),
                     .message = rows.text(4)});
  return found;
}

std::vector<std::int64_t> job_table::list_moves(job_id from, job_id to, std::int64_t after,
                                                std::size_t limit) {
  std::vector<std::int64_t> numbers;
  auto rows = list_moves_.query(from.value, to.value, after, limit);
  while (rows.next())
    numbers.push_back(rows.integer(0));
  return numbers;
}

std::vector<instance_id> job_table::meant(std::int64_t campaign, engine::instance_status status,
                                          const job_filter& filter, instance_id after,
                                          std::size_t limit) {
  return read_ids(meant_.query(campaign, status, after, filter.step, filter.version,
                               filter.version_not, limit, filter.waiting, filter.code));
}

std::vector<instance_id> job_table::about(const job_filter& filter, instance_id after,
                                          std::size_t limit) {
  return read_ids(about_.query(filter.subject, after, filter.campaign, filter.status, filter.step,
                               filter.version, filter.version_not, limit, filter.waiting,
                               filter.code));
}

std::vector<job_count> job_table::count_standing(const job_filter& filter) {
  // The figures know neither codes nor what an instance waits for.
  if (!filter.code.empty())
    return read_counts(standing_coded_.query(filter.campaign, filter.status, filter.step,
                                             filter.version, filter.version_not, filter.waiting,
                                             filter.code));
  if (filter.waiting)
    return read_counts(standing_waiting_.query(filter.campaign, filter.status, filter.step,
                                               filter.version, filter.version_not, filter.waiting));
  return read_counts(standing_.query(filter.campaign, filter.status, filter.step, filter.version,
                                     filter.version_not));
}

std::vector<job_count> job_table::count_about(const job_filter& filter) {
  return read_counts(standing_about_.query(filter.subject, filter.campaign, filter.status,
                                           filter.step, filter.version, filter.version_not,
                                           filter.waiting, filter.code));
}

stored_job job_table::read(const statement::rows& from) {
  const auto state = from.integer(1);
  const auto action = from.integer(2);
  if (state < 0 || state > static_cast<int>(job_state::cancelled) || action < 0 ||
      action > static_cast<int>(job_action::edit))
    throw corrupt_row{"a job has the state " + std::to_string(state) + " and the action " +
                      std::to_string(action)};
  return {.id = {from.integer(0)},
          .state = static_cast<job_state>(state),
          .what = {.action = static_cast<job_action>(action),
                   .filter = filter_from(json_column(from, 3, "the filter of a job")),
                   .details = json_column(from, 4, "a job"),
                   .who = from.text(5),
                   .why = from.text(6),
                   .per_second = static_cast<std::uint32_t>(from.integer(7))},
          .created_at = from.at(8),
          .ended_at = from.optional_instant(9),
          .total = from.integer(10),
          .done = from.integer(11),
          .skipped = from.integer(12),
          .failed = from.integer(13)};
}

std::vector<stored_job> job_table::read_all(statement::rows&& rows) {
  std::vector<stored_job> found;
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::vector<job_count> job_table::read_counts(statement::rows&& rows) {
  std::vector<job_count> found;
  while (rows.next())
    found.push_back({.version = static_cast<std::uint32_t>(rows.integer(1)),
                     .campaign = rows.text(0),
                     .status = static_cast<engine::instance_status>(rows.integer(2)),
                     .step = rows.text(3),
                     .instances = rows.integer(4),
                     .in_effect = rows.integer(5)});
  return found;
}

} // namespace sojourn::storage
