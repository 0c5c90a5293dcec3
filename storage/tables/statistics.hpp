// Counts that change with every turn: gathered in memory, written once a commit.
#pragma once

#include "storage/campaigns.hpp"
#include "storage/runs.hpp"
#include "storage/sqlite/sqlite.hpp"
#include "storage/tables/start_counts.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace sojourn::storage {

/// Tables whose rows are counted.
enum class counter : std::uint8_t { timers, waits, outbox, inbox_entries, records };
inline constexpr std::size_t counter_kinds = 5;
[[nodiscard]] std::string_view to_text(counter which);

/// Where instances stand.
struct standing {
  version_key version;
  engine::instance_status status = engine::instance_status::running;
  std::string step;
  auto operator<=>(const standing&) const = default;
};

/// How many members of a run began, were refused, and have not ended.
struct run_tally {
  std::int64_t entered = 0;
  std::int64_t refused = 0;
  std::int64_t open = 0;
  instant at{}; ///< of the last change

  void add(const run_tally& other) {
    entered += other.entered;
    refused += other.refused;
    open += other.open;
    at = std::max(at, other.at);
  }
};

/// Changes of counts that wait to be written.
struct tally {
  std::map<standing, std::int64_t> standings;
  std::array<std::int64_t, counter_kinds> counters{};
  std::map<run_id, run_tally> runs; ///< for run_table::write
  start_tally starts;               ///< for start_count_table::write

  void add(const tally& other);
  void clear();
};

class statistic_table {
public:
  explicit statistic_table(connection& db) : db_{db} {}

  void write(const tally& changes);

  /// {"by_status", "by_step", "total"}; all of them or those of one campaign.
  [[nodiscard]] json show(const std::string& campaign);
  [[nodiscard]] json totals();
  [[nodiscard]] std::map<standing, std::int64_t> all();
  /// Instances of all versions, by the key of their campaign.
  [[nodiscard]] std::map<std::int64_t, std::map<engine::instance_status, std::int64_t>>
  by_campaign();
  /// Those of one version, by step.
  [[nodiscard]] std::map<std::string, std::map<engine::instance_status, std::int64_t>>
  of_version(version_key version);
  /// How many instances of a campaign have this status and stand at this step.
  [[nodiscard]] std::int64_t count(std::int64_t campaign, engine::instance_status status,
                                   const std::string& step);
  [[nodiscard]] std::array<std::int64_t, counter_kinds> counters();

private:
  connection& db_;
  statement add_{db_, "INSERT INTO statistic (version, status, step, count) VALUES (?, ?, ?, ?) "
                      "ON CONFLICT DO UPDATE SET count = count + excluded.count"};
  statement add_counter_{db_, "INSERT INTO counter (name, value) VALUES (?, ?) "
                              "ON CONFLICT DO UPDATE SET value = value + excluded.value"};
  statement show_{db_, "SELECT s.status, s.step, sum(s.count) FROM statistic s "
                       "JOIN campaign_version v ON v.key = s.version "
                       "JOIN campaign c ON c.key = v.campaign WHERE c.id = ? "
                       "GROUP BY s.status, s.step HAVING sum(s.count) <> 0"};
  statement totals_{db_, "SELECT status, sum(count) FROM statistic GROUP BY status "
                         "HAVING sum(count) <> 0"};
  statement all_{db_, "SELECT version, status, step, count FROM statistic WHERE count <> 0"};
  statement by_campaign_{db_, "SELECT v.campaign, s.status, sum(s.count) FROM statistic s "
                              "JOIN campaign_version v ON v.key = s.version "
                              "GROUP BY v.campaign, s.status HAVING sum(s.count) <> 0"};
  statement of_version_{db_, "SELECT step, status, count FROM statistic WHERE version = ? "
                             "AND count <> 0"};
  statement count_{db_, "SELECT coalesce(sum(s.count), 0) FROM statistic s "
                        "JOIN campaign_version v ON v.key = s.version "
                        "WHERE v.campaign = ? AND s.status = ? AND s.step = ?"};
  statement counter_{db_, "SELECT value FROM counter WHERE name = ?"};
};

} // namespace sojourn::storage
