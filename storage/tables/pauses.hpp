// When campaigns were paused, by whom, why, and until when.
#pragma once

#include "engine/input.hpp"
#include "storage/campaigns.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace sojourn::storage {

class pause_table {
public:
  explicit pause_table(connection& db) : db_{db} {}

  void begin(std::int64_t campaign, const std::string& who, const std::string& why, instant now) {
    begin_.run(campaign, now, who, why);
  }
  /// Somebody else makes the pause that lasts theirs.
  void take_over(std::int64_t campaign, const std::string& who, const std::string& why) {
    take_over_.run(campaign, who, why);
  }
  /// Ends the pause that lasts, if one does.
  void end(std::int64_t campaign, instant now) { end_.run(campaign, now); }
  /// Those that last or ended after `since`, oldest first.
  [[nodiscard]] std::vector<engine::pause> since(const std::string& campaign, instant since) {
    std::vector<engine::pause> found;
    auto rows = since_.query(campaign, since);
    while (rows.next())
      found.push_back({rows.at(0), rows.optional_instant(1)});
    return found;
  }
  /// The pauses that last, by the key of the campaign.
  [[nodiscard]] std::unordered_map<std::int64_t, campaign_pause> lasting() {
    std::unordered_map<std::int64_t, campaign_pause> found;
    auto rows = lasting_.query();
    while (rows.next())
      found.insert_or_assign(
          rows.integer(0),
          campaign_pause{.since = rows.at(1), .who = rows.text(2), .why = rows.text(3)});
    return found;
  }

private:
  connection& db_;
  // A clock that stands can pause twice in one instant.
  statement begin_{db_, "INSERT INTO campaign_pause (campaign, paused_at, who, why) "
                        "VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET resumed_at = NULL, "
                        "who = excluded.who, why = excluded.why"};
  statement take_over_{db_, "UPDATE campaign_pause SET who = ?2, why = ?3 "
                            "WHERE campaign = ?1 AND resumed_at IS NULL"};
  statement lasting_{db_, "SELECT campaign, paused_at, who, why FROM campaign_pause "
                          "WHERE resumed_at IS NULL ORDER BY paused_at"};
  statement end_{db_, "UPDATE campaign_pause SET resumed_at = ?2 "
                      "WHERE campaign = ?1 AND resumed_at IS NULL"};
  statement since_{db_, "SELECT paused_at, resumed_at FROM campaign_pause "
                        "WHERE campaign = (SELECT key FROM campaign WHERE id = ?1) "
                        "AND (resumed_at IS NULL OR resumed_at > ?2) ORDER BY paused_at"};
};

} // namespace sojourn::storage
