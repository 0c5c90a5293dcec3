// Re-entry keys: which instance holds a key of a campaign, open or for ever.
#pragma once

#include "base/ids.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

class reentry_table {
public:
  explicit reentry_table(connection& db) : db_{db} {}

  struct row {
    std::int64_t campaign = 0;
    std::string key;
    instance_id instance;
    bool open = false;
  };
  [[nodiscard]] std::optional<row> find(std::int64_t campaign, const std::string& key);
  void put(std::int64_t campaign, std::string_view key, instance_id instance, bool open) {
    put_.run(campaign, key, instance, open);
  }
  /// Removes the row, or only closes it; does nothing when another instance holds the key.
  void remove(std::int64_t campaign, std::string_view key, instance_id instance) {
    remove_.run(campaign, key, instance);
  }
  void close(std::int64_t campaign, std::string_view key, instance_id instance) {
    close_.run(campaign, key, instance);
  }
  /// Rows that are open although their instance has ended or is not there, or closed although it
  /// has not ended; at most `limit`. A key that is held for ever outlives its instance.
  [[nodiscard]] std::vector<row> wrong(std::size_t limit);

private:
  [[nodiscard]] static row read(const statement::rows& from);

  connection& db_;
  statement find_{db_, "SELECT campaign, key, instance, open FROM reentry "
                       "WHERE campaign = ? AND key = ?"};
  statement put_{db_, "INSERT OR REPLACE INTO reentry (campaign, key, instance, open) "
                      "VALUES (?, ?, ?, ?)"};
  statement remove_{db_, "DELETE FROM reentry WHERE campaign = ? AND key = ? AND instance = ?"};
  statement close_{db_, "UPDATE reentry SET open = 0 WHERE campaign = ? AND key = ? "
                        "AND instance = ?"};
  // Statuses from `completed` on have ended.
  statement wrong_{db_, "SELECT r.campaign, r.key, r.instance, r.open FROM reentry r "
                        "LEFT JOIN instance i ON i.id = r.instance "
                        "WHERE (i.id IS NULL AND (r.open = 1 OR NOT EXISTS (SELECT 1 "
                        "FROM kept_key k WHERE k.campaign = r.campaign AND k.key = r.key))) "
                        "OR r.open <> (i.status < 4) LIMIT ?"};
};

} // namespace sojourn::storage
