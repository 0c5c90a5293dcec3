// Campaigns and their versions. Few rows; what turns need of them is kept in memory.
#pragma once

#include "storage/campaigns.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <map>
#include <unordered_map>
#include <utility>

namespace sojourn::storage {

/// What an instance row does not repeat of its version.
struct version_info {
  version_key key;
  std::int64_t campaign_key = 0;
  std::string campaign;
  std::uint32_t version = 0;
  std::string timezone;
};

class campaign_table {
public:
  explicit campaign_table(connection& db) : db_{db} {}

  struct row {
    std::int64_t key = 0;
    stored_campaign campaign;
  };
  [[nodiscard]] std::optional<row> find(const std::string& id);
  [[nodiscard]] std::vector<row> all();
  /// The state of one, remembered until it changes; nullopt: there is no such campaign. For the
  /// writer alone: others do not see it change.
  [[nodiscard]] std::optional<campaign_state> state_of(const std::string& id);
  /// Those that are not ended or archived and whose newest version takes a message of the library.
  [[nodiscard]] std::vector<std::string> taking(const std::string& message);
  /// The next key after `after`; nullopt: there is none.
  [[nodiscard]] std::optional<std::int64_t> next_key(std::int64_t after);
  /// Empty: there is no such campaign.
  [[nodiscard]] std::string id_of(std::int64_t key);
  /// Gives the key of the new row.
  std::int64_t insert(const stored_campaign& campaign);
  void update(const row& changed);

  /// Gives the key of the new version.
  version_key insert_version(std::int64_t campaign, const stored_version& version);
  [[nodiscard]] std::optional<stored_version> find_version(version_key key);
  [[nodiscard]] std::optional<stored_version> find_version(std::int64_t campaign,
                                                           std::uint32_t version);
  [[nodiscard]] std::vector<stored_version> versions(const std::string& campaign);

  /// nullptr when there is no such version. Valid until forget_versions.
  [[nodiscard]] const version_info* info(version_key key);
  [[nodiscard]] const version_info* info(const std::string& campaign, std::uint32_t version);
  /// After a rollback, which may have taken back a version or a state that was remembered.
  void forget_versions() {
    known_.clear();
    keys_.clear();
    states_.clear();
  }

private:
  [[nodiscard]] static row read(const statement::rows& from);
  [[nodiscard]] stored_version read_version(const statement::rows& from) const;

  connection& db_;
  std::unordered_map<std::int64_t, version_info> known_;
  std::map<std::pair<std::string, std::uint32_t>, version_key> keys_;
  std::unordered_map<std::string, campaign_state> states_;

  statement find_{db_, "SELECT key, id, state, version, created_at, updated_at FROM campaign "
                       "WHERE id = ?"};
  statement all_{db_, "SELECT key, id, state, version, created_at, updated_at FROM campaign "
                      "ORDER BY id"};
  statement next_key_{db_, "SELECT min(key) FROM campaign WHERE key > ?"};
  statement id_of_{db_, "SELECT id FROM campaign WHERE key = ?"};
  statement taking_{db_,
                    "SELECT c.id FROM campaign c JOIN campaign_version v ON v.campaign = c.key "
                    "AND v.version = c.version WHERE c.state < ? AND v.library IS NOT NULL "
                    "AND EXISTS (SELECT 1 FROM json_each(v.library) WHERE key = ?) ORDER BY c.id"};
  statement insert_{db_, "INSERT INTO campaign (id, state, version, created_at, updated_at) "
                         "VALUES (?, ?, ?, ?, ?)"};
  statement update_{db_, "UPDATE campaign SET state = ?, version = ?, updated_at = ? "
                         "WHERE key = ?"};
  statement insert_version_{
      db_, "INSERT INTO campaign_version (campaign, version, definition, created_at, created_by, "
           "library) VALUES (?, ?, ?, ?, ?, ?)"};
  statement version_by_key_{
      db_, "SELECT v.key, c.id, v.version, v.definition, v.created_at, v.created_by, v.library "
           "FROM campaign_version v JOIN campaign c ON c.key = v.campaign WHERE v.key = ?"};
  statement version_by_number_{
      db_, "SELECT v.key, c.id, v.version, v.definition, v.created_at, v.created_by, v.library "
           "FROM campaign_version v JOIN campaign c ON c.key = v.campaign "
           "WHERE v.campaign = ? AND v.version = ?"};
  statement versions_{
      db_, "SELECT v.key, c.id, v.version, v.definition, v.created_at, v.created_by, v.library "
           "FROM campaign_version v JOIN campaign c ON c.key = v.campaign "
           "WHERE c.id = ? ORDER BY v.version"};
  statement info_{db_, "SELECT v.campaign, c.id, v.version, "
                       "coalesce(json_extract(v.definition, '$.timezone'), 'UTC') "
                       "FROM campaign_version v JOIN campaign c ON c.key = v.campaign "
                       "WHERE v.key = ?"};
  statement key_{db_, "SELECT v.key FROM campaign_version v JOIN campaign c "
                      "ON c.key = v.campaign WHERE c.id = ? AND v.version = ?"};
};

} // namespace sojourn::storage
