// Health, figures, verification and backup.
#include "service/implementation/operation_service.hpp"

#include "calendar/calendar.hpp"
#include "service/background/wait_for_commit.hpp"
#include "service/implementation/metrics_text.hpp"
#include "storage/audit.hpp"
#include "storage/budget.hpp"
#include "storage/campaigns.hpp"
#include "storage/inbox.hpp"
#include "storage/operation.hpp"
#include "storage/retention.hpp"
#include "storage/timers.hpp"

#include <algorithm>
#include <filesystem>

namespace sojourn::service {

namespace {

json show(const storage::verification& outcome) {
  json violations = json::array();
  for (const auto& violation : outcome.violations)
    violations.push_back(
        {{"what", violation.what}, {"where", violation.where}, {"detail", violation.detail}});
  return {{"sound", outcome.violations.empty()}, {"instances", outcome.instances},
          {"entries", outcome.entries},          {"timers", outcome.timers},
          {"effects", outcome.effects},          {"violations", std::move(violations)}};
}

/// What is free for the daemon where `path` lies, or is going to lie; nothing where nobody knows.
std::optional<std::int64_t> free_bytes(std::filesystem::path path) {
  std::error_code failure;
  while (!std::filesystem::exists(path, failure) && path.has_relative_path())
    path = path.parent_path();
  const auto space = std::filesystem::space(path.empty() ? "." : path, failure);
  return failure ? std::nullopt : std::optional{static_cast<std::int64_t>(space.available)};
}

} // namespace

void operation_service::ready(completion<json> done) {
  answer_query(std::move(done), [this]() -> result<json> {
    return json{{"ready", true},
                {"now", to_text(now())},
                {"writer_queue", services_.store.writer().queue_length()},
                {"live_instances", services_.count.live.load()},
                {"backup_failing", backups_.is_failing()}};
  });
}

void operation_service::metrics(completion<std::string> done) {
  // The dispatcher knows how its channels stand; the rest is read when it has answered.
  auto answer = std::make_shared<completion<std::string>>(std::move(done));
  services_.directory.tell_dispatcher(actors::report_channels{
      std::make_shared<completion<json>>([this, answer](result<json> channels) {
        answer_query(std::move(*answer), [this, channels = channels.value_or(json{})]() {
          return result<std::string>{metrics_text(services_.count, measure(channels))};
        });
      })});
}

measured operation_service::measure(json channels) {
  const auto at = now();
  const auto lag_seconds = [&](std::optional<instant> due) {
    return due && *due < at ? std::chrono::duration<double>{at - *due}.count() : 0.0;
  };
  return {.instances = reader().campaigns().totals(),
          .held = reader().inbox().held_totals(),
          .storage = reader().operation().status(),
          .writer_queue = services_.store.writer().queue_length(),
          .channels = std::move(channels),
          .commits = commits_ ? commits_->read() : histogram::figures{},
          .budget = reader().budget().standing(at),
          .forgotten = reader().retention().totals(),
          .forgetting_seconds = std::chrono::duration<double>{forgetting_.worked()}.count(),
          .overdue_timers = reader().timers().due({}, at, most_overdue_timers).size(),
          .timer_lag_seconds = lag_seconds(reader().timers().next_due()),
          .schedule_lag_seconds = lag_seconds(scheduler_.next_due()),
          .backups = measure_backups(),
          .disk_free_bytes = free_bytes(services_.store.import_directory()),
          .backup_disk_free_bytes = free_bytes(services_.store.backup_directory()),
          .now = at};
}

backup_figures operation_service::measure_backups() const {
  const auto all = backups_.list();
  backup_figures told{.made = backups_.made(),
                      .failed = backups_.failed(),
                      .is_failing = backups_.is_failing(),
                      .is_planned = services_.options.backups.every > milliseconds{0},
                      .count = all.size()};
  const auto newest =
      std::ranges::find_if(all, [](const storage::backup_file& one) { return one.is_whole; });
  if (newest != all.end())
    told.newest = newest->at;
  return told;
}

json operation_service::backup_plan() const {
  const auto& plan = services_.options.backups;
  const auto due = backups_.next_due();
  return {{"directory", services_.store.backup_directory()},
          {"every", plan.every > milliseconds{0}
                        ? json(calendar::to_text(calendar::duration{.exact = plan.every}))
                        : json{}},
          {"keep", plan.keep},
          {"next_at", due ? json(to_text(*due)) : json{}},
          {"failing", backups_.is_failing()}};
}

void operation_service::backups(completion<page> done) {
  answer_query(std::move(done), [this]() -> result<page> {
    const auto at = now();
    page found;
    for (const auto& one : backups_.list())
      found.items.push_back(
          {{"name", one.name},
           {"path", one.path},
           {"made_by", storage::to_text(one.made_by)},
           {"at", to_text(one.at)},
           {"age_seconds", std::max<std::int64_t>(0, (at - one.at).count() / 1000)},
           {"bytes", one.bytes},
           {"ok", one.is_whole}});
    return found;
  });
}

void operation_service::storage_status(completion<json> done) {
  answer_query(std::move(done), [this]() -> result<json> {
    auto status = reader().operation().status();
    status["instances"] = reader().campaigns().totals();
    status["writer_queue"] = services_.store.writer().queue_length();
    auto& retained = status["retention"] = reader().retention().outlook(now());
    retained["forgotten"] = reader().retention().totals();
    status["backups"] = backup_plan();
    return status;
  });
}

void operation_service::verify(completion<json> done) {
  answer_task(std::move(done), [this](const std::stop_token&) -> result<json> {
    auto outcome = services_.store.verify([](std::int64_t) {});
    if (!outcome)
      return fail(std::move(outcome.error()));
    return show(*outcome);
  });
}

void operation_service::backup(caller by, completion<json> done) {
  answer_task(std::move(done), [this, by = std::move(by)](const std::stop_token&) -> result<json> {
    const auto at = now();
    auto path = backups_.back_up(storage::backup_origin::operators);
    if (!path)
      return fail(std::move(path.error()));
    services_.store.writer().submit<bool>(
        [=, target = *path](storage::transaction& tx) -> result<bool> {
          storage::write_audit(tx, at, by.who, "backup", target, by.why);
          return true;
        },
        [](const result<bool>&) {});
    return json{{"path", *path}, {"at", to_text(at)}};
  });
}

void operation_service::export_everything(caller by, completion<json> done) {
  const auto address = done.by().address;
  answer_task(
      std::move(done), [this, by = std::move(by), address](const std::stop_token&) -> result<json> {
        const auto at = now();
        auto made = services_.store.export_everything(at);
        if (!made)
          return fail(std::move(made.error()));
        const auto noted =
            wait_for_commit<bool>(services_.store, [&](storage::transaction& tx) -> result<bool> {
              storage::set_asked_from(tx, address);
              storage::write_audit(tx, at, by.who, "data.export", made->path, by.why);
              return true;
            });
        if (!noted)
          return fail(noted.error());
        return json{{"path", made->path},
                    {"at", to_text(at)},
                    {"lines", made->lines},
                    {"rows", std::move(made->rows)}};
      });
}

} // namespace sojourn::service
