#include "storage/tables/finished_rows.hpp"

#include <tuple>
#include <utility>

namespace sojourn::storage {

namespace {

std::vector<std::int64_t> ids_in(statement::rows&& rows) {
  std::vector<std::int64_t> found;
  while (rows.next())
    found.push_back(rows.integer(0));
  return found;
}

} // namespace

std::vector<finished_rows::ended> finished_rows::instances(std::int64_t campaign, int status,
                                                           instant before, const ended& after,
                                                           std::size_t limit) {
  std::vector<ended> found;
  auto rows = instances_.query(campaign, status, before, after.at, after.instance, limit);
  while (rows.next())
    found.push_back({.instance = rows.instance(0), .at = rows.at(1)});
  return found;
}

std::int64_t finished_rows::count_instances(std::int64_t campaign, int status, instant before,
                                            std::int64_t most) {
  auto rows = count_instances_.query(campaign, status, before, most);
  return rows.next() ? rows.integer(0) : 0;
}

std::optional<instant> finished_rows::next_instance(std::int64_t campaign, int status,
                                                    instant from) {
  auto rows = next_instance_.query(campaign, status, from);
  return rows.next() ? rows.optional_instant(0) : std::nullopt;
}

std::vector<finished_rows::send> finished_rows::sends(instance_id id) {
  std::vector<send> found;
  auto rows = sends_.query(id);
  while (rows.next()) {
    send one{.number = rows.integer(0),
             .subject = rows.text(3),
             .slot = slot_from(rows.integer(4)),
             .is_touched = rows.integer(8) != 0};
    one.heard = {.campaign = rows.text(1),
                 .version = static_cast<std::uint32_t>(rows.integer(9)),
                 .step = rows.text(2),
                 .channel = rows.text(10),
                 .at = rows.at(11),
                 .heard = {.delivered = rows.integer(5) != 0,
                           .read = rows.integer(6) != 0,
                           .clicked = rows.integer(7) != 0,
                           .replied = rows.integer(12) != 0,
                           .failed = rows.integer(13) != 0}};
    found.push_back(std::move(one));
  }
  return found;
}

std::int64_t finished_rows::newest_send() {
  auto rows = newest_send_.query();
  return rows.next() ? rows.integer(0) : 0;
}

int finished_rows::remove_runs(instant before, std::size_t limit) {
  const auto due = ids_in(due_runs_.query(before, limit));
  for (const auto id : due) {
    run_members_.run(id);
    run_people_.run(id);
    run_.run(id);
  }
  return static_cast<int>(due.size());
}

int finished_rows::remove_imports(instant before, std::size_t limit) {
  const auto due = ids_in(due_imports_.query(before, limit));
  for (const auto id : due) {
    import_errors_.run(id);
    import_.run(id);
  }
  return static_cast<int>(due.size());
}

std::optional<std::int64_t> finished_rows::due_job(instant before) {
  auto rows = due_job_.query(before);
  return rows.next() ? std::optional{rows.integer(0)} : std::nullopt;
}

int finished_rows::remove_job(std::int64_t job) {
  job_errors_.run(job);
  return job_.run(job);
}

finished_rows::due finished_rows::count_due(retention::area which, instant before,
                                            std::int64_t most) {
  const auto [count, next] = [&]() -> std::pair<statement*, statement*> {
    using retention::area;
    switch (which) {
    case area::instances:
      break;
    case area::send_contents:
      return {&due_contents_, &next_content_};
    case area::events:
      return {&due_events_, &next_event_};
    case area::hook_calls:
      return {&due_calls_, &next_call_};
    case area::runs:
      return {&due_run_count_, &next_run_};
    case area::jobs:
      return {&due_job_count_, &next_job_};
    case area::imports:
      return {&due_import_count_, &next_import_};
    case area::audit:
      return {&due_audit_, &next_audit_};
    case area::figures:
      return {&due_figures_, &next_figures_};
    case area::form_answers:
      return {&due_answers_, &next_answer_};
    case area::desk:
      return {&due_tasks_, &next_task_};
    }
    return {nullptr, nullptr};
  }();
  due found;
  if (count == nullptr)
    return found;
  {
    auto rows = count->query(before, most);
    found.count = rows.next() ? rows.integer(0) : 0;
  }
  auto rows = next->query(before);
  found.next = rows.next() ? rows.optional_instant(0) : std::nullopt;
  return found;
}

} // namespace sojourn::storage
