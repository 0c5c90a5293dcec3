// Counts the messages that a report is about, and the orders that are owed to them.
#pragma once

#include "reports/monitor.hpp"
#include "storage/monitor.hpp"
#include "storage/read/monitor_scan.hpp"

#include <map>
#include <stop_token>
#include <unordered_map>

namespace sojourn::storage {

/// Days of instants that mostly come in their order.
class day_cache {
public:
  /// See calendar::day_number.
  [[nodiscard]] std::int64_t day_of(const std::string& zone, instant at);

private:
  struct days_of_zone {
    std::unordered_map<std::int64_t, std::int64_t> days{}; ///< by quarter of an hour
    std::int64_t last_quarter = 0;
    std::int64_t last_day = 0;
    bool any = false;
  };
  std::map<std::string, days_of_zone> zones_{};
};

class monitor_counting {
public:
  /// `tables` must be of one state of the file; it and `what` must outlive this.
  monitor_counting(table_set& tables, const monitor_query& what);

  /// False: it was stopped.
  [[nodiscard]] bool run(const std::stop_token& stop);
  [[nodiscard]] const reports::monitor_counts& counts() const { return counts_; }

private:
  /// The row of a message that was handed over then; nullopt: it is not meant.
  [[nodiscard]] std::optional<std::uint32_t> row_of(const scanned_place& place, instant sent_at);
  void take(const scanned_place& place, const message_entry& message);

  table_set& tables_;
  const monitor_query& what_;
  bool needs_days_;
  reports::monitor_counts counts_;
  day_cache days_{};
  // The place and day of the message before, which are mostly those of the next.
  const scanned_place* place_ = nullptr;
  std::int64_t day_ = 0;
  std::uint32_t row_ = 0;
};

} // namespace sojourn::storage
