// Forgets what the policy of retention keeps no longer, in small steps beside all other writes.
#pragma once

#include "actors/services.hpp"
#include "retention/pace.hpp"
#include "storage/retention.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace sojourn::service {

/// Sweeps over the finished data from time to time. A step is one write unit of a few milliseconds;
/// after it the worker rests so long that it takes a small part of the writer's time
/// (retention/pace.hpp). What is due is found in the file, so a restart only begins its sweep anew.
/// Under a virtual clock it works when told, and without rests. Thread-safe.
class retention_worker {
public:
  explicit retention_worker(actors::services& services) : services_{services} {}
  ~retention_worker();
  retention_worker(const retention_worker&) = delete;
  retention_worker& operator=(const retention_worker&) = delete;

  /// Begins to work by itself, but under a virtual clock.
  void begin();
  /// The policy has changed: do not wait for the next sweep.
  void look();
  /// Forgets all that is due now, and waits for it. Not for the writer's thread.
  void forget_due(const std::stop_token& stop);
  /// How long steps kept the writer, in all, since the start.
  [[nodiscard]] std::chrono::microseconds worked() const {
    return std::chrono::microseconds{worked_us_.load()};
  }

private:
  struct step {
    storage::sweep_step swept;
    std::int64_t pages = 0; ///< that were given back
    std::chrono::microseconds took{};

    [[nodiscard]] bool found_nothing() const;
  };
  /// One step, from `place_` on; nullopt: it failed, which was logged.
  std::optional<step> take_step(std::size_t rows);
  void watch(const std::stop_token& stop);
  /// Gives false when `stop` was asked for.
  void rest(const std::stop_token& stop, std::chrono::microseconds pause);

  actors::services& services_;
  std::mutex one_at_a_time_; ///< a step, and `place_`
  storage::sweep_place place_{};
  std::atomic<std::int64_t> worked_us_{0};
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool look_again_ = false;
  std::jthread thread_; // last: it ends before what it uses
};

} // namespace sojourn::service
