// Roles and tokens: what may be done, and by which programs.
#include "accounts/changes.hpp"
#include "base/ip_address.hpp"
#include "service/implementation/account_service.hpp"
#include "service/implementation/show_account.hpp"
#include "signing/base64.hpp"
#include "signing/random.hpp"
#include "storage/audit.hpp"

#include <algorithm>

namespace sojourn::service {

namespace {

constexpr std::size_t token_secret_bytes = 32;
constexpr std::string_view token_prefix = "sjt_"; ///< so that scanners of secrets recognize one
constexpr std::size_t most_limits_of_token = 50;
constexpr std::size_t holders_named = 5;

tl::unexpected<error> shipped_stays(const std::string& name) {
  return fail(error_code::wrong_state, "the role \"" + name +
                                           "\" comes with Sojourn and stays as "
                                           "it is; make one of another name");
}

tl::unexpected<error> no_role(const std::string& name) {
  return fail(error_code::not_found, "there is no role \"" + name + "\"");
}

} // namespace

void account_service::list_roles(page_request at, completion<page> done) {
  std::vector<json> all;
  for (const auto& one : accounts::shipped_roles())
    all.push_back(show_role(one));
  for (const auto& one : known_.roles())
    all.push_back(show_role(one));
  std::sort(all.begin(), all.end(),
            [](const json& a, const json& b) { return a.at("name") < b.at("name"); });
  done(page_of_all(std::move(all), at, "name"));
}

void account_service::get_role(std::string name, completion<written> done) {
  if (const auto* shipped = accounts::find_shipped_role(name))
    return done(written{show_role(*shipped)});
  for (const auto& one : known_.roles()) {
    if (one.name == name)
      return done(written{show_role(one), false, false, one.version});
  }
  done(no_role(name));
}

void account_service::put_role(std::string name, json document, preconditions only_if, caller by,
                               completion<written> done) {
  if (accounts::find_shipped_role(name) != nullptr)
    return done(shipped_stays(name));
  const auto read = accounts::read_role(document);
  if (!read)
    return done(fail(read.error()));
  if (auto may = require_all_of(by, read->permissions, "the role \"" + name + "\""); !may)
    return done(fail(std::move(may.error())));
  struct outcome {
    storage::stored_role role;
    bool is_new = false;
  };
  const auto at = now();
  commit<outcome>(
      std::move(done),
      [=, shown = accounts::show(*read)](storage::transaction& tx) -> result<outcome> {
        const auto before = storage::find_role(tx, name);
        if (auto holds = require(only_if, "the role \"" + name + "\"",
                                 before ? std::optional{before->version} : std::nullopt);
            !holds)
          return fail(std::move(holds.error()));
        if (before && before->document == shown)
          return outcome{*before, false};
        if (before) {
          const auto had = accounts::read_role(before->document);
          if (auto may = require_all_of(by, had ? had->permissions : accounts::permission_set{},
                                        "the role \"" + name + "\"");
              !may)
            return fail(std::move(may.error()));
        }
        storage::stored_role role{.name = name,
                                  .document = shown,
                                  .version = before ? before->version + 1 : 1,
                                  .updated_at = at,
                                  .updated_by = by.who};
        if (auto put = storage::put_role(tx, role); !put)
          return fail(std::move(put.error()));
        storage::write_audit(
            tx, at,
            {.who = by.who,
             .action = "role.put",
             .target = name,
             .why = by.why,
             .changes = accounts::changes_between(before ? before->document : json{}, shown)});
        return outcome{std::move(role), !before};
      },
      [this](const outcome& made) -> result<written> {
        known_.put(made.role);
        return written{show_role(made.role), made.is_new, false, made.role.version};
      });
}

void account_service::remove_role(std::string name, caller by, completion<json> done) {
  if (accounts::find_shipped_role(name) != nullptr)
    return done(shipped_stays(name));
  const auto at = now();
  commit<bool>(
      std::move(done),
      [=, this](storage::transaction& tx) -> result<bool> {
        const auto found = storage::find_role(tx, name);
        if (!found)
          return no_role(name);
        if (auto may = require_all_of(by, known_.permissions_of(name), "the role \"" + name + "\"");
            !may)
          return fail(std::move(may.error()));
        const auto holders = storage::holders_of_role(tx, name, holders_named);
        if (!holders.empty()) {
          std::string told;
          for (const auto& one : holders)
            told += (told.empty() ? "" : ", ") + one;
          return fail(error_code::wrong_state,
                      "the role \"" + name + "\" is that of " + told + "; give them another first");
        }
        storage::remove_role(tx, name);
        storage::write_audit(tx, at,
                             {.who = by.who,
                              .action = "role.remove",
                              .target = name,
                              .why = by.why,
                              .changes = accounts::changes_between(found->document, {})});
        return true;
      },
      [this, name](bool) -> result<json> {
        known_.remove_role(name);
        return json{{"id", name}, {"removed", true}};
      });
}

void account_service::list_tokens(page_request at, completion<page> done) {
  std::vector<json> all;
  for (const auto& one : known_.tokens())
    all.push_back(show_token(one));
  done(page_of_all(std::move(all), at, "name"));
}

void account_service::get_token(std::string name, completion<json> done) {
  for (const auto& one : known_.tokens()) {
    if (one.name == name)
      return done(show_token(one));
  }
  done(fail(error_code::not_found, "there is no token \"" + name + "\" that was made here"));
}

result<void> account_service::check_token(const token_request& request) const {
  std::vector<error_detail> mistakes;
  for (std::size_t i = 0; i < request.addresses.size(); ++i) {
    if (!parse_ip_network(request.addresses[i]))
      mistakes.push_back({pointer_to("/addresses", i),
                          "is no IP address and no block of them, such as \"10.0.0.0/8\""});
  }
  for (std::size_t i = 0; i < request.hooks.size(); ++i) {
    if (!is_name(request.hooks[i]))
      mistakes.push_back({pointer_to("/hooks", i), "is no name of a hook"});
  }
  if (request.addresses.size() > most_limits_of_token ||
      request.hooks.size() > most_limits_of_token)
    mistakes.push_back({"", "names more than 50 addresses or hooks"});
  if (request.expires_at && *request.expires_at <= known_.now())
    mistakes.push_back({"/expires_at", "must lie in the future"});
  if (request.name == "loopback" || request.name == "page" || request.name == "sojourn")
    mistakes.push_back({"/name", "must be another name: the audit uses this one"});
  if (!mistakes.empty())
    return fail(error_code::invalid_request, "the token has errors", std::move(mistakes));
  return require_role(request.role, request.by);
}

void account_service::add_token(token_request request, completion<written> done) {
  if (auto right = check_token(request); !right)
    return done(fail(std::move(right.error())));
  const auto at = now();
  const auto secret = std::string{token_prefix} +
                      signing::base64url_encode(signing::random_bytes(token_secret_bytes));
  commit<storage::stored_token>(
      std::move(done),
      [=](storage::transaction& tx) -> result<storage::stored_token> {
        auto added = storage::add_token(tx, {.name = request.name,
                                             .sha256_hex = digest_of(secret),
                                             .role = request.role,
                                             .expires_at = request.expires_at,
                                             .addresses = request.addresses,
                                             .hooks = request.hooks,
                                             .created_at = at,
                                             .created_by = request.by.who});
        if (added)
          storage::write_audit(tx, at,
                               {.who = request.by.who,
                                .action = "token.add",
                                .target = request.name,
                                .why = request.by.why,
                                .changes = accounts::changes_between({}, show_token(*added))});
        return added;
      },
      [this, secret](const storage::stored_token& added) -> result<written> {
        known_.put(added);
        auto body = show_token(added);
        body["token"] = secret;
        return written{std::move(body), true};
      });
}

void account_service::remove_token(std::string name, caller by, completion<json> done) {
  const auto at = now();
  commit<bool>(
      std::move(done),
      [=, this](storage::transaction& tx) -> result<bool> {
        const auto removed = storage::remove_token(tx, name);
        if (!removed)
          return fail(error_code::not_found, "there is no token \"" + name +
                                                 "\" that was made here; one of the settings "
                                                 "is removed there");
        if (auto may = require_all_of(by, known_.permissions_of(removed->role),
                                      "the token \"" + name + "\"");
            !may)
          return fail(std::move(may.error()));
        storage::write_audit(tx, at,
                             {.who = by.who,
                              .action = "token.remove",
                              .target = name,
                              .why = by.why,
                              .changes = accounts::changes_between(show_token(*removed), {})});
        return true;
      },
      [this, name](bool) -> result<json> {
        known_.remove_token(name);
        return json{{"id", name}, {"removed", true}};
      });
}

} // namespace sojourn::service
