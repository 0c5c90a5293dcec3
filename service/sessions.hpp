// Logging in and out, and what users do with their own account.
#pragma once

#include "service/common.hpp"

#include <cstdint>
#include <string>

namespace sojourn::service {

struct login_request {
  std::string login;
  std::string password;
  std::string code;    ///< the one-time code, where the user has one
  std::string network; ///< where it comes from, as client_network() writes it
  std::string agent;   ///< the User-Agent, to recognize the session by
};

/// A session that was begun. Its secret is told here and nowhere else.
struct opened_session {
  json body;
  std::string secret;
  std::int64_t lasts_s = 0; ///< at most, from now
};

class session_api {
public:
  virtual ~session_api() = default;

  /// Begins a session. A wrong name, password or code take equally long. Errors: login_refused,
  /// code_needed (the password was right), rate_limited.
  virtual void open(login_request request, completion<opened_session> done) = 0;
  /// Ends the session of the caller.
  virtual void close(caller by, completion<json> done) = 0;
  /// Who the caller is and what they may do.
  virtual void me(caller by, completion<json> done) = 0;

  /// The sessions of a user; empty: of the caller. Errors: forbidden, not_found.
  virtual void list(std::string login, caller by, page_request at, completion<page> done) = 0;
  /// Ends one: the caller's own, or with the permission to administer anybody's. Errors: not_found.
  virtual void end(std::int64_t number, caller by, completion<json> done) = 0;
  /// Ends all of a user; of the caller (empty) all but the present one. Errors: forbidden,
  /// not_found.
  virtual void end_all(std::string login, caller by, completion<json> done) = 0;

  /// Changes how the console calls the caller and speaks to them; empty: stays. Errors: forbidden
  /// (no user), version_mismatch.
  virtual void change_me(std::string name, std::string language, caller by,
                         completion<json> done) = 0;
  /// Changes the caller's own password and ends their other sessions. Errors: login_refused,
  /// invalid_request, rate_limited.
  virtual void change_password(std::string current, std::string fresh, caller by,
                               completion<json> done) = 0;
  /// Makes the secret of one-time codes, which counts once a code of it was confirmed. Errors:
  /// login_refused, wrong_state (there is one), rate_limited.
  virtual void begin_one_time(std::string password, caller by, completion<json> done) = 0;
  /// Errors: login_refused (not the code), wrong_state (nothing was begun).
  virtual void confirm_one_time(std::string code, caller by, completion<json> done) = 0;
  /// Errors: login_refused, rate_limited.
  virtual void remove_one_time(std::string password, caller by, completion<json> done) = 0;
};

} // namespace sojourn::service
