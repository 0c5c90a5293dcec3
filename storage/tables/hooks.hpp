// Hooks, their secrets, and the last calls of each.
#pragma once

#include "storage/hooks.hpp"
#include "storage/sqlite/sqlite.hpp"
#include "storage/tables/numbers.hpp"

namespace sojourn::storage {

class hook_table {
public:
  hook_table(connection& db, number_table& numbers) : db_{db}, numbers_{numbers} {}

  struct row {
    std::int64_t key = 0;
    stored_hook hook;
  };
  /// With its secrets.
  [[nodiscard]] std::optional<row> find(const std::string& id);
  /// 0 when there is none.
  [[nodiscard]] std::int64_t key_of(const std::string& id);
  [[nodiscard]] std::vector<stored_hook> all();
  [[nodiscard]] std::int64_t count();
  /// Gives the key of the new row.
  std::int64_t insert(const stored_hook& hook);
  void update(std::int64_t key, const stored_hook& hook) {
    update_.run(hook.version, dump(hook.definition), hook.updated_at, key);
  }
  /// With all that hangs on it.
  void remove(std::int64_t key);

  /// The secret is stored sealed.
  void add_secret(std::int64_t key, const std::string& secret, instant now);
  void remove_secret(std::int64_t number) { remove_secret_.run(number); }

private:
  [[nodiscard]] std::vector<hook_secret> secrets_of(std::int64_t key);
  [[nodiscard]] static row read(const statement::rows& from);

  connection& db_;
  number_table& numbers_;
  statement find_{db_, "SELECT key, id, version, definition, created_at, updated_at FROM hook "
                       "WHERE id = ?"};
  statement key_{db_, "SELECT key FROM hook WHERE id = ?"};
  statement all_{db_, "SELECT key, id, version, definition, created_at, updated_at FROM hook "
                      "ORDER BY id"};
  statement count_{db_, "SELECT count(*) FROM hook"};
  statement insert_{db_, "INSERT INTO hook (key, id, version, definition, created_at, updated_at) "
                         "VALUES (?, ?, ?, ?, ?, ?)"};
  statement update_{db_, "UPDATE hook SET version = ?, definition = ?, updated_at = ? "
                         "WHERE key = ?"};
  statement remove_{db_, "DELETE FROM hook WHERE key = ?"};
  statement secrets_{db_, "SELECT number, secret, created_at FROM hook_secret WHERE hook = ? "
                          "ORDER BY number"};
  statement add_secret_{db_, "INSERT INTO hook_secret (number, hook, secret, created_at) "
                             "VALUES (?, ?, ?, ?)"};
  statement remove_secret_{db_, "DELETE FROM hook_secret WHERE number = ?"};
  statement remove_secrets_{db_, "DELETE FROM hook_secret WHERE hook = ?"};
  statement remove_calls_{db_, "DELETE FROM hook_call WHERE hook = ?"};
};

class hook_call_table {
public:
  explicit hook_call_table(connection& db) : db_{db} {}

  /// Numbers grow within a hook. Gives that of the line.
  std::int64_t insert(std::int64_t hook, const hook_call& line);
  /// From new to old, before the number `before`.
  [[nodiscard]] std::vector<hook_call> of(std::int64_t hook, std::int64_t before,
                                          std::size_t limit);
  [[nodiscard]] std::optional<hook_call> find(std::int64_t hook, std::int64_t number);
  /// The call was taken again, as `later`; what arrived is not kept any longer.
  void set_retried(std::int64_t hook, std::int64_t number, std::int64_t later) {
    set_retried_.run(hook, number, later);
  }

private:
  [[nodiscard]] static hook_call read(const statement::rows& from);

  connection& db_;
  statement last_{db_, "SELECT max(number) FROM hook_call WHERE hook = ? AND refused = ?"};
  statement insert_{db_, "INSERT INTO hook_call (hook, refused, number, at, status, outcome, "
                         "why, message, event, started, heard, unlogged, subject, code, details, "
                         "arrived, retry_of) "
                         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
  statement trim_{db_, "DELETE FROM hook_call WHERE hook = ?1 AND refused = ?2 AND number <= "
                       "(SELECT number FROM hook_call WHERE hook = ?1 AND refused = ?2 "
                       "ORDER BY number DESC LIMIT 1 OFFSET ?3)"};
  statement of_{db_, "SELECT number, at, status, outcome, why, message, event, started, heard, "
                     "unlogged, code, arrived IS NOT NULL, retry_of, retried_as "
                     "FROM hook_call WHERE hook = ? AND number < ? "
                     "ORDER BY number DESC LIMIT ?"};
  statement find_{db_, "SELECT number, at, status, outcome, why, message, event, started, heard, "
                       "unlogged, code, arrived IS NOT NULL, retry_of, retried_as, details, "
                       "arrived FROM hook_call WHERE hook = ? AND refused IN (0, 1) "
                       "AND number = ?"};
  statement set_retried_{db_, "UPDATE hook_call SET retried_as = ?3, arrived = NULL "
                              "WHERE hook = ?1 AND refused IN (0, 1) AND number = ?2"};
};

} // namespace sojourn::storage
