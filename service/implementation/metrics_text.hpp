// The daemon's figures as Prometheus text.
#pragma once

#include "actors/counters.hpp"
#include "base/histogram.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "storage/inbox.hpp"

#include <optional>
#include <string>

namespace sojourn::service {

struct backup_figures {
  std::uint64_t made = 0; ///< since the start, by whoever asked
  std::uint64_t failed = 0;
  bool is_failing = false; ///< the last one failed
  bool is_planned = false; ///< the daemon makes them by itself
  std::size_t count = 0;   ///< that are there
  std::optional<instant> newest{};
};

/// What is asked for when somebody looks, beside what is counted all the time.
struct measured {
  json instances{};                        ///< by status, as reader::totals gives them
  std::vector<storage::held_total> held{}; ///< starts that wait for the end of a pause
  json storage{};                          ///< as reader::status gives it
  std::size_t writer_queue = 0;            ///< write units that wait
  json channels{};                 ///< as describe_channels gives them; null: nobody answered
  histogram::figures commits{};    ///< until they are on the disk
  json budget{};                   ///< as budget_reader::standing gives it
  json forgotten{};                ///< as retention_reader::totals gives it
  double forgetting_seconds = 0;   ///< of the writer, since the start
  std::size_t overdue_timers = 0;  ///< at most most_overdue_timers
  double timer_lag_seconds = 0;    ///< how long the oldest of them is due
  double schedule_lag_seconds = 0; ///< how long an occurrence is due that has not begun
  backup_figures backups{};
  std::optional<std::int64_t> disk_free_bytes{}; ///< where the data lie
  std::optional<std::int64_t> backup_disk_free_bytes{};
  instant now{};
};

/// So many overdue timers are counted, and no more: counting a million takes longer than it tells.
inline constexpr std::size_t most_overdue_timers = 1000;

/// The exposition format (text, version 0.0.4). One unit a family, seconds and bytes.
[[nodiscard]] std::string metrics_text(const actors::counters& count, const measured& what);

} // namespace sojourn::service
