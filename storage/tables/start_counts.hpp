// How many instances of a campaign began in each quarter of an hour, for charts.
#pragma once

#include "storage/sqlite/sqlite.hpp"

#include <map>
#include <string>
#include <utility>

namespace sojourn::storage {

/// A quarter of an hour is of one hour and of one day in every zone.
using quarters = std::chrono::duration<std::int64_t, std::ratio<900>>;
[[nodiscard]] constexpr std::int64_t quarter_of(instant at) {
  return std::chrono::floor<quarters>(at).time_since_epoch().count();
}
[[nodiscard]] constexpr instant begin_of_quarter(std::int64_t quarter) {
  return instant{quarters{quarter}};
}

/// By campaign (its key) and quarter.
using start_tally = std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t>;

class start_count_table {
public:
  explicit start_count_table(connection& db) : db_{db} {}

  void write(const start_tally& changes);
  /// The instance that gave one is about to go: the count stays.
  void forget(std::int64_t campaign, instant started_at) {
    forget_.run(campaign, quarter_of(started_at));
  }

  /// Calls `visit(quarter, count)` for the quarters of a campaign in [from, to].
  template <class Visit>
  void each(const std::string& campaign, std::int64_t from, std::int64_t to, const Visit& visit) {
    auto rows = of_.query(campaign, from, to);
    while (rows.next())
      visit(rows.integer(0), rows.integer(1));
  }
  /// Those that instances give which are there.
  [[nodiscard]] start_tally all();
  void set_live(const start_tally& counted);

private:
  connection& db_;
  statement add_{db_, "INSERT INTO start_count (campaign, quarter, count, forgotten) "
                      "VALUES (?, ?, ?, 0) "
                      "ON CONFLICT DO UPDATE SET count = count + excluded.count"};
  // What was counted in the same commit is not written yet.
  statement forget_{db_, "INSERT INTO start_count (campaign, quarter, count, forgotten) "
                         "VALUES (?, ?, 0, 1) "
                         "ON CONFLICT DO UPDATE SET forgotten = forgotten + 1"};
  statement of_{db_, "SELECT quarter, count FROM start_count "
                     "WHERE campaign = (SELECT key FROM campaign WHERE id = ?) AND quarter BETWEEN "
                     "? AND ? AND count <> 0"};
  statement all_{db_, "SELECT campaign, quarter, count - forgotten FROM start_count "
                      "WHERE count <> forgotten"};
  statement keep_forgotten_{db_, "UPDATE start_count SET count = forgotten"};
};

} // namespace sojourn::storage
