// The timer service: a window of due times in memory, the file behind it, one pending
// wake-up in CAF's clock.
#include "storage/timers.hpp"

#include "actors/spawn.hpp"

#include <limits>
#include <set>
#include <spdlog/spdlog.h>

namespace sojourn::actors {

namespace {

/// A timer's place in due order.
using place = std::pair<instant, instance_id>;

constexpr instance_id last_id{std::numeric_limits<std::int64_t>::max()};
/// A wake-up whose instance could not take it is tried again after this.
constexpr milliseconds retry_pause{1'000};
/// The service looks at the clock at least this often, in case the system's clock jumped.
constexpr milliseconds longest_sleep{30'000};

class timer_mind {
public:
  static inline const char* name = "timers";
  using pointer = timer_actor::stateful_pointer<timer_mind>;

  void wake(pointer self, services& with) {
    self_ = self;
    with_ = &with;
  }

  void arm(const arm_timer& timer) {
    // Beyond the window the file is enough.
    if (place{timer.due, timer.id} <= known_)
      window_.insert({timer.due, timer.id});
    look();
  }

  void look() {
    const auto now = with_->clock.now();
    do {
      wake_due(now);
    } while (has_room() && window_is_spent(now) && read_window(now));
    sleep_until_next(now);
  }

  void woken_by_clock() {
    armed_for_.reset();
    look();
  }

  void done(const wake_done& wake) {
    on_their_way_.erase(wake.id);
    if (const auto held = held_back_.extract(wake.id))
      window_.insert({held.mapped(), wake.id});
    if (wake.failed)
      window_.insert({with_->clock.now() + retry_pause, wake.id});
    look();
  }

private:
  [[nodiscard]] bool has_room() const { return on_their_way_.size() < with_->options.timer_burst; }

  [[nodiscard]] bool window_is_spent(instant now) const {
    return known_.first <= now && (window_.empty() || window_.begin()->first > now);
  }

  void wake_due(instant now) {
    while (has_room() && !window_.empty() && window_.begin()->first <= now) {
      const auto [due, id] = *window_.begin();
      window_.erase(window_.begin());
      if (!on_their_way_.insert(id).second) {
        held_back_.emplace(id, due);
        continue;
      }
      with_->count.wakes.fetch_add(1, std::memory_order_relaxed);
      auto input = std::make_shared<envelope>();
      input->what = engine::timer_due{due};
      const auto me = caf::actor_cast<timer_actor>(self_);
      input->done = completion<turn_report>{[me, id = id](const result<turn_report>& report) {
        const bool failed = !report && report.error().code != error_code::not_found;
        if (failed)
          spdlog::warn("waking {} failed and is tried again: {}", to_text(id),
                       report.error().message);
        caf::anon_send(me, wake_done{id, failed});
      }};
      with_->directory.tell_registry(deliver{id, std::move(input)});
    }
  }

  /// Reads on in due order. False when nothing of what it read is due.
  bool read_window(instant now) {
    const auto until = now + milliseconds{with_->options.timer_window_ms};
    const auto limit = with_->options.timer_window_rows;
    // Told before the read: who commits a timer from now on and sees this says so.
    tell_known(until);
    const auto rows =
        with_->store.reader().timers().due({known_.first, known_.second}, until, limit);
    for (const auto& row : rows)
      window_.insert({row.due, row.instance});
    known_ =
        rows.size() == limit ? place{rows.back().due, rows.back().instance} : place{until, last_id};
    tell_known(known_.first);
    return !rows.empty() && rows.front().due <= now;
  }

  void tell_known(instant until) { with_->count.timers_known_until_ms.store(to_unix_ms(until)); }

  void sleep_until_next(instant now) {
    if (with_->options.manual_time || !has_room())
      return;
    if (window_.empty()) {
      // The file has no timer before its next one, and who commits an earlier one says so.
      tell_known(now + longest_sleep);
      const auto next = with_->store.reader().timers().next_due();
      known_ = {std::max(known_.first, std::min(next.value_or(instant::max()) - milliseconds{1},
                                                now + longest_sleep)),
                last_id};
      tell_known(known_.first);
    }
    const auto wake_at = window_.empty() ? known_.first + milliseconds{1}
                                         : std::min(window_.begin()->first, known_.first);
    if (armed_for_ && *armed_for_ <= wake_at)
      return;
    armed_for_ = wake_at;
    self_->delayed_send(self_, std::max(milliseconds{1}, std::min(wake_at - now, longest_sleep)),
                        clock_fired{});
  }

  pointer self_ = nullptr;
  services* with_ = nullptr;
  std::set<place> window_;
  place known_{}; ///< every timer of the file up to here is in the window or on its way
  std::unordered_set<instance_id> on_their_way_;
  std::unordered_map<instance_id, instant> held_back_; ///< due again while on their way
  std::optional<instant> armed_for_;
};

timer_actor::behavior_type timer_body(timer_mind::pointer self, services* with) {
  self->state.wake(self, *with);
  return {
      [self](const arm_timer& message) { self->state.arm(message); },
      [self](look_at_clock) { self->state.look(); },
      [self](clock_fired) { self->state.woken_by_clock(); },
      [self](const wake_done& message) { self->state.done(message); },
      [self](stop_now) { self->quit(); },
  };
}

} // namespace

timer_actor spawn_timers(caf::actor_system& system, services& with) {
  return system.spawn(timer_body, &with);
}

} // namespace sojourn::actors
