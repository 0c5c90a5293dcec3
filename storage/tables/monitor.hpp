// Rows that the monitor counts.
#pragma once

#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class monitor_rows {
public:
  explicit monitor_rows(connection& db) : db_{db} {}

  /// Of one campaign: number, subject, step, channel, at, whether it left, and when it was
  /// delivered, read and clicked first.
  [[nodiscard]] statement::rows sends(const std::string& campaign) {
    return sends_.query(campaign);
  }
  /// When instances of a campaign began.
  [[nodiscard]] statement::rows starts(const std::string& campaign) {
    return starts_.query(campaign);
  }
  /// Persons whose sends of the campaign were forgotten.
  [[nodiscard]] std::int64_t forgotten(const std::string& campaign) {
    auto rows = forgotten_.query(campaign);
    return rows.next() ? rows.integer(0) : 0;
  }

private:
  connection& db_;
  // What was refused, or never left, does not count as sent.
  statement sends_{db_, "SELECT number, subject, step, channel, at, outcome IN (0, 1, 4), "
                        "delivered_at, read_at, clicked_at FROM send INDEXED BY send_by_campaign "
                        "WHERE campaign = ? ORDER BY number"};
  statement starts_{db_, "SELECT json_extract(i.state, '$.started') FROM instance i "
                         "WHERE i.campaign = (SELECT key FROM campaign WHERE id = ?)"};
  statement forgotten_{db_, "SELECT sent FROM forgotten_persons WHERE campaign = ? AND step = ''"};
};

} // namespace sojourn::storage
