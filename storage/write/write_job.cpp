// Jobs: a list frozen once, each instance on it dealt with once.
#include "accounts/changes.hpp"
#include "storage/audit.hpp"
#include "storage/job_tasks.hpp"
#include "storage/jobs.hpp"
#include "storage/journal.hpp"
#include "storage/runs.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/turns.hpp"

#include <array>
#include <charconv>

namespace sojourn::storage {

namespace {

constexpr std::array<std::string_view, 5> job_state_names{"freezing", "running", "paused", "done",
                                                          "cancelled"};
constexpr std::array<std::string_view, 10> action_names{
    "cancel", "pause", "resume", "retry", "skip", "signal", "migrate", "undo", "continue", "edit"};
constexpr std::string_view job_prefix = "job_";

stored_job existing(transaction& tx, job_id id) {
  auto job = tx.tables.jobs.find(id);
  if (!job)
    throw corrupt_row{to_text(id) + " is not there"};
  return std::move(*job);
}

/// Ends a job that has nothing left to do, and stores it.
void keep(transaction& tx, stored_job& job, instant now) {
  if (job.state == job_state::running && job.done + job.skipped + job.failed == job.total) {
    job.state = job_state::done;
    job.ended_at = now;
  }
  tx.tables.jobs.update(job);
  tx.touch(topic::jobs);
}

bool can_become(job_state now, job_state then) {
  switch (then) {
  case job_state::paused:
    return now == job_state::running;
  case job_state::running:
    return now == job_state::paused;
  case job_state::cancelled:
    return now <= job_state::paused;
  default:
    return false;
  }
}

std::string_view verb_of(job_state then) {
  return then == job_state::paused    ? "paused"
         : then == job_state::running ? "resumed"
                                      : "cancelled";
}

} // namespace

std::string_view to_text(job_state state) {
  return job_state_names[static_cast<std::size_t>(state)];
}

std::string_view to_text(job_action action) {
  return action_names[static_cast<std::size_t>(action)];
}

std::optional<job_action> parse_job_action(std::string_view text) {
  for (std::size_t i = 0; i < action_names.size(); ++i) {
    if (action_names[i] == text)
      return static_cast<job_action>(i);
  }
  return std::nullopt;
}

std::string to_text(job_id id) { return std::string{job_prefix} + std::to_string(id.value); }

result<job_id> parse_job_id(std::string_view text) {
  job_id id;
  const auto digits = text.substr(std::min(text.size(), job_prefix.size()));
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), id.value);
  if (!text.starts_with(job_prefix) || read.ec != std::errc{} ||
      read.ptr != digits.data() + digits.size() || id.value <= 0)
    return fail(error_code::invalid_id,
                "\"" + std::string{text} + "\" is not the id of a job; it looks like \"job_12\"");
  return id;
}

namespace {

/// What the audit says of a job: whom it is about, and not what it tells them.
json told_of(const new_job& what) {
  json told{{"action", to_text(what.action)}};
  const auto add = [&told](const char* name, const std::string& text) {
    if (!text.empty())
      told["filter"][name] = text;
  };
  add("campaign", what.filter.campaign);
  add("step", what.filter.step);
  add("subject", what.filter.subject);
  add("code", what.filter.code);
  if (what.filter.status)
    told["filter"]["status"] = engine::to_text(*what.filter.status);
  if (what.filter.version != 0)
    told["filter"]["version"] = what.filter.version;
  if (what.per_second != 0)
    told["per_second"] = what.per_second;
  return told;
}

} // namespace

result<stored_job> begin_job(transaction& tx, const new_job& what, instant now) {
  if (tx.tables.jobs.count_open() >= most_open_jobs)
    return fail(error_code::wrong_state, std::to_string(most_open_jobs) +
                                             " jobs are unfinished; let one end, or cancel one");
  const auto id = tx.tables.jobs.insert(what, now);
  write_audit(tx, now,
              {.who = what.who,
               .action = "job.begin",
               .target = to_text(id) + " " + std::string{to_text(what.action)},
               .why = what.why,
               .changes = accounts::changes_between(json{}, told_of(what))});
  return existing(tx, id);
}

void clear_job_list(transaction& tx, job_id id) {
  auto job = existing(tx, id);
  if (job.state != job_state::freezing)
    return;
  tx.tables.jobs.clear_members(id);
  job.total = 0;
  tx.tables.jobs.update(job);
  tx.touch(topic::jobs);
}

void add_to_job_list(transaction& tx, job_id id, const std::vector<instance_id>& instances) {
  auto job = existing(tx, id);
  if (job.state != job_state::freezing)
    return;
  for (const auto instance : instances)
    tx.tables.jobs.add_member(id, ++job.total, instance);
  tx.tables.jobs.update(job);
}

std::optional<std::int64_t> list_moved(transaction& tx, job_id id, job_id moved_by,
                                       std::int64_t after, std::size_t limit) {
  auto job = existing(tx, id);
  if (job.state != job_state::freezing)
    return std::nullopt;
  const auto numbers = tx.tables.jobs.list_moves(moved_by, id, after, limit);
  job.total += static_cast<std::int64_t>(numbers.size());
  tx.tables.jobs.update(job);
  return numbers.size() == limit ? std::optional{numbers.back()} : std::nullopt;
}

void finish_job_list(transaction& tx, job_id id, instant now) {
  auto job = existing(tx, id);
  if (job.state != job_state::freezing)
    return;
  job.state = job_state::running;
  keep(tx, job, now);
}

bool complete_job_task(transaction& tx, const job_task& task, instance_id instance,
                       journal_position head, instant now) {
  const job_id id{task.job};
  if (!tx.tables.jobs.remove_member(id, task.number))
    return false;
  auto job = existing(tx, id);
  ++job.done;
  if (!task.undo.empty())
    tx.tables.jobs.add_move(
        id, {.number = task.number, .instance = instance, .undo = task.undo, .head = head});
  keep(tx, job, now);
  return true;
}

void insert_job_errors(transaction& tx, job_id id, const std::vector<job_error>& errors,
                       instant now) {
  auto job = existing(tx, id);
  for (const auto& one : errors) {
    if (!tx.tables.jobs.remove_member(id, one.number))
      continue;
    tx.tables.jobs.add_error(id, one);
    ++(one.skipped ? job.skipped : job.failed);
  }
  keep(tx, job, now);
}

result<stored_job> change_job(transaction& tx, job_id id, job_state to, const std::string& who,
                              const std::string& why, instant now) {
  auto job = tx.tables.jobs.find(id);
  if (!job)
    return fail(error_code::not_found, "there is no job " + to_text(id));
  if (!can_become(job->state, to))
    return fail(error_code::wrong_state, to_text(id) + " is " + std::string{to_text(job->state)} +
                                             "; it cannot be " + std::string{verb_of(to)} + " now");
  const auto before = to_text(job->state);
  job->state = to;
  if (to == job_state::cancelled) {
    tx.tables.jobs.clear_members(id);
    job->ended_at = now;
  }
  keep(tx, *job, now);
  write_audit_of_state(
      tx, now,
      {.who = who, .action = "job." + std::string{verb_of(to)}, .target = to_text(id), .why = why},
      before, to_text(to));
  return std::move(*job);
}

} // namespace sojourn::storage
