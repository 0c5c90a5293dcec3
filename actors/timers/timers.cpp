// The timer service: a window of due times in memory, the file behind it, one pending
// wake-up in CAF's clock.
#include "storage/timers.hpp"

#include "actors/guarded_handler.hpp"
#include "actors/repeated_failures.hpp"
#include "actors/spawn.hpp"
#include "storage/reader.hpp"

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
/// By a defect it may fail each time: the pause is doubled with each failure in a row, up to this.
constexpr milliseconds longest_retry_pause{600'000};
/// The service looks at the clock at least this often, in case the system's clock jumped.
constexpr milliseconds longest_sleep{30'000};

milliseconds pause_after(int failures) {
  constexpr int most_doublings = 10;
  return std::min(retry_pause * (1 << std::clamp(failures - 1, 0, most_doublings)),
                  longest_retry_pause);
}

class timer_state {
public:
  static inline const char* name = "timers";
  static constexpr auto part = guarded_part::timers;
  using pointer = timer_actor::stateful_pointer<timer_state>;
  static timer_actor::behavior_type make_behavior(pointer self, services* services);

  void init(pointer self, services& services) {
    self_ = self;
    services_ = &services;
  }

  [[nodiscard]] counters& count() const { return services_->count; }

  /// Begins again with what the file says, after a pause.
  void recover(const error&) {
    window_.clear();
    known_ = {};
    tell_known({});
    armed_for_.reset();
    self_->delayed_send(self_, retry_pause, clock_fired{});
  }

  void arm(const arm_timer& timer) {
    // Beyond the window the file is enough.
    if (place{timer.due, timer.id} <= known_)
      window_.insert({timer.due, timer.id});
    look();
  }

  void look_when_told(const look_at_clock&) { look(); }

  void woken_by_clock(const clock_fired&) {
    armed_for_.reset();
    looks_for_ownership_ = false;
    look();
  }

  void done(const wake_done& wake) {
    on_their_way_.erase(wake.id);
    if (const auto held = held_back_.extract(wake.id))
      window_.insert({held.mapped(), wake.id});
    if (wake.failure) {
      if (*wake.failure == error_code::internal || *wake.failure == error_code::data_corrupt)
        failures_.failed(wake.id);
      window_.insert({services_->clock.now() + pause_after(failures_.times(wake.id)), wake.id});
    } else {
      failures_.succeeded(wake.id);
    }
    look();
  }

private:
  void look() {
    if (!services_->owner->holds()) {
      if (!std::exchange(looks_for_ownership_, true))
        self_->delayed_send(self_, retry_pause, clock_fired{});
      return;
    }
    const auto now = services_->clock.now();
    do {
      wake_due(now);
    } while (has_room() && window_is_spent(now) && read_window(now));
    sleep_until_next(now);
  }

  [[nodiscard]] bool has_room() const {
    return on_their_way_.size() < services_->options.timer_burst;
  }

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
      services_->count.wakes.fetch_add(1, std::memory_order_relaxed);
      auto input = std::make_shared<envelope>();
      input->what = engine::timer_due{due};
      const auto me = caf::actor_cast<timer_actor>(self_);
      input->done = completion<turn_report>{[me, id = id](const result<turn_report>& report) {
        std::optional<error_code> failure;
        if (!report && report.error().code != error_code::not_found) {
          failure = report.error().code;
          spdlog::warn("waking {} failed and is tried again: {}", to_text(id),
                       report.error().message);
        }
        caf::anon_send(me, wake_done{id, failure});
      }};
      services_->directory.tell_registry(deliver{id, std::move(input)});
    }
  }

  /// Reads on in due order. False when nothing of what it read is due.
  bool read_window(instant now) {
    const auto until = now + milliseconds{services_->options.timer_window_ms};
    const auto limit = services_->options.timer_window_rows;
    // Told before the read: who commits a timer from now on and sees this says so.
    tell_known(until);
    const auto rows =
        services_->store.reader().timers().due({known_.first, known_.second}, until, limit);
    for (const auto& row : rows)
      window_.insert({row.due, row.instance});
    known_ =
        rows.size() == limit ? place{rows.back().due, rows.back().instance} : place{until, last_id};
    tell_known(known_.first);
    return !rows.empty() && rows.front().due <= now;
  }

  void tell_known(instant until) {
    services_->count.timers_known_until_ms.store(to_unix_ms(until));
  }

  void sleep_until_next(instant now) {
    if (services_->options.manual_time || !has_room())
      return;
    if (window_.empty()) {
      // The file has no timer before its next one, and who commits an earlier one says so.
      tell_known(now + longest_sleep);
      const auto next = services_->store.reader().timers().next_due();
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
  services* services_ = nullptr;
  std::set<place> window_;
  place known_{}; ///< every timer of the file up to here is in the window or on its way
  std::unordered_set<instance_id> on_their_way_;
  std::unordered_map<instance_id, instant> held_back_; ///< due again while on their way
  std::optional<instant> armed_for_;
  bool looks_for_ownership_ = false; ///< a message to look again is on its way
  /// Wake-ups that fail by a defect; none is ever set aside.
  repeated_failures<instance_id> failures_{std::numeric_limits<int>::max()};
};

timer_actor::behavior_type timer_state::make_behavior(pointer self, services* services) {
  self->state.init(self, *services);
  return {
      guarded_handler(self, "a new timer", &timer_state::arm),
      guarded_handler(self, "due timers", &timer_state::look_when_told),
      guarded_handler(self, "due timers", &timer_state::woken_by_clock),
      guarded_handler(self, "the end of a wake-up", &timer_state::done),
      [self](stop_now) { self->quit(); },
  };
}

} // namespace

timer_actor spawn_timers(caf::actor_system& system, services& services) {
  return system.spawn(timer_state::make_behavior, &services);
}

} // namespace sojourn::actors
