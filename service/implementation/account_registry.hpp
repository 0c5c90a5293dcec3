// Users, roles, tokens and sessions in memory: whose a credential is, without reading the file.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "service/callers.hpp"
#include "storage/accounts.hpp"
#include "storage/store.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>

namespace sojourn::service {

/// When sessions end.
struct session_limits {
  std::chrono::milliseconds idle{};    ///< after the last request
  std::chrono::milliseconds longest{}; ///< after the login
};

/// Thread-safe. What changes is in the file first: the functions that change something are called
/// after a commit, on the writer's thread, in the order of the commits.
class account_registry final : public caller_directory {
public:
  /// How often the file hears that a session is in use.
  static constexpr std::chrono::milliseconds seen_interval{60'000};

  /// `clock`: by which sessions and tokens end.
  account_registry(storage::store& store, const clock_source& clock, session_limits limits)
      : store_{store}, clock_{clock}, limits_{limits} {}

  /// Reads everything. Errors: data_corrupt.
  [[nodiscard]] result<void> load();

  bool has_accounts() const override;
  std::optional<known_caller> by_token(std::string_view token, std::string_view network) override;
  std::optional<known_caller> by_session(std::string_view secret) override;

  [[nodiscard]] const session_limits& limits() const { return limits_; }
  /// The time of sessions and tokens, which a virtual clock of campaigns does not move.
  [[nodiscard]] instant now() const { return clock_.now(); }
  [[nodiscard]] std::optional<storage::stored_user> user(const std::string& login) const;
  [[nodiscard]] std::optional<storage::stored_user> user(std::int64_t number) const;
  /// By login.
  [[nodiscard]] std::vector<storage::stored_user> users() const;
  /// By name.
  [[nodiscard]] std::vector<storage::stored_role> roles() const;
  [[nodiscard]] std::vector<storage::stored_token> tokens() const;
  /// Those that have not ended, the newest first; seen_at is as of now.
  [[nodiscard]] std::vector<storage::stored_session> sessions_of(std::int64_t user) const;
  [[nodiscard]] std::optional<storage::stored_session> session(std::int64_t number) const;
  /// What a role may; nothing where there is none of this name.
  [[nodiscard]] accounts::permission_set permissions_of(const std::string& role) const;
  [[nodiscard]] bool has_role(const std::string& role) const;
  [[nodiscard]] bool is_familiar(std::int64_t user, const std::string& network) const;
  /// What unsafe requests of a session must repeat; empty: there is no such session.
  [[nodiscard]] std::string forgery_token_of(std::int64_t session) const;

  void put(const storage::stored_user& user);
  void remove_user(std::int64_t number);
  void put(const storage::stored_role& role);
  void remove_role(const std::string& name);
  void put(const storage::stored_token& token);
  void remove_token(const std::string& name);
  void begin(const storage::session_begun& begun);
  void end_session(std::int64_t number);
  void end_sessions_of(std::int64_t user, std::int64_t but);

private:
  [[nodiscard]] accounts::permission_set permissions_now(const std::string& role) const;
  [[nodiscard]] bool has_ended(const storage::stored_session& session, instant now) const;
  void erase_session(std::int64_t number);

  storage::store& store_;
  const clock_source& clock_;
  const session_limits limits_;

  mutable std::mutex mutex_;
  std::map<std::string, storage::stored_user> users_;
  std::map<std::string, storage::stored_role> roles_;
  std::map<std::string, storage::stored_token> tokens_;
  std::unordered_map<std::string, std::string> token_names_; ///< by digest
  struct live_session {
    storage::stored_session stored;
    instant written_at; ///< what of seen_at is in the file
  };
  std::map<std::int64_t, live_session> sessions_;
  std::unordered_map<std::string, std::int64_t> session_numbers_; ///< by digest
  std::set<std::pair<std::int64_t, std::string>> networks_;
};

/// The digest under which a secret is known.
[[nodiscard]] std::string digest_of(std::string_view secret);

} // namespace sojourn::service
