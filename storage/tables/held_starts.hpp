// How many starts each campaign holds for the end of its pause, and has dropped.
#pragma once

#include "storage/inbox.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class held_start_table {
public:
  explicit held_start_table(connection& db) : db_{db} {}

  [[nodiscard]] held_total find(const std::string& campaign) {
    auto rows = find_.query(campaign);
    return rows.next() ? read(rows) : held_total{.campaign = campaign};
  }
  [[nodiscard]] std::vector<held_total> all() {
    std::vector<held_total> found;
    auto rows = all_.query();
    while (rows.next())
      found.push_back(read(rows));
    return found;
  }
  void add_held(const std::string& campaign, std::int64_t change) {
    add_held_.run(campaign, change);
  }
  void add_dropped(const std::string& campaign) { add_dropped_.run(campaign); }
  void begin_pause(const std::string& campaign) { begin_pause_.run(campaign); }
  /// Of all campaigns.
  [[nodiscard]] std::int64_t held() {
    auto rows = sum_.query();
    return rows.next() ? rows.integer(0) : 0;
  }
  /// Whether a campaign that is not paused holds any: they begin as soon as somebody looks.
  [[nodiscard]] bool is_any_free() { return free_.query().next(); }

private:
  [[nodiscard]] static held_total read(const statement::rows& from) {
    return {.campaign = from.text(0),
            .held = from.integer(1),
            .dropped = from.integer(2),
            .dropped_in_pause = from.integer(3)};
  }

  connection& db_;
  statement find_{db_, "SELECT campaign, held, dropped, dropped_in_pause FROM held_start "
                       "WHERE campaign = ?"};
  statement all_{db_, "SELECT campaign, held, dropped, dropped_in_pause FROM held_start "
                      "ORDER BY campaign"};
  statement add_held_{db_, "INSERT INTO held_start (campaign, held, dropped, dropped_in_pause) "
                           "VALUES (?1, ?2, 0, 0) ON CONFLICT DO UPDATE SET held = held + ?2"};
  statement add_dropped_{db_, "INSERT INTO held_start (campaign, held, dropped, dropped_in_pause) "
                              "VALUES (?, 0, 1, 1) ON CONFLICT DO UPDATE SET "
                              "dropped = dropped + 1, dropped_in_pause = dropped_in_pause + 1"};
  statement begin_pause_{db_, "UPDATE held_start SET dropped_in_pause = 0 WHERE campaign = ?"};
  statement sum_{db_, "SELECT coalesce(sum(held), 0) FROM held_start"};
  // Campaign state 2: paused.
  statement free_{db_, "SELECT 1 FROM held_start h JOIN campaign c ON c.id = h.campaign "
                       "WHERE h.held > 0 AND c.state <> 2 LIMIT 1"};
};

} // namespace sojourn::storage
