// What can be asked about the daemon itself: health, figures, verify, backup, the clock.
#include "calendar/calendar.hpp"
#include "service/background/wait_for_commit.hpp"
#include "service/daemon_orchestrator.hpp"
#include "service/metrics_text.hpp"
#include "storage/audit.hpp"
#include "storage/budget.hpp"
#include "storage/campaigns.hpp"
#include "storage/inbox.hpp"
#include "storage/operation.hpp"
#include "storage/timers.hpp"

namespace sojourn::actors {

namespace {

/// A virtual clock that nothing lets come to rest is given up after this.
constexpr std::chrono::seconds unrest_limit{30};
constexpr milliseconds look_again{1};

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

void daemon_orchestrator::ready(completion<json> done) {
  ask(std::move(done), [this]() -> result<json> {
    return json{{"ready", true},
                {"now", to_text(now())},
                {"writer_queue", with_.store.writer().queue_length()},
                {"live_instances", with_.count.live.load()}};
  });
}

void daemon_orchestrator::metrics(completion<std::string> done) {
  // The dispatcher knows how its channels stand; the rest is read when it has answered.
  auto answer = std::make_shared<completion<std::string>>(std::move(done));
  with_.directory.tell_dispatcher(
      report_channels{std::make_shared<completion<json>>([this, answer](result<json> channels) {
        ask(std::move(*answer), [this, channels = channels.value_or(json{})]() {
          return result<std::string>{metrics_text(with_.count, measure(channels))};
        });
      })});
}

measured daemon_orchestrator::measure(json channels) {
  const auto at = now();
  const auto lag_seconds = [&](std::optional<instant> due) {
    return due && *due < at ? std::chrono::duration<double>{at - *due}.count() : 0.0;
  };
  return {.instances = reader().campaigns().totals(),
          .held = reader().inbox().held_totals(),
          .storage = reader().operation().status(),
          .writer_queue = with_.store.writer().queue_length(),
          .channels = std::move(channels),
          .commits = commits_ ? commits_->read() : histogram::figures{},
          .budget = reader().budget().standing(at),
          .overdue_timers = reader().timers().due({}, at, most_overdue_timers).size(),
          .timer_lag_seconds = lag_seconds(reader().timers().next_due()),
          .schedule_lag_seconds = lag_seconds(scheduler_.next_due()),
          .now = at};
}

void daemon_orchestrator::storage_status(completion<json> done) {
  ask(std::move(done), [this]() -> result<json> {
    auto status = reader().operation().status();
    status["instances"] = reader().campaigns().totals();
    status["writer_queue"] = with_.store.writer().queue_length();
    return status;
  });
}

void daemon_orchestrator::verify(completion<json> done) {
  run_job(std::move(done), [this](const std::stop_token&) -> result<json> {
    auto outcome = with_.store.verify([](std::int64_t) {});
    if (!outcome)
      return fail(std::move(outcome.error()));
    return show(*outcome);
  });
}

void daemon_orchestrator::backup(caller by, completion<json> done) {
  run_job(std::move(done), [this, by = std::move(by)](const std::stop_token&) -> result<json> {
    const auto at = now();
    auto path = with_.store.backup(at, [](int, int) {});
    if (!path)
      return fail(std::move(path.error()));
    with_.store.writer().submit<bool>(
        [=, target = *path](storage::transaction& tx) -> result<bool> {
          storage::write_audit(tx, at, by.who, "backup", target, by.why);
          return true;
        },
        [](const result<bool>&) {});
    return json{{"path", *path}, {"at", to_text(at)}};
  });
}

void daemon_orchestrator::get_clock(completion<json> done) {
  done(json{{"now", to_text(now())}, {"mode", movable_ != nullptr ? "virtual" : "system"}});
}

void daemon_orchestrator::move_clock(sojourn::orchestrator::clock_request request, caller by,
                                     completion<json> done) {
  if (movable_ == nullptr) {
    done(
        fail(error_code::clock_not_virtual,
             "this daemon runs on the system's clock; start it with --clock virtual to move time"));
    return;
  }
  run_job(std::move(done),
          [this, request = std::move(request), by](std::stop_token stop) -> result<json> {
            auto target = now();
            if (request.to) {
              target = *request.to;
            } else {
              const auto length = calendar::parse_duration(request.advance);
              if (!length)
                return fail(length.error());
              const auto sum = calendar::add(now(), *length, "UTC");
              if (!sum)
                return fail(sum.error());
              target = *sum;
            }
            if (target < now())
              return fail(error_code::clock_backwards,
                          "the clock stands at " + to_text(now()) + " and cannot go back to " +
                              to_text(target),
                          {{"/to", "name an instant after " + to_text(now())}});
            return move_clock_to(target, by.who, std::move(stop));
          });
}

result<json> daemon_orchestrator::move_clock_to(instant target, const std::string& who,
                                                std::stop_token stop) {
  const auto woken_before = with_.count.wakes.load();
  while (true) {
    if (auto settled = settle_schedules(stop); !settled)
      return fail(std::move(settled.error()));
    auto next = reader().timers().next_due();
    if (const auto occurrence = scheduler_.next_due())
      next = std::min(next.value_or(*occurrence), *occurrence);
    const auto step = next && *next <= target ? std::max(*next, now()) : target;
    // Remembered before it is shown: a restart never goes back behind what was acted on.
    const auto kept =
        wait_for_commit<bool>(with_.store, [&](storage::transaction& tx) -> result<bool> {
          storage::remember_clock(tx, step);
          if (step == target)
            storage::write_audit(tx, step, who, "clock.move", to_text(target), {});
          return true;
        });
    if (!kept)
      return fail(kept.error());
    movable_->move_to(step);
    with_.directory.tell_timers(look_at_clock{});
    if (step == target && !(next && *next <= target))
      break;
  }
  if (auto settled = settle_schedules(stop); !settled)
    return fail(std::move(settled.error()));
  return json{{"now", to_text(now())}, {"woken", with_.count.wakes.load() - woken_before}};
}

result<void> daemon_orchestrator::settle_schedules(std::stop_token stop) {
  // What is due at an instant comes before the runs of that instant: a run that ends then is
  // not in the way of the next.
  do {
    if (auto quiet = wait_until_quiet(stop); !quiet)
      return quiet;
  } while (scheduler_.run_due()); // a run that has ended makes way for one that is queued
  return wait_until_quiet(stop);
}

result<void> daemon_orchestrator::wait_until_quiet(std::stop_token stop) {
  auto last_turns = with_.count.turns.load();
  auto last_move = std::chrono::steady_clock::now();
  while (!reader().operation().is_quiet(now())) {
    if (stop.stop_requested())
      return fail(error_code::shutting_down, "the daemon is stopping");
    const auto turns = with_.count.turns.load();
    const auto moment = std::chrono::steady_clock::now();
    if (turns != last_turns) {
      last_turns = turns;
      last_move = moment;
    } else if (moment - last_move > unrest_limit) {
      return fail(error_code::wrong_state, "something is still under way after " +
                                               std::to_string(unrest_limit.count()) +
                                               " seconds; the clock stands at " + to_text(now()));
    }
    std::this_thread::sleep_for(look_again);
  }
  return {};
}

} // namespace sojourn::actors
