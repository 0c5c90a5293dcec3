// Health, figures, verification and backup.
#include "service/implementation/operation_service.hpp"

#include "service/implementation/metrics_text.hpp"
#include "storage/audit.hpp"
#include "storage/budget.hpp"
#include "storage/campaigns.hpp"
#include "storage/inbox.hpp"
#include "storage/operation.hpp"
#include "storage/retention.hpp"
#include "storage/timers.hpp"

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

} // namespace

void operation_service::ready(completion<json> done) {
  answer_query(std::move(done), [this]() -> result<json> {
    return json{{"ready", true},
                {"now", to_text(now())},
                {"writer_queue", services_.store.writer().queue_length()},
                {"live_instances", services_.count.live.load()}};
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
          .now = at};
}

void operation_service::storage_status(completion<json> done) {
  answer_query(std::move(done), [this]() -> result<json> {
    auto status = reader().operation().status();
    status["instances"] = reader().campaigns().totals();
    status["writer_queue"] = services_.store.writer().queue_length();
    auto& retained = status["retention"] = reader().retention().outlook(now());
    retained["forgotten"] = reader().retention().totals();
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
    auto path = services_.store.backup(at, [](int, int) {});
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

} // namespace sojourn::service
