// Users, roles and tokens: who may do what.
#pragma once

#include "service/common.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sojourn::service {

struct user_request {
  std::string login;
  std::string name;     ///< of a new user empty: the login
  std::string language; ///< "vi" or "en"; of a new user empty: "vi"
  std::string role;
  std::string password; ///< of a new user; empty: one is made, shown once and to be changed
  bool is_disabled = false;
  preconditions only_if{};
  caller by;
};

struct reset_request {
  std::string login;
  bool removes_one_time_code = false;
  caller by;
};

struct token_request {
  std::string name;
  std::string role;
  std::optional<instant> expires_at{};
  std::vector<std::string> addresses{}; ///< and blocks of them; empty: from anywhere
  std::vector<std::string> hooks{};     ///< empty: for all that the role may
  caller by;
};

/// Nobody gives a role that holds more than they may themselves, and changes nobody who may more:
/// forbidden.
class account_api {
public:
  virtual ~account_api() = default;

  virtual void list_users(page_request at, completion<page> done) = 0;
  /// Errors: not_found.
  virtual void get_user(std::string login, completion<written> done) = 0;
  /// The first user must be an administrator. Errors: already_exists, invalid_request, forbidden.
  virtual void add_user(user_request request, completion<written> done) = 0;
  /// Everything but the login and the password. Errors: not_found, version_mismatch,
  /// invalid_request, forbidden, wrong_state (the last administrator).
  virtual void put_user(user_request request, completion<written> done) = 0;
  /// Errors: not_found, forbidden, wrong_state (the last administrator).
  virtual void remove_user(std::string login, caller by, completion<json> done) = 0;
  /// Makes a new password, shown once and to be changed, and ends the user's sessions. Errors:
  /// not_found, forbidden.
  virtual void reset_password(reset_request request, completion<json> done) = 0;

  virtual void list_roles(page_request at, completion<page> done) = 0;
  /// Errors: not_found.
  virtual void get_role(std::string name, completion<written> done) = 0;
  /// Errors: invalid_request, wrong_state (one that comes with Sojourn), forbidden,
  /// version_mismatch.
  virtual void put_role(std::string name, json document, preconditions only_if, caller by,
                        completion<written> done) = 0;
  /// Errors: not_found, wrong_state (somebody has it), forbidden.
  virtual void remove_role(std::string name, caller by, completion<json> done) = 0;

  virtual void list_tokens(page_request at, completion<page> done) = 0;
  /// Errors: not_found.
  virtual void get_token(std::string name, completion<json> done) = 0;
  /// The answer shows the token, once. Errors: already_exists, invalid_request, forbidden.
  virtual void add_token(token_request request, completion<written> done) = 0;
  /// Errors: not_found.
  virtual void remove_token(std::string name, caller by, completion<json> done) = 0;
};

} // namespace sojourn::service
