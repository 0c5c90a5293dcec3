// The limits the actors keep. Every queue has one.
#pragma once

#include "actors/dispatch/circuit_breaker.hpp"
#include "retention/backup_plan.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace sojourn::actors {

struct options {
  std::size_t threads = 2;                 ///< scheduler threads
  std::string policy = "sharing";          ///< "sharing" or "stealing"
  std::size_t max_throughput = 200;        ///< messages an actor handles before it yields
  std::size_t max_live_instances = 20'000; ///< instance actors in memory, about 2 kB each
  std::size_t passivate_after_ms = 2'000;  ///< an idle instance stays in memory this long
  std::size_t max_pending_inputs = 256;    ///< inputs that one instance may have queued
  std::size_t timer_window_ms = 5'000;     ///< due times read ahead of time
  std::size_t timer_window_rows = 10'000;  ///< timers in memory, at most
  std::size_t timer_burst = 1'024;         ///< wake-ups on their way at the same time
  std::size_t max_deliveries = 1'024;      ///< deliveries on their way at the same time
  std::size_t max_queued_effects = 10'000; ///< effects in memory that wait for their channel
  std::size_t writer_queue_high = 6'000; ///< write units waiting, above which requests are refused
  /// How long a question about many people may take before it is given up.
  std::chrono::milliseconds question_deadline{60'000};
  /// When a destination that fails over and over is left alone for a time.
  circuit_breaker::limits breaker{};
  /// How far the timestamp of a webhook call may be from now.
  std::chrono::seconds webhook_tolerance{300};
  /// How long the session of a user lasts: after the last request, and after the login.
  std::chrono::milliseconds session_idle{std::chrono::hours{2}};
  std::chrono::milliseconds session_longest{std::chrono::hours{24}};
  /// What one person may look up at the desk, and how long a mark there can be taken back.
  int desk_lookups_per_minute = 30;
  int desk_lookups_per_day = 600;
  std::chrono::milliseconds desk_undo_within{std::chrono::minutes{10}};
  /// Where people reach the daemon from outside; empty: links of messages stay as they are.
  std::string tracking_url;
  /// Backups that are made without being asked for.
  retention::backup_plan backups{};
  /// Nothing happens by the passing of time: timers are looked at when told.
  bool manual_time = false;
};

} // namespace sojourn::actors
