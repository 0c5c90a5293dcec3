// What instances did in the graphs of their campaigns: sums by version, day and node.
#pragma once

#include "engine/passage.hpp"
#include "storage/graph_counts.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace sojourn::storage {

class graph_count_table {
public:
  explicit graph_count_table(connection& db) : db_{db} {}

  void write(const graph_tally& changes);
  /// The journal is about to forget an instance that gave these: the sums stay.
  void forget(const graph_tally& counted);

  /// Of one version in the days [from, to].
  [[nodiscard]] std::vector<engine::passage_sum> of_version(version_key version, std::int64_t from,
                                                            std::int64_t to);
  /// What became of messages, of all versions of a campaign.
  [[nodiscard]] std::vector<engine::passage_sum> of_messages(const std::string& campaign);

  struct row {
    graph_place place;
    std::int64_t count = 0;
    std::int64_t forgotten = 0; ///< of `count`: of instances that the journal no longer holds
  };
  [[nodiscard]] std::vector<row> all();

  void put_error(std::int64_t campaign, const campaign_error& last) {
    put_error_.run(campaign, last.at, last.instance, last.step, last.code);
  }
  /// By the key of the campaign.
  [[nodiscard]] std::unordered_map<std::int64_t, campaign_error> errors();

private:
  connection& db_;
  statement add_{db_, "INSERT INTO graph_count (version, day, kind, step, name, target, count, "
                      "forgotten) VALUES (?, ?, ?, ?, ?, ?, ?, 0) "
                      "ON CONFLICT DO UPDATE SET count = count + excluded.count"};
  // What was counted in the same commit is not written yet.
  statement forget_{db_, "INSERT INTO graph_count (version, day, kind, step, name, target, count, "
                         "forgotten) VALUES (?, ?, ?, ?, ?, ?, 0, ?) "
                         "ON CONFLICT DO UPDATE SET forgotten = forgotten + excluded.forgotten"};
  statement of_version_{db_, "SELECT kind, step, name, target, sum(count) FROM graph_count "
                             "WHERE version = ? AND day BETWEEN ? AND ? "
                             "GROUP BY kind, step, name, target HAVING sum(count) <> 0"};
  statement of_messages_{db_, "SELECT g.kind, g.step, g.name, '', sum(g.count) FROM graph_count g "
                              "WHERE g.version IN (SELECT v.key FROM campaign_version v JOIN "
                              "campaign c ON c.key = v.campaign WHERE c.id = ?) AND g.kind >= ? "
                              "GROUP BY g.kind, g.step, g.name HAVING sum(g.count) <> 0"};
  statement all_{db_, "SELECT version, day, kind, step, name, target, count, forgotten "
                      "FROM graph_count"};
  statement put_error_{db_, "INSERT INTO campaign_error (campaign, at, instance, step, code) "
                            "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at, "
                            "instance = excluded.instance, step = excluded.step, "
                            "code = excluded.code"};
  statement errors_{db_, "SELECT campaign, at, instance, step, code FROM campaign_error"};
};

} // namespace sojourn::storage
