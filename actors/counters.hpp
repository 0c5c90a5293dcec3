// What the daemon counts while it runs; /metrics shows it.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace sojourn::actors {

/// The parts whose handlers are guarded: what one of them throws is counted, and ends nothing else.
enum class guarded_part : std::uint8_t {
  registry,
  instance,
  router,
  dispatcher,
  timers,
  zalo_keeper
};
/// What the log and the metrics call them, in that order.
inline constexpr auto guarded_part_names = std::to_array<std::string_view>(
    {"registry", "instance", "router", "dispatcher", "timers", "zalo_keeper"});

/// Only ever grow, but for the gauges at the end.
struct counters {
  std::atomic<std::uint64_t> starts{0};
  std::atomic<std::uint64_t> starts_refused{0};
  std::atomic<std::uint64_t> turns{0};
  std::atomic<std::uint64_t> entries{0};
  std::atomic<std::uint64_t> wakes{0};
  std::atomic<std::uint64_t> deliveries{0};
  std::atomic<std::uint64_t> effects_handed_over{0};
  std::atomic<std::uint64_t> effects_accepted{0};
  std::atomic<std::uint64_t> effects_failed{0};
  std::atomic<std::uint64_t> effects_unknown{0};
  std::atomic<std::uint64_t> placements_served{0};
  std::atomic<std::uint64_t> hook_accepted{0};
  std::atomic<std::uint64_t> hook_duplicate{0};
  std::atomic<std::uint64_t> hook_ignored{0};
  std::atomic<std::uint64_t> hook_refused{0};
  std::atomic<std::uint64_t> hook_limited{0};       ///< refused by the rate limit of their hook
  std::atomic<std::uint64_t> refused_overloaded{0}; ///< requests refused because too much waits
  std::atomic<std::uint64_t> logins_refused{0};     ///< wrong, disabled, or tried too often
  std::atomic<std::uint64_t> restarts{0};           ///< actors that failed and were started again
  /// Exceptions that a guarded part threw, by part.
  std::array<std::atomic<std::uint64_t>, guarded_part_names.size()> internal_errors{};
  std::atomic<std::int64_t> live{0};      ///< gauge: instance actors in memory
  std::atomic<std::int64_t> in_flight{0}; ///< gauge: effects handed over and not settled
  /// Milliseconds since the epoch up to which the timer service knows every timer; who
  /// sets an earlier one must tell it.
  std::atomic<std::int64_t> timers_known_until_ms{0};
};

} // namespace sojourn::actors
