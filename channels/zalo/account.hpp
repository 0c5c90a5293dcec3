// One official account at Zalo, which the channels zns and zalo_oa share: its token, what is
// closed, its quotas and templates, and the calls with all of that.
#pragma once

#include "channels/http/exchange.hpp"
#include "channels/zalo/policy.hpp"
#include "channels/zalo/templates.hpp"
#include "channels/zalo/token.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace sojourn::channels {
class multi_client;
}

namespace sojourn::channels::zalo {

/// The name under which tokens and templates of the account are kept.
inline constexpr const char* account_name = "zalo";

/// How a call ended.
struct call_end {
  /// Set: there is no token, and nothing left.
  std::optional<std::string> no_token{};
  attempt_result judged{}; ///< by HTTP alone
  /// The number in "error" of the answer; nullopt: no answer of Zalo's arrived.
  std::optional<int> code{};
  std::string message{}; ///< of Zalo, without secrets
  json data{};
};

/// What the account asks of whoever keeps it.
struct account_need {
  enum class kind { token, alert, templates };
  kind what = kind::token;
  std::string text{}; ///< token: the one that was refused, or empty; alert: a sentence
};

/// Thread-safe. Destroying it ends every call, and everybody who waits is told.
class account {
public:
  explicit account(settings configured);
  ~account();
  account(const account&) = delete;
  account& operator=(const account&) = delete;

  [[nodiscard]] const settings& configured() const { return settings_; }

  /// Calls `request` with the token and its proof. Where Zalo refuses the token, it is renewed and
  /// the call repeated, once. `done` is called exactly once.
  void call(http_request request, std::function<void(call_end)> done);

  // ---- for the keeper --------------------------------------------------------------------
  /// Who is told what the account needs, until this is called with nullptr. Without a keeper there
  /// are no tokens but those it was given.
  void set_keeper(std::function<void(account_need)> keeper);
  void use_tokens(const token_pair& pair);
  /// There is no token: those who wait for one are told why.
  void close(std::string why);
  void set_token_status(json status);
  /// Asks Zalo for tokens.
  void trade(const token_trade& what, instant at, std::function<void(token_answer)> done);
  /// Reads all templates, one call after another.
  void read_templates(instant at, std::function<void(result<template_cache>)> done);
  void use_templates(template_cache templates, instant read_at);
  /// Reads the quotas and keeps them.
  void read_quota(instant at, std::function<void(result<void>)> done);

  // ---- for the channels ------------------------------------------------------------------
  /// nullptr: never read.
  [[nodiscard]] template_book_ptr templates() const;
  /// What keeps back a message by this template at `at`.
  [[nodiscard]] std::optional<closure> closed_for(const std::string& template_id,
                                                  messages::purpose purpose, instant at) const;
  void add_closure(const closure& made, const std::string& template_id);
  /// Counters of an answer that Zalo sent at `sent`; older ones than those that are known are not
  /// taken. "By user id" names the quotas of templates by user id, which are other ones.
  void update_quota(const json& quota, instant sent);
  void update_quota_by_user(const json& quota);
  void count_signature(const std::string& variant);
  void need(account_need what) const;
  [[nodiscard]] json status() const;

private:
  using token_receiver = std::function<void(result<std::string>)>;
  struct counters {
    std::map<std::string, std::int64_t> values; ///< by the name that is shown
    std::map<std::string, std::string> by_user; ///< quota type → what remains
    instant as_of{};
  };

  void with_token(instant at, const std::string& refused, token_receiver then);
  void call_with(http_request request, const std::string& token, bool is_second,
                 std::function<void(call_end)> done);

  const settings settings_;
  mutable std::mutex mutex_; ///< guards what follows
  std::function<void(account_need)> keeper_;
  token_pair token_;
  std::string closed_; ///< why there is no token
  json token_status_;
  std::vector<token_receiver> waiting_;
  bool stopping_ = false;
  std::map<std::pair<closed_scope, std::string>, closure> closures_;
  counters quota_;
  template_book_ptr templates_;
  instant templates_read_at_{};
  std::map<std::string, std::uint64_t> signatures_;
  std::unique_ptr<multi_client> client_; ///< last: its completions use all of the above
};

} // namespace sojourn::channels::zalo
