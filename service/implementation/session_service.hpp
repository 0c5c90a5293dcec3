// Implements sessions. Passwords are hashed on a thread of their own.
#pragma once

#include "accounts/failed_logins.hpp"
#include "accounts/login_limits.hpp"
#include "service/implementation/account_registry.hpp"
#include "service/implementation/service_base.hpp"
#include "service/sessions.hpp"

#include <mutex>

namespace sojourn::service {

class session_service final : public session_api, private service_base {
public:
  session_service(actors::services& services, work_queues& queues, account_registry& known)
      : service_base{services, queues}, known_{known} {}

  void open(login_request request, completion<opened_session> done) override;
  void close(caller by, completion<json> done) override;
  void me(caller by, completion<json> done) override;
  void list(std::string login, caller by, page_request at, completion<page> done) override;
  void end(std::int64_t number, caller by, completion<json> done) override;
  void end_all(std::string login, caller by, completion<json> done) override;
  void change_me(std::string name, std::string language, caller by, completion<json> done) override;
  void change_password(std::string current, std::string fresh, caller by,
                       completion<json> done) override;
  void begin_one_time(std::string password, caller by, completion<json> done) override;
  void confirm_one_time(std::string code, caller by, completion<json> done) override;
  void remove_one_time(std::string password, caller by, completion<json> done) override;

private:
  [[nodiscard]] std::optional<error> refuse_attempt(const std::string& login, std::int64_t user,
                                                    const std::string& network);
  /// Puts a failed login into the audit, or counts it. `login` is that of a user, or empty: what a
  /// stranger typed may be a password.
  void audit_failure(const std::string& login, const std::string& network, std::string reason);
  void begin_session(const login_request& request, const storage::stored_user& user,
                     const std::string& fresh_hash, completion<opened_session> done);
  /// Runs `then` on the thread of passwords with the caller's account, once its password is right.
  template <class Then>
  void with_password(std::string password, const caller& by, completion<json> done, Then then);
  [[nodiscard]] result<storage::stored_user> own_account(const caller& by) const;
  [[nodiscard]] result<void> may_end_sessions_of(const std::optional<storage::stored_user>& owner,
                                                 const caller& by) const;
  [[nodiscard]] result<storage::stored_user> account_of(const std::string& login,
                                                        const caller& by) const;
  void write_user(storage::stored_user user, std::string action, caller by, json shown,
                  completion<json> done);

  account_registry& known_;
  std::mutex limits_mutex_;
  accounts::login_limits limits_;
  accounts::failed_logins failures_; ///< with the mutex of the limits
};

} // namespace sojourn::service
