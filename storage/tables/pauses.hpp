// When campaigns were paused, and until when.
#pragma once

#include "engine/input.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

class pause_table {
public:
  explicit pause_table(connection& db) : db_{db} {}

  void begin(std::int64_t campaign, instant now) { begin_.run(campaign, now); }
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

private:
  connection& db_;
  // A clock that stands can pause twice in one instant.
  statement begin_{db_, "INSERT INTO campaign_pause (campaign, paused_at) VALUES (?, ?) "
                        "ON CONFLICT DO UPDATE SET resumed_at = NULL"};
  statement end_{db_, "UPDATE campaign_pause SET resumed_at = ?2 "
                      "WHERE campaign = ?1 AND resumed_at IS NULL"};
  statement since_{db_, "SELECT paused_at, resumed_at FROM campaign_pause "
                        "WHERE campaign = (SELECT key FROM campaign WHERE id = ?1) "
                        "AND (resumed_at IS NULL OR resumed_at > ?2) ORDER BY paused_at"};
};

} // namespace sojourn::storage
