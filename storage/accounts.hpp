// Users, their sessions, the roles of the shop's own, and tokens for programs.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

class transaction;

// Each in the memory of the daemon, too; more are refused.
inline constexpr std::int64_t most_users = 2'000;
inline constexpr std::int64_t most_roles = 200;
inline constexpr std::int64_t most_tokens = 1'000;
/// Of one user; beyond, the one that was used longest ago ends.
inline constexpr std::size_t most_sessions_of_user = 20;
/// Networks from which a user logged in that are remembered; the last ones.
inline constexpr std::size_t most_networks_of_user = 20;

struct stored_user {
  std::int64_t number = 0;
  std::string login{};
  std::string name{};
  std::string language{};
  std::string role{};
  std::string password_hash{}; ///< of Argon2id, with its salt and its costs
  bool must_change_password = false;
  bool is_disabled = false;
  std::string one_time_secret{}; ///< raw bytes, sealed in the file; empty: none
  bool one_time_confirmed = false;
  std::int64_t one_time_step = 0; ///< of the last code that counted
  std::int64_t version = 1;
  instant created_at{};
  instant updated_at{};
};

struct stored_role {
  std::string name{};
  json document{};
  std::int64_t version = 1;
  instant updated_at{};
  std::string updated_by{};
};

struct stored_token {
  std::int64_t number = 0;
  std::string name{};
  std::string sha256_hex{};
  std::string role{};
  std::optional<instant> expires_at{};
  std::vector<std::string> addresses{}; ///< and blocks; empty: from anywhere
  std::vector<std::string> hooks{};     ///< empty: for everything that its role may
  instant created_at{};
  std::string created_by{};
};

struct stored_session {
  std::int64_t number = 0;
  std::int64_t user = 0;
  std::string sha256_hex{};
  instant created_at{};
  instant seen_at{};
  std::string network{}; ///< where it was begun
  std::string agent{};   ///< the User-Agent that began it
};

struct user_network {
  std::int64_t user = 0;
  std::string network{};
};

/// Everything that the daemon keeps in memory of them.
struct stored_accounts {
  std::vector<stored_user> users;
  std::vector<stored_role> roles;
  std::vector<stored_token> tokens;
  std::vector<stored_session> sessions;
  std::vector<user_network> networks;
};

// What is written, inside a unit of the writer. Numbers are given by the insertion and never twice.

[[nodiscard]] std::optional<stored_user> find_user(transaction& tx, const std::string& login);
[[nodiscard]] std::optional<stored_user> find_user(transaction& tx, std::int64_t number);
/// Whether a user who is not disabled has this role, beside the one of this number.
[[nodiscard]] bool has_other_user_with_role(transaction& tx, const std::string& role,
                                            std::int64_t beside);
/// Whether there is any user, disabled or not.
[[nodiscard]] bool has_users(transaction& tx);
/// The user with its number. Errors: already_exists, wrong_state (too many).
[[nodiscard]] result<stored_user> add_user(transaction& tx, stored_user user);
void update_user(transaction& tx, const stored_user& user);
/// With sessions and all.
void remove_user(transaction& tx, std::int64_t number);

[[nodiscard]] std::optional<stored_role> find_role(transaction& tx, const std::string& name);
/// Errors: wrong_state (too many).
[[nodiscard]] result<void> put_role(transaction& tx, const stored_role& role);
void remove_role(transaction& tx, const std::string& name);
/// The users and tokens that have the role, by name, at most `limit`.
[[nodiscard]] std::vector<std::string> holders_of_role(transaction& tx, const std::string& name,
                                                       std::size_t limit);

[[nodiscard]] bool has_token(transaction& tx, const std::string& name);
/// The token with its number. Errors: already_exists, wrong_state (too many).
[[nodiscard]] result<stored_token> add_token(transaction& tx, stored_token token);
/// nullopt: there is none of this name.
[[nodiscard]] std::optional<stored_token> remove_token(transaction& tx, const std::string& name);

/// The session with its number, and the numbers of those that ended for it.
struct session_begun {
  stored_session session;
  std::vector<std::int64_t> ended;
};
[[nodiscard]] session_begun begin_session(transaction& tx, stored_session session);
void touch_session(transaction& tx, std::int64_t number, instant seen_at);
void end_session(transaction& tx, std::int64_t number);
/// All of a user but the one of this number; 0: all.
void end_sessions_of(transaction& tx, std::int64_t user, std::int64_t but);
/// Forgets sessions that nobody can use any more: begun or last seen at or before these.
void end_stale_sessions(transaction& tx, instant begun, instant seen);

/// Reads accounts; see reader for what holds of all of them.
class account_reader {
public:
  virtual ~account_reader() = default;
  [[nodiscard]] virtual stored_accounts all() = 0;
};

} // namespace sojourn::storage
