// Logging in and out, and what users do with their own account.
#include "service/implementation/session_service.hpp"

#include "accounts/changes.hpp"
#include "accounts/one_time_code.hpp"
#include "accounts/password.hpp"
#include "service/implementation/cursor.hpp"
#include "service/implementation/show_account.hpp"
#include "signing/base64.hpp"
#include "signing/password_hash.hpp"
#include "signing/random.hpp"
#include "storage/audit.hpp"

#include <spdlog/spdlog.h>

namespace sojourn::service {

namespace {

/// Who did it, where nobody knows.
constexpr auto nobody = "somebody";
constexpr std::size_t session_secret_bytes = 32;
constexpr std::size_t longest_agent_bytes = 200;

/// One answer for every reason: a stranger does not learn which names there are.
tl::unexpected<error> refuse_login() {
  return fail(error_code::login_refused, "the name, the password or the one-time code is wrong, or "
                                         "the account is disabled");
}

/// What the password of nobody is compared with, so that it takes as long as anybody's.
const std::string& hash_of_nobody() {
  static const auto hash = signing::hash_password(signing::random_bytes(session_secret_bytes));
  return hash;
}

storage::audit_entry entry(const caller& by, std::string action, std::string target) {
  return {.who = by.who, .action = std::move(action), .target = std::move(target), .why = by.why};
}

} // namespace

std::optional<error> session_service::refuse_attempt(const std::string& login, std::int64_t user,
                                                     const std::string& network) {
  const auto at = known_.now();
  const std::lock_guard lock{limits_mutex_};
  const auto wait = limits_.admit({.login = login,
                                   .network = network,
                                   .is_familiar = user != 0 && known_.is_familiar(user, network)},
                                  at);
  if (!wait)
    return std::nullopt;
  const auto seconds = std::max<std::int64_t>(1, (wait->count() + 999) / 1000);
  return error{.code = error_code::rate_limited,
               .message = "too many attempts to log in; try again in " + std::to_string(seconds) +
                          " s, or from where you logged in before",
               .retry_after_s = static_cast<int>(seconds)};
}

void session_service::audit_failure(const std::string& login, const std::string& network,
                                    std::string reason) {
  ++services_.count.logins_refused;
  const auto at = now();
  std::optional<std::int64_t> before;
  {
    const std::lock_guard lock{limits_mutex_};
    before = failures_.note(at);
  }
  if (!before)
    return;
  json told{{"reason", std::move(reason)}};
  if (*before > 0)
    told["not_listed_before"] = *before;
  services_.store.writer().submit<bool>(
      [login, network, at, told = std::move(told)](storage::transaction& tx) -> result<bool> {
        storage::set_asked_from(tx, network);
        storage::write_audit(tx, at,
                             {.who = nobody,
                              .action = "session.refused",
                              .target = login,
                              .changes = accounts::changes_between(json{}, told)});
        return true;
      },
      [](const result<bool>& written) {
        if (!written)
          spdlog::error("a failed login is not in the audit: {}", written.error().message);
      });
}

void session_service::open(login_request request, completion<opened_session> done) {
  const auto user = known_.user(request.login);
  const auto known = user ? user->login : std::string{};
  if (auto refused = refuse_attempt(request.login, user ? user->number : 0, request.network)) {
    audit_failure(known, request.network, "too_many_attempts");
    return done(fail(std::move(*refused)));
  }
  auto answer = std::make_shared<completion<opened_session>>(std::move(done));
  run_password(answer, [this, answer, user, request = std::move(request)]() mutable {
    const auto password = accounts::normalized_password(request.password);
    const bool is_right =
        signing::is_password_of(user ? user->password_hash : hash_of_nobody(), password);
    if (!user || !is_right || user->is_disabled) {
      spdlog::info("somebody at {} could not log in", request.network);
      audit_failure(user ? user->login : std::string{}, request.network,
                    !user               ? "unknown_user"
                    : user->is_disabled ? "disabled"
                                        : "wrong_password");
      return (*answer)(refuse_login());
    }
    if (user->one_time_confirmed && request.code.empty())
      return (*answer)(fail(error_code::code_needed,
                            "the password is right; send the code of your authenticator app too"));
    const auto fresh_hash = signing::needs_new_hash(user->password_hash)
                                ? signing::hash_password(password)
                                : std::string{};
    begin_session(request, *user, fresh_hash, std::move(*answer));
  });
}

void session_service::begin_session(const login_request& request, const storage::stored_user& user,
                                    const std::string& fresh_hash,
                                    completion<opened_session> done) {
  struct outcome {
    storage::stored_user user;
    storage::session_begun begun;
  };
  const auto at = now();
  const auto begins = known_.now();
  auto secret = signing::base64url_encode(signing::random_bytes(session_secret_bytes));
  commit<outcome>(
      std::move(done),
      [=, this](storage::transaction& tx) -> result<outcome> {
        auto present = storage::find_user(tx, user.number);
        // Changed since the password was compared: whoever changed it meant this login, too.
        if (!present || present->is_disabled || present->password_hash != user.password_hash)
          return refuse_login();
        if (present->one_time_confirmed) {
          const auto step = accounts::accepted_step(present->one_time_secret, request.code, begins,
                                                    present->one_time_step);
          if (!step) {
            // Not of this transaction, which is rolled back.
            audit_failure(user.login, request.network, "wrong_code");
            return refuse_login();
          }
          present->one_time_step = *step;
        }
        if (!fresh_hash.empty())
          present->password_hash = fresh_hash;
        storage::update_user(tx, *present);
        storage::end_stale_sessions(tx, begins - known_.limits().longest,
                                    begins - known_.limits().idle);
        auto begun =
            storage::begin_session(tx, {.user = present->number,
                                        .sha256_hex = digest_of(secret),
                                        .created_at = begins,
                                        .seen_at = begins,
                                        .network = request.network,
                                        .agent = request.agent.substr(0, longest_agent_bytes)});
        storage::write_audit(tx, at,
                             entry({.who = present->login, .why = {}}, "session.begin",
                                   std::to_string(begun.session.number)));
        return outcome{std::move(*present), std::move(begun)};
      },
      [this, secret](const outcome& made) -> result<opened_session> {
        known_.put(made.user);
        known_.begin(made.begun);
        auto body = show_session(made.begun.session, made.user.login, known_.limits());
        body["forgery_token"] = known_.forgery_token_of(made.begun.session.number);
        body["must_change_password"] = made.user.must_change_password;
        const auto lasts = std::chrono::floor<std::chrono::seconds>(known_.limits().longest);
        return opened_session{std::move(body), secret, lasts.count()};
      });
}

void session_service::close(caller by, completion<json> done) {
  if (by.session == 0)
    return done(fail(error_code::wrong_state, "this request has no session to end"));
  const auto at = now();
  commit<bool>(
      std::move(done),
      [by, at](storage::transaction& tx) -> result<bool> {
        storage::end_session(tx, by.session);
        storage::write_audit(tx, at, entry(by, "session.end", std::to_string(by.session)));
        return true;
      },
      [this, by](bool) -> result<json> {
        known_.end_session(by.session);
        return json{{"id", std::to_string(by.session)}, {"removed", true}};
      });
}

void session_service::me(caller by, completion<json> done) {
  json shown{{"who", by.who},
             {"kind", by.user != 0           ? "user"
                      : by.who == "loopback" ? "loopback"
                                             : "token"},
             {"permissions", by.may.names()},
             {"has_users", !known_.users().empty()}};
  if (const auto user = known_.user(by.user); by.user != 0 && user) {
    shown["user"] = show_user(*user);
    shown["session"] = std::to_string(by.session);
    shown["forgery_token"] = known_.forgery_token_of(by.session);
  }
  done(std::move(shown));
}

result<storage::stored_user> session_service::own_account(const caller& by) const {
  auto found = by.user == 0 ? std::nullopt : known_.user(by.user);
  if (!found)
    return fail(error_code::forbidden, "this is for users who are logged in; a token has no "
                                       "account of its own");
  return std::move(*found);
}

result<storage::stored_user> session_service::account_of(const std::string& login,
                                                         const caller& by) const {
  if (login.empty() || login == by.who)
    return own_account(by);
  if (!by.may.contains(accounts::permission::administer))
    return fail(error_code::forbidden, "the sessions of others need the permission administer");
  auto found = known_.user(login);
  if (!found)
    return fail(error_code::not_found, "there is no user \"" + login + "\"");
  return std::move(*found);
}

void session_service::list(std::string login, caller by, page_request at, completion<page> done) {
  const auto user = account_of(login, by);
  if (!user)
    return done(fail(user.error()));
  const auto before = number_of<std::int64_t>(at.cursor);
  if (!before)
    return done(fail(before.error()));
  page shown;
  for (const auto& one : known_.sessions_of(user->number)) {
    if (*before != 0 && one.number >= *before)
      continue;
    if (shown.items.size() == at.limit) {
      shown.next_cursor = shown.items.back().at("id").get<std::string>();
      break;
    }
    shown.items.push_back(show_session(one, user->login, known_.limits()));
    shown.items.back()["current"] = one.number == by.session;
  }
  done(std::move(shown));
}

/// Nobody puts out a user who may more.
result<void> session_service::may_end_sessions_of(const std::optional<storage::stored_user>& owner,
                                                  const caller& by) const {
  if (!owner || owner->number == by.user)
    return {};
  return require_all_of(by, known_.permissions_of(owner->role),
                        "the user \"" + owner->login + "\"");
}

void session_service::end(std::int64_t number, caller by, completion<json> done) {
  const auto found = known_.session(number);
  if (!found || (found->user != by.user && !by.may.contains(accounts::permission::administer)))
    return done(fail(error_code::not_found,
                     "there is no session " + std::to_string(number) + " that you may end"));
  const auto owner = known_.user(found->user);
  if (auto may = may_end_sessions_of(owner, by); !may)
    return done(fail(std::move(may.error())));
  by.session = number;
  close(std::move(by), std::move(done));
}

void session_service::end_all(std::string login, caller by, completion<json> done) {
  const auto user = account_of(login, by);
  if (!user)
    return done(fail(user.error()));
  if (auto may = may_end_sessions_of(*user, by); !may)
    return done(fail(std::move(may.error())));
  const auto at = now();
  const auto but = user->number == by.user ? by.session : 0;
  commit<bool>(
      std::move(done),
      [by, at, user = *user, but](storage::transaction& tx) -> result<bool> {
        storage::end_sessions_of(tx, user.number, but);
        storage::write_audit(tx, at, entry(by, "session.end_all", user.login));
        return true;
      },
      [this, user = *user, but](bool) -> result<json> {
        known_.end_sessions_of(user.number, but);
        return json{{"id", user.login}, {"removed", true}};
      });
}

template <class Then>
void session_service::with_password(std::string password, const caller& by, completion<json> done,
                                    Then then) {
  auto user = own_account(by);
  if (!user)
    return done(fail(std::move(user.error())));
  const auto begun = known_.session(by.session);
  if (auto refused =
          refuse_attempt(user->login, user->number, begun ? begun->network : std::string{}))
    return done(fail(std::move(*refused)));
  auto answer = std::make_shared<completion<json>>(std::move(done));
  run_password(answer, [this, answer, user = std::move(*user), password = std::move(password),
                        network = begun ? begun->network : std::string{},
                        then = std::move(then)]() mutable {
    if (!signing::is_password_of(user.password_hash, accounts::normalized_password(password))) {
      audit_failure(user.login, network, "wrong_password");
      return (*answer)(refuse_login());
    }
    then(std::move(user), std::move(*answer));
  });
}

void session_service::write_user(storage::stored_user user, std::string action, caller by,
                                 json shown, completion<json> done) {
  const auto at = now();
  user.updated_at = at;
  const bool ends_others = action == "user.password";
  commit<storage::stored_user>(
      std::move(done),
      [user, action, by, at,
       ends_others](storage::transaction& tx) -> result<storage::stored_user> {
        const auto present = storage::find_user(tx, user.number);
        if (!present || present->version != user.version)
          return fail(error_code::version_mismatch, "the account was changed meanwhile; try again");
        auto changed = user;
        ++changed.version;
        // A login in between used a code, which does not count again.
        changed.one_time_step = std::max(changed.one_time_step, present->one_time_step);
        storage::update_user(tx, changed);
        if (ends_others)
          storage::end_sessions_of(tx, user.number, by.session);
        storage::write_audit(tx, at, entry(by, action, user.login));
        return changed;
      },
      [this, shown = std::move(shown), by,
       ends_others](const storage::stored_user& changed) -> result<json> {
        known_.put(changed);
        if (ends_others)
          known_.end_sessions_of(changed.number, by.session);
        auto body = shown;
        body.update(show_user(changed));
        return body;
      });
}

void session_service::change_me(std::string name, std::string language, caller by,
                                completion<json> done) {
  auto user = own_account(by);
  if (!user)
    return done(fail(std::move(user.error())));
  if (!name.empty())
    user->name = std::move(name);
  if (!language.empty())
    user->language = std::move(language);
  write_user(std::move(*user), "user.self", std::move(by), json::object(), std::move(done));
}

void session_service::change_password(std::string current, std::string fresh, caller by,
                                      completion<json> done) {
  with_password(current, by, std::move(done),
                [this, by, current, fresh](storage::stored_user user, completion<json> answer) {
                  if (auto fit = accounts::check_password(fresh, user.login, user.name); !fit)
                    return answer(fail(std::move(fit.error())));
                  if (fresh == current)
                    return answer(fail(error_code::invalid_request, "the password is the old one",
                                       {{"/password", "must be another one"}}));
                  user.password_hash = signing::hash_password(accounts::normalized_password(fresh));
                  user.must_change_password = false;
                  write_user(std::move(user), "user.password", by, json::object(),
                             std::move(answer));
                });
}

void session_service::begin_one_time(std::string password, caller by, completion<json> done) {
  with_password(
      std::move(password), by, std::move(done),
      [this, by](storage::stored_user user, completion<json> answer) {
        if (user.one_time_confirmed)
          return answer(fail(error_code::wrong_state,
                             "this account has one-time codes; remove them before you begin anew"));
        user.one_time_secret = signing::random_bytes(accounts::one_time_secret_bytes);
        const json shown{{"secret", accounts::secret_text(user.one_time_secret)},
                         {"uri", accounts::secret_uri(user.one_time_secret, user.login)}};
        write_user(std::move(user), "user.one_time_code.begin", by, shown, std::move(answer));
      });
}

void session_service::confirm_one_time(std::string code, caller by, completion<json> done) {
  auto user = own_account(by);
  if (!user)
    return done(fail(std::move(user.error())));
  if (user->one_time_secret.empty() || user->one_time_confirmed)
    return done(fail(error_code::wrong_state, "there is no secret to confirm: begin with POST"));
  const auto begun = known_.session(by.session);
  if (auto refused =
          refuse_attempt(user->login, user->number, begun ? begun->network : std::string{}))
    return done(fail(std::move(*refused)));
  const auto step =
      accounts::accepted_step(user->one_time_secret, code, known_.now(), user->one_time_step);
  if (!step)
    return done(fail(error_code::login_refused,
                     "this is not the code of now; is the clock of the phone right?"));
  user->one_time_confirmed = true;
  user->one_time_step = *step;
  write_user(std::move(*user), "user.one_time_code.confirm", by, json::object(), std::move(done));
}

void session_service::remove_one_time(std::string password, caller by, completion<json> done) {
  with_password(std::move(password), by, std::move(done),
                [this, by](storage::stored_user user, completion<json> answer) {
                  user.one_time_secret.clear();
                  user.one_time_confirmed = false;
                  write_user(std::move(user), "user.one_time_code.remove", by, json::object(),
                             std::move(answer));
                });
}

} // namespace sojourn::service
