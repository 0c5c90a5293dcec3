// Reading and moving the daemon's clock.
#include "service/implementation/clock_service.hpp"

#include "accounts/changes.hpp"
#include "calendar/calendar.hpp"
#include "service/background/wait_for_commit.hpp"
#include "storage/audit.hpp"
#include "storage/operation.hpp"
#include "storage/timers.hpp"

namespace sojourn::service {

namespace {

/// A virtual clock that nothing lets come to rest is given up after this.
constexpr std::chrono::seconds unrest_limit{30};
constexpr milliseconds look_again{1};

/// A delay may last 1000 years (calendar/calendar.hpp), and instants end with the year 9999.
instant end_of_virtual_time() {
  static const auto end = parse_instant("9000-01-01T00:00:00Z").value();
  return end;
}

} // namespace

void clock_service::get(completion<json> done) {
  done(json{{"now", to_text(now())}, {"mode", movable_ != nullptr ? "virtual" : "system"}});
}

void clock_service::move(clock_request request, caller by, completion<json> done) {
  if (movable_ == nullptr) {
    done(
        fail(error_code::clock_not_virtual,
             "this daemon runs on the system's clock; start it with --clock virtual to move time"));
    return;
  }
  answer_task(std::move(done),
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
                if (target >= end_of_virtual_time())
                  return fail(
                      error_code::invalid_request,
                      "the clock cannot be moved beyond the year 8999: delays of up to 1000 "
                      "years must still end",
                      {{request.to ? "/to" : "/advance", "leads to " + to_text(target)}});
                if (target < now())
                  return fail(error_code::clock_backwards,
                              "the clock stands at " + to_text(now()) + " and cannot go back to " +
                                  to_text(target),
                              {{"/to", "name an instant after " + to_text(now())}});
                return move_clock_to(target, by.who, std::move(stop));
              });
}

result<json> clock_service::move_clock_to(instant target, const std::string& who,
                                          std::stop_token stop) {
  const auto woken_before = services_.count.wakes.load();
  const auto began = now();
  while (true) {
    if (auto settled = settle_schedules(stop); !settled)
      return fail(std::move(settled.error()));
    auto next = services_.owner->holds() ? reader().timers().next_due() : std::nullopt;
    if (const auto occurrence = scheduler_.next_due())
      next = std::min(next.value_or(*occurrence), *occurrence);
    const auto step = next && *next <= target ? std::max(*next, now()) : target;
    // Remembered before it is shown: a restart never goes back behind what was acted on.
    const auto stored =
        wait_for_commit<bool>(services_.store, [&](storage::transaction& tx) -> result<bool> {
          storage::remember_clock(tx, step);
          if (step == target)
            storage::write_audit(tx, step,
                                 {.who = who,
                                  .action = "clock.move",
                                  .target = to_text(target),
                                  .changes = accounts::changes_between(
                                      {{"now", to_text(began)}}, {{"now", to_text(target)}})});
          return true;
        });
    if (!stored)
      return fail(stored.error());
    movable_->move_to(step);
    services_.directory.tell_timers(actors::look_at_clock{});
    if (step == target && !(next && *next <= target))
      break;
  }
  if (auto settled = settle_schedules(stop); !settled)
    return fail(std::move(settled.error()));
  scores_.measure_due(stop);
  forgetting_.forget_due(stop);
  backups_.back_up_due();
  return json{{"now", to_text(now())}, {"woken", services_.count.wakes.load() - woken_before}};
}

result<void> clock_service::settle_schedules(std::stop_token stop) {
  // What is due at an instant comes before the runs of that instant: a run that ends then is
  // not in the way of the next.
  do {
    if (auto quiet = wait_until_quiet(stop); !quiet)
      return quiet;
  } while (scheduler_.run_due()); // a run that has ended makes way for one that is queued
  return wait_until_quiet(stop);
}

result<void> clock_service::wait_until_quiet(std::stop_token stop) {
  auto last_turns = services_.count.turns.load();
  auto last_move = std::chrono::steady_clock::now();
  while (!reader().operation().is_quiet(now())) {
    if (stop.stop_requested())
      return fail(error_code::shutting_down, "the daemon is stopping");
    const auto turns = services_.count.turns.load();
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

} // namespace sojourn::service
