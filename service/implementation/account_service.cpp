// Users: who may log in, with which role.
#include "service/implementation/account_service.hpp"

#include "accounts/changes.hpp"
#include "accounts/password.hpp"
#include "accounts/role.hpp"
#include "service/implementation/show_account.hpp"
#include "signing/password_hash.hpp"
#include "signing/random.hpp"
#include "storage/audit.hpp"

#include <array>

namespace sojourn::service {

namespace {

/// What the audit calls those who are no user.
constexpr std::array<std::string_view, 3> reserved_logins{"loopback", "page", "sojourn"};

tl::unexpected<error> no_user(const std::string& login) {
  return fail(error_code::not_found, "there is no user \"" + login + "\"");
}

/// Without an administrator nobody could make one again.
result<void> require_another_administrator(storage::transaction& tx,
                                           const storage::stored_user& user) {
  if (user.role != accounts::administrator_role || user.is_disabled ||
      storage::has_other_user_with_role(tx, user.role, user.number))
    return {};
  return fail(error_code::wrong_state, "\"" + user.login +
                                           "\" is the last administrator; make "
                                           "another one first");
}

std::string made_password() {
  return accounts::password_of(signing::random_bytes(accounts::made_password_bytes));
}

/// Everything of a user that an operator sets.
json audited(const storage::stored_user& user) {
  return {{"name", user.name},
          {"language", user.language},
          {"role", user.role},
          {"disabled", user.is_disabled}};
}

} // namespace

void account_service::list_users(page_request at, completion<page> done) {
  std::vector<json> all;
  for (const auto& one : known_.users())
    all.push_back(show_user(one));
  done(page_of_all(std::move(all), at, "login"));
}

void account_service::get_user(std::string login, completion<written> done) {
  const auto found = known_.user(login);
  if (!found)
    return done(no_user(login));
  done(written{show_user(*found), false, false, found->version});
}

result<void> account_service::require_role(const std::string& role, const caller& by) const {
  if (!known_.has_role(role))
    return fail(error_code::invalid_request, "there is no role \"" + role + "\"",
                {{"/role", "must be one of GET /v1/roles"}});
  return require_all_of(by, known_.permissions_of(role), "the role \"" + role + "\"");
}

result<storage::stored_user> account_service::user_to_change(storage::transaction& tx,
                                                             const std::string& login,
                                                             const caller& by) const {
  auto found = storage::find_user(tx, login);
  if (!found)
    return no_user(login);
  if (auto may =
          require_all_of(by, known_.permissions_of(found->role), "the user \"" + login + "\"");
      !may)
    return fail(std::move(may.error()));
  return std::move(*found);
}

void account_service::add_user(user_request request, completion<written> done) {
  if (std::find(reserved_logins.begin(), reserved_logins.end(), request.login) !=
      reserved_logins.end())
    return done(fail(error_code::invalid_request, "\"" + request.login + "\" cannot name a user",
                     {{"/login", "must be another name: the audit uses this one"}}));
  if (request.name.empty())
    request.name = request.login;
  if (request.language.empty())
    request.language = "vi";
  if (auto may = require_role(request.role, request.by); !may)
    return done(fail(std::move(may.error())));
  const bool is_given = !request.password.empty();
  if (is_given) {
    if (auto fit = accounts::check_password(request.password, request.login, request.name); !fit)
      return done(fail(std::move(fit.error())));
  }
  auto answer = std::make_shared<completion<written>>(std::move(done));
  run_password(answer, [this, answer, is_given, request = std::move(request)]() mutable {
    auto password = is_given ? std::move(request.password) : made_password();
    auto hash = signing::hash_password(accounts::normalized_password(password));
    insert_user(std::move(request), std::move(hash), is_given ? std::string{} : password,
                std::move(*answer));
  });
}

void account_service::insert_user(user_request request, std::string hash,
                                  std::string shown_password, completion<written> done) {
  const auto at = now();
  commit<storage::stored_user>(
      std::move(done),
      [request, hash, at, is_made = !shown_password.empty()](
          storage::transaction& tx) -> result<storage::stored_user> {
        const bool is_first = !storage::has_users(tx);
        if (is_first && request.role != accounts::administrator_role)
          return fail(error_code::invalid_request, "the first user must be an administrator",
                      {{"/role", "must be \"administrator\""}});
        // Between the request and this commit somebody else may have become the first.
        if (!is_first && request.by.who == "loopback")
          return fail(error_code::unauthorized, "there is a user now: log in, or send a token");
        auto added = storage::add_user(tx, {.login = request.login,
                                            .name = request.name,
                                            .language = request.language,
                                            .role = request.role,
                                            .password_hash = hash,
                                            .must_change_password = is_made,
                                            .created_at = at,
                                            .updated_at = at});
        if (added)
          storage::write_audit(tx, at,
                               {.who = request.by.who,
                                .action = "user.add",
                                .target = request.login,
                                .why = request.by.why,
                                .changes = accounts::changes_between({}, audited(*added))});
        return added;
      },
      [this, shown_password](const storage::stored_user& added) -> result<written> {
        known_.put(added);
        auto body = show_user(added);
        if (!shown_password.empty())
          body["password"] = shown_password;
        return written{std::move(body), true, false, added.version};
      });
}

void account_service::put_user(user_request request, completion<written> done) {
  if (auto may = require_role(request.role, request.by); !may)
    return done(fail(std::move(may.error())));
  const auto at = now();
  commit<storage::stored_user>(
      std::move(done),
      [this, request, at](storage::transaction& tx) -> result<storage::stored_user> {
        auto found = user_to_change(tx, request.login, request.by);
        if (!found)
          return fail(std::move(found.error()));
        if (auto holds =
                require(request.only_if, "the user \"" + request.login + "\"", found->version);
            !holds)
          return fail(std::move(holds.error()));
        const auto before = *found;
        found->name = request.name;
        found->language = request.language;
        found->role = request.role;
        found->is_disabled = request.is_disabled;
        if (audited(before) == audited(*found))
          return before;
        if (found->role != before.role || found->is_disabled) {
          if (auto left = require_another_administrator(tx, before); !left)
            return fail(std::move(left.error()));
        }
        ++found->version;
        found->updated_at = at;
        storage::update_user(tx, *found);
        if (found->is_disabled)
          storage::end_sessions_of(tx, found->number, 0);
        storage::write_audit(
            tx, at,
            {.who = request.by.who,
             .action = "user.put",
             .target = request.login,
             .why = request.by.why,
             .changes = accounts::changes_between(audited(before), audited(*found))});
        return std::move(*found);
      },
      [this](const storage::stored_user& changed) -> result<written> {
        known_.put(changed);
        if (changed.is_disabled)
          known_.end_sessions_of(changed.number, 0);
        return written{show_user(changed), false, false, changed.version};
      });
}

void account_service::remove_user(std::string login, caller by, completion<json> done) {
  const auto at = now();
  commit<storage::stored_user>(
      std::move(done),
      [=, this](storage::transaction& tx) -> result<storage::stored_user> {
        auto found = user_to_change(tx, login, by);
        if (!found)
          return found;
        if (auto left = require_another_administrator(tx, *found); !left)
          return fail(std::move(left.error()));
        storage::remove_user(tx, found->number);
        storage::write_audit(tx, at,
                             {.who = by.who,
                              .action = "user.remove",
                              .target = login,
                              .why = by.why,
                              .changes = accounts::changes_between(audited(*found), {})});
        return found;
      },
      [this](const storage::stored_user& removed) -> result<json> {
        known_.remove_user(removed.number);
        return json{{"id", removed.login}, {"removed", true}};
      });
}

void account_service::reset_password(reset_request request, completion<json> done) {
  auto answer = std::make_shared<completion<json>>(std::move(done));
  run_password(answer, [this, answer, request = std::move(request)]() mutable {
    const auto password = made_password();
    const auto hash = signing::hash_password(password);
    const auto at = now();
    commit<storage::stored_user>(
        std::move(*answer),
        [=, this](storage::transaction& tx) -> result<storage::stored_user> {
          auto found = user_to_change(tx, request.login, request.by);
          if (!found)
            return found;
          found->password_hash = hash;
          found->must_change_password = true;
          if (request.removes_one_time_code) {
            found->one_time_secret.clear();
            found->one_time_confirmed = false;
          }
          ++found->version;
          found->updated_at = at;
          storage::update_user(tx, *found);
          storage::end_sessions_of(tx, found->number, 0);
          storage::write_audit(tx, at,
                               {.who = request.by.who,
                                .action = "user.reset",
                                .target = request.login,
                                .why = request.by.why});
          return found;
        },
        [this, password](const storage::stored_user& changed) -> result<json> {
          known_.put(changed);
          known_.end_sessions_of(changed.number, 0);
          auto body = show_user(changed);
          body["password"] = password;
          return body;
        });
  });
}

} // namespace sojourn::service
