// Implements accounts: users, roles and tokens.
#pragma once

#include "service/accounts.hpp"
#include "service/implementation/account_registry.hpp"
#include "service/implementation/service_base.hpp"

namespace sojourn::service {

class account_service final : public account_api, private service_base {
public:
  account_service(actors::services& services, work_queues& queues, account_registry& known)
      : service_base{services, queues}, known_{known} {}

  void list_users(page_request at, completion<page> done) override;
  void get_user(std::string login, completion<written> done) override;
  void add_user(user_request request, completion<written> done) override;
  void put_user(user_request request, completion<written> done) override;
  void remove_user(std::string login, caller by, completion<json> done) override;
  void reset_password(reset_request request, completion<json> done) override;

  void list_roles(page_request at, completion<page> done) override;
  void get_role(std::string name, completion<written> done) override;
  void put_role(std::string name, json document, preconditions only_if, caller by,
                completion<written> done) override;
  void remove_role(std::string name, caller by, completion<json> done) override;

  void list_tokens(page_request at, completion<page> done) override;
  void get_token(std::string name, completion<json> done) override;
  void add_token(token_request request, completion<written> done) override;
  void remove_token(std::string name, caller by, completion<json> done) override;

private:
  [[nodiscard]] result<void> require_role(const std::string& role, const caller& by) const;
  [[nodiscard]] result<storage::stored_user>
  user_to_change(storage::transaction& tx, const std::string& login, const caller& by) const;
  [[nodiscard]] result<void> check_token(const token_request& request) const;
  void insert_user(user_request request, std::string hash, std::string shown_password,
                   completion<written> done);

  account_registry& known_;
};

} // namespace sojourn::service
