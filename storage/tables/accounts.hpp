// Users, roles, tokens and sessions, and where users logged in.
#pragma once

#include "storage/accounts.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class user_table {
public:
  explicit user_table(connection& db) : db_{db} {}

  [[nodiscard]] std::optional<stored_user> find(const std::string& login);
  [[nodiscard]] std::optional<stored_user> find(std::int64_t number);
  [[nodiscard]] std::vector<stored_user> all();
  [[nodiscard]] std::int64_t count();
  [[nodiscard]] bool has_other_with_role(const std::string& role, std::int64_t beside);
  /// Gives the number of the new row.
  std::int64_t insert(const stored_user& user);
  void update(const stored_user& user);
  void remove(std::int64_t number) { remove_.run(number); }

private:
  [[nodiscard]] stored_user read(const statement::rows& from) const;
  /// As it is stored: sealed, or empty.
  [[nodiscard]] std::string sealed_secret(const stored_user& user) const;

  connection& db_;
  statement find_{db_, "SELECT number, login, name, language, role, password_hash, "
                       "must_change_password, is_disabled, one_time_secret, one_time_confirmed, "
                       "one_time_step, version, created_at, updated_at FROM user WHERE login = ?"};
  statement find_number_{
      db_, "SELECT number, login, name, language, role, password_hash, must_change_password, "
           "is_disabled, one_time_secret, one_time_confirmed, one_time_step, version, created_at, "
           "updated_at FROM user WHERE number = ?"};
  statement all_{db_, "SELECT number, login, name, language, role, password_hash, "
                      "must_change_password, is_disabled, one_time_secret, one_time_confirmed, "
                      "one_time_step, version, created_at, updated_at FROM user ORDER BY login"};
  statement count_{db_, "SELECT count(*) FROM user"};
  statement other_{db_, "SELECT 1 FROM user WHERE role = ? AND is_disabled = 0 AND number <> ? "
                        "LIMIT 1"};
  statement insert_{
      db_, "INSERT INTO user (login, name, language, role, password_hash, must_change_password, "
           "is_disabled, one_time_secret, one_time_confirmed, one_time_step, version, created_at, "
           "updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
  statement update_{db_, "UPDATE user SET name = ?, language = ?, role = ?, password_hash = ?, "
                         "must_change_password = ?, is_disabled = ?, one_time_secret = ?, "
                         "one_time_confirmed = ?, one_time_step = ?, version = ?, updated_at = ? "
                         "WHERE number = ?"};
  statement remove_{db_, "DELETE FROM user WHERE number = ?"};
};

class role_table {
public:
  explicit role_table(connection& db) : db_{db} {}

  [[nodiscard]] std::optional<stored_role> find(const std::string& name);
  [[nodiscard]] std::vector<stored_role> all();
  [[nodiscard]] std::int64_t count();
  void put(const stored_role& role) {
    put_.run(role.name, dump(role.document), role.version, role.updated_at, role.updated_by);
  }
  void remove(const std::string& name) { remove_.run(name); }
  [[nodiscard]] std::vector<std::string> holders(const std::string& name, std::size_t limit);

private:
  [[nodiscard]] static stored_role read(const statement::rows& from);

  connection& db_;
  statement find_{db_, "SELECT name, document, version, updated_at, updated_by FROM role "
                       "WHERE name = ?"};
  statement all_{db_, "SELECT name, document, version, updated_at, updated_by FROM role "
                      "ORDER BY name"};
  statement count_{db_, "SELECT count(*) FROM role"};
  statement put_{db_, "INSERT OR REPLACE INTO role (name, document, version, updated_at, "
                      "updated_by) VALUES (?, ?, ?, ?, ?)"};
  statement remove_{db_, "DELETE FROM role WHERE name = ?"};
  statement holders_{db_, "SELECT 'user ' || login FROM user WHERE role = ?1 UNION ALL "
                          "SELECT 'token ' || name FROM access_token WHERE role = ?1 LIMIT ?2"};
};

class access_token_table {
public:
  explicit access_token_table(connection& db) : db_{db} {}

  [[nodiscard]] std::optional<stored_token> find(const std::string& name);
  [[nodiscard]] std::vector<stored_token> all();
  [[nodiscard]] std::int64_t count();
  /// Gives the number of the new row.
  std::int64_t insert(const stored_token& token);
  void remove(const std::string& name) { remove_.run(name); }

private:
  [[nodiscard]] static stored_token read(const statement::rows& from);

  connection& db_;
  statement find_{db_, "SELECT number, name, digest, role, expires_at, addresses, hooks, "
                       "created_at, created_by FROM access_token WHERE name = ?"};
  statement all_{db_, "SELECT number, name, digest, role, expires_at, addresses, hooks, "
                      "created_at, created_by FROM access_token ORDER BY name"};
  statement count_{db_, "SELECT count(*) FROM access_token"};
  statement insert_{db_, "INSERT INTO access_token (name, digest, role, expires_at, addresses, "
                         "hooks, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"};
  statement remove_{db_, "DELETE FROM access_token WHERE name = ?"};
};

class session_table {
public:
  explicit session_table(connection& db) : db_{db} {}

  [[nodiscard]] std::vector<stored_session> all();
  /// Those of a user, the one that was used last first.
  [[nodiscard]] std::vector<stored_session> of(std::int64_t user);
  /// Gives the number of the new row.
  std::int64_t insert(const stored_session& session);
  void touch(std::int64_t number, instant seen_at) { touch_.run(seen_at, number); }
  void remove(std::int64_t number) { remove_.run(number); }
  void remove_of(std::int64_t user, std::int64_t but) { remove_of_.run(user, but); }
  void remove_stale(instant begun, instant seen) { remove_stale_.run(begun, seen); }

  [[nodiscard]] std::vector<user_network> networks();
  /// Remembers where a user logged in, and forgets all but the last ones.
  void add_network(std::int64_t user, const std::string& network, instant at);
  void remove_networks_of(std::int64_t user) { remove_networks_.run(user); }

private:
  [[nodiscard]] static stored_session read(const statement::rows& from);

  connection& db_;
  statement all_{db_, "SELECT number, user, digest, created_at, seen_at, network, agent "
                      "FROM session ORDER BY number"};
  statement of_{db_, "SELECT number, user, digest, created_at, seen_at, network, agent "
                     "FROM session WHERE user = ? ORDER BY seen_at DESC, number DESC"};
  statement insert_{db_, "INSERT INTO session (user, digest, created_at, seen_at, network, agent) "
                         "VALUES (?, ?, ?, ?, ?, ?)"};
  statement touch_{db_, "UPDATE session SET seen_at = ?1 WHERE number = ?2 AND seen_at < ?1"};
  statement remove_{db_, "DELETE FROM session WHERE number = ?"};
  statement remove_of_{db_, "DELETE FROM session WHERE user = ? AND number <> ?"};
  statement remove_stale_{db_, "DELETE FROM session WHERE created_at <= ? OR seen_at <= ?"};
  statement networks_{db_, "SELECT user, network FROM user_network"};
  statement put_network_{db_, "INSERT OR REPLACE INTO user_network (user, network, at) "
                              "VALUES (?, ?, ?)"};
  statement trim_networks_{
      db_, "DELETE FROM user_network WHERE user = ?1 AND network NOT IN (SELECT network "
           "FROM user_network WHERE user = ?1 ORDER BY at DESC, network LIMIT ?2)"};
  statement remove_networks_{db_, "DELETE FROM user_network WHERE user = ?"};
};

} // namespace sojourn::storage
