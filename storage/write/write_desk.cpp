// The desk: tasks that turns make, and what the staff mark and take back.
#include "engine/entry.hpp"
#include "records/record_type.hpp"
#include "storage/desk.hpp"
#include "storage/erasures.hpp"
#include "storage/events.hpp"
#include "storage/identities.hpp"
#include "storage/instances.hpp"
#include "storage/sqlite/transaction.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace sojourn::storage {

namespace {

constexpr auto every_task = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());

std::string state_text(const desk_task& task, instant now) {
  switch (task.state) {
  case task_state::done:
    return "was done at " + to_text(task.ends_at);
  case task_state::withdrawn:
    return "was withdrawn at " + to_text(task.ends_at);
  case task_state::open:
    break;
  }
  return task.ends_at <= now ? "lapsed at " + to_text(task.ends_at) : "is open";
}

/// The tasks that a mark does. Errors: not_found, wrong_state.
result<std::vector<desk_task>> tasks_done_by(transaction& tx, const mark_request& what,
                                             const std::string& subject, instant now) {
  auto& tasks = tx.tables.desk_tasks;
  if (what.kind == mark_kind::task_done) {
    auto task = tasks.find(subject, what.task);
    if (!task)
      return fail(error_code::not_found, to_text(records::customer(what.customer)) +
                                             " has no task " + task_name(what.task));
    if (task->state != task_state::open || task->ends_at <= now)
      return fail(error_code::wrong_state,
                  task_name(task->number) + " " + state_text(*task, now) + "; it is not open");
    return std::vector{std::move(*task)};
  }
  auto open = tasks.open_of(subject, now, every_task);
  std::erase_if(open, [&](const desk_task& task) {
    return std::ranges::find(task.done_by, to_text(what.kind)) == task.done_by.end();
  });
  return open;
}

json show_task_in_event(const desk_task& task) {
  return {{"task", task_name(task.number)},
          {"campaign", task.campaign},
          {"instance", to_text(task.instance)},
          {"step", task.step}};
}

/// What journeys hear of a mark.
json data_of_mark(const desk_mark& mark, const std::vector<desk_task>& tasks) {
  json data{{"mark", mark_name(mark.number)}, {"by", mark.who}, {"tasks", json::array()}};
  if (!mark.note.empty())
    data["note"] = mark.note;
  for (const auto& task : tasks)
    data["tasks"].push_back(show_task_in_event(task));
  if (mark.kind == mark_kind::task_done)
    data.update(data["tasks"].front());
  return data;
}

json hearers_of(const std::vector<inbox_entry>& inbox_entries) {
  auto instances = json::array();
  auto campaigns = json::array();
  for (const auto& one : inbox_entries) {
    if (one.campaign.empty())
      instances.push_back(to_text(one.instance));
    else
      campaigns.push_back(one.campaign);
  }
  return {{"instances", std::move(instances)}, {"campaigns", std::move(campaigns)}};
}

bool is_cancelled(transaction& tx, instance_id id) {
  const auto instance = tx.tables.instances.find(id);
  return instance && instance->state.status == engine::instance_status::cancelled;
}

/// Its tasks are open again. Those whose instance was cancelled meanwhile, when they were done and
/// not to be withdrawn, are withdrawn now.
void reopen(transaction& tx, const desk_mark& mark, instant now) {
  for (const auto number : mark.tasks) {
    auto task = tx.tables.desk_tasks.find(mark.subject, number);
    if (!task || task->state != task_state::done || task->mark != mark.number)
      continue;
    const bool is_withdrawn = is_cancelled(tx, task->instance);
    task->state = is_withdrawn ? task_state::withdrawn : task_state::open;
    task->ends_at = is_withdrawn ? std::min(now, task->lasts_until) : task->lasts_until;
    task->mark = 0;
    tx.tables.desk_tasks.set_state(*task);
  }
}

tl::unexpected<error> too_late(const desk_mark& mark, milliseconds within) {
  return fail(error_code::undo_too_late, mark_name(mark.number) + " was made at " +
                                             to_text(mark.at) + "; it could be taken back until " +
                                             to_text(mark.at + within));
}

} // namespace

void write_task(transaction& tx, const engine::instance_state& of, const engine::task_made& task,
                instant now) {
  (void)tx.tables.desk_tasks.insert({.subject = to_text(of.subject),
                                     .instance = of.id,
                                     .campaign = of.campaign,
                                     .step = task.step,
                                     .visit = task.visit,
                                     .texts = task.texts,
                                     .done_by = task.done_by,
                                     .made_at = now,
                                     .due = task.due,
                                     .lasts_until = std::max(task.lasts_until, now),
                                     .ends_at = std::max(task.lasts_until, now)});
}

void withdraw_tasks(transaction& tx, const engine::instance_state& cancelled, instant now) {
  const auto withdraw_of = [&](const subject_ref& subject) {
    for (auto& task : tx.tables.desk_tasks.open_of(to_text(subject), now, every_task)) {
      if (task.instance != cancelled.id)
        continue;
      task.state = task_state::withdrawn;
      task.ends_at = now;
      tx.tables.desk_tasks.set_state(task);
    }
  };
  withdraw_of(cancelled.subject);
  // The tasks of a visitor who turned out to be a customer move before all the instances have.
  if (const auto customer = known_as(tx, cancelled.subject); customer != cancelled.subject)
    withdraw_of(customer);
}

result<mark_written> write_mark(transaction& tx, const mark_request& what,
                                const listener_set& listeners, instant now) {
  const auto customer = records::customer(what.customer);
  if (!tx.tables.records.find(customer))
    return fail(error_code::not_found, "there is no customer \"" + what.customer + "\"");
  auto tasks = tasks_done_by(tx, what, to_text(customer), now);
  if (!tasks)
    return fail(std::move(tasks.error()));
  desk_mark mark{.number = tx.tables.desk_marks.next_number(),
                 .subject = to_text(customer),
                 .kind = what.kind,
                 .note = what.note,
                 .who = what.who,
                 .at = now};
  for (auto& task : *tasks) {
    mark.tasks.push_back(task.number);
    task.state = task_state::done;
    task.ends_at = now;
    task.mark = mark.number;
    tx.tables.desk_tasks.set_state(task);
  }
  auto told = write_event(tx,
                          {.source = std::string{own_event_source},
                           .id = "desk/" + mark_name(mark.number),
                           .type = "desk." + std::string{to_text(what.kind)},
                           .subject = customer,
                           .at = now,
                           .data = data_of_mark(mark, *tasks)},
                          listeners, now);
  if (!told)
    return fail(std::move(told.error()));
  mark.heard = hearers_of(told->inbox_entries);
  tx.tables.desk_marks.insert(mark);
  return mark_written{.mark = std::move(mark), .inbox_entries = std::move(told->inbox_entries)};
}

result<mark_written> undo_mark(transaction& tx, const std::string& customer, std::int64_t number,
                               const std::string& who, milliseconds within,
                               const listener_set& listeners, instant now) {
  const auto subject = records::customer(customer);
  auto mark = tx.tables.desk_marks.find(to_text(subject), number);
  if (!mark)
    return fail(error_code::not_found, to_text(subject) + " has no mark " + mark_name(number));
  if (mark->undone_at)
    return mark_written{.mark = std::move(*mark), .inbox_entries = {}};
  if (now >= mark->at + within)
    return too_late(*mark, within);
  reopen(tx, *mark, now);
  mark->undone_at = now;
  mark->undone_by = who;
  tx.tables.desk_marks.set_undone(*mark);
  json data{{"mark", mark_name(number)},
            {"undone", to_text(mark->kind)},
            {"by", who},
            {"tasks", json::array()}};
  for (const auto task : mark->tasks)
    data["tasks"].push_back(task_name(task));
  auto told = write_event(tx,
                          {.source = std::string{own_event_source},
                           .id = "desk/" + mark_name(number) + "/undone",
                           .type = "desk.undone",
                           .subject = subject,
                           .at = now,
                           .data = std::move(data)},
                          listeners, now);
  if (!told)
    return fail(std::move(told.error()));
  return mark_written{.mark = std::move(*mark), .inbox_entries = std::move(told->inbox_entries)};
}

} // namespace sojourn::storage
