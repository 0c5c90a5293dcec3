// Where messages count: those of one campaign, step and channel in one period are counted together.
#pragma once

#include "storage/sqlite/sqlite.hpp"

#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace sojourn::storage {

class message_place_table {
public:
  explicit message_place_table(connection& db) : db_{db} {}

  struct row {
    std::int64_t key = 0;
    std::string campaign;
    std::int64_t period = 0; ///< period_of
    std::string step;
    std::string channel;
    instant heard_at{}; ///< not before the last read or click of one of its messages
  };

  /// The key of a place, which is made where it is not there. For the writer alone, which remembers
  /// the keys until forget_keys().
  [[nodiscard]] std::int64_t key_of(const std::string& campaign, std::int64_t period,
                                    const std::string& step, const std::string& channel);
  /// After a unit was taken back, whose places are gone.
  void forget_keys() { known_.clear(); }
  void raise_heard(std::int64_t key, instant at) { raise_.run(at, key); }
  void remove(std::int64_t key) { remove_.run(key); }

  [[nodiscard]] std::optional<row> find(std::int64_t key);
  [[nodiscard]] std::vector<row> of(const std::string& campaign);
  [[nodiscard]] std::vector<row> all();
  /// One of a period before this; behind `after`, by period and key.
  [[nodiscard]] std::optional<row> next_before(std::int64_t period, std::int64_t after);

private:
  using name = std::tuple<std::string, std::int64_t, std::string, std::string>;

  [[nodiscard]] static row read(const statement::rows& from);

  connection& db_;
  std::map<name, std::int64_t> known_{};
  statement find_{db_, "SELECT key, campaign, period, step, channel, heard_at FROM message_place "
                       "WHERE key = ?"};
  statement named_{db_, "SELECT key FROM message_place WHERE campaign = ? AND period = ? "
                        "AND step = ? AND channel = ?"};
  statement insert_{db_, "INSERT INTO message_place (campaign, period, step, channel, heard_at) "
                         "VALUES (?, ?, ?, ?, 0)"};
  statement raise_{db_, "UPDATE message_place SET heard_at = ?1 WHERE key = ?2 AND heard_at < ?1"};
  statement remove_{db_, "DELETE FROM message_place WHERE key = ?"};
  statement of_{db_, "SELECT key, campaign, period, step, channel, heard_at FROM message_place "
                     "WHERE campaign = ? ORDER BY key"};
  statement all_{db_, "SELECT key, campaign, period, step, channel, heard_at FROM message_place "
                      "ORDER BY key"};
  statement next_before_{db_, "SELECT key, campaign, period, step, channel, heard_at "
                              "FROM message_place WHERE period < ? AND key > ? "
                              "ORDER BY key LIMIT 1"};
};

} // namespace sojourn::storage
