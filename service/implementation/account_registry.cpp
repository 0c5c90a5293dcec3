#include "service/implementation/account_registry.hpp"

#include "accounts/role.hpp"
#include "base/ip_address.hpp"
#include "signing/digest.hpp"

#include <algorithm>

namespace sojourn::service {

namespace {

/// Of the digest of a session's secret: who sees a page's requests learns neither the secret nor
/// the digest, and after a restart it is the same.
std::string forgery_token_for(const std::string& digest) {
  return signing::sha256_hex("forgery token of " + digest);
}

/// Whether `network` lies in one of the addresses and blocks.
bool is_in(const std::vector<std::string>& blocks, std::string_view network) {
  const auto from = parse_ip_network(network);
  return from && std::any_of(blocks.begin(), blocks.end(), [&](const std::string& text) {
           const auto block = parse_ip_network(text);
           return block && block->contains(from->address);
         });
}

} // namespace

std::string digest_of(std::string_view secret) { return signing::sha256_hex(secret); }

result<void> account_registry::load() {
  return storage::as_result([&]() -> result<void> {
    auto all = store_.reader().accounts().all();
    const std::lock_guard lock{mutex_};
    for (auto& one : all.users)
      users_.insert_or_assign(one.login, std::move(one));
    for (auto& one : all.roles)
      roles_.insert_or_assign(one.name, std::move(one));
    for (auto& one : all.tokens) {
      token_names_.insert_or_assign(one.sha256_hex, one.name);
      tokens_.insert_or_assign(one.name, std::move(one));
    }
    for (auto& one : all.sessions) {
      session_numbers_.insert_or_assign(one.sha256_hex, one.number);
      const auto seen_at = one.seen_at;
      sessions_.insert_or_assign(one.number, live_session{std::move(one), seen_at});
    }
    for (auto& one : all.networks)
      networks_.emplace(one.user, std::move(one.network));
    return {};
  });
}

bool account_registry::has_accounts() const {
  const std::lock_guard lock{mutex_};
  return !users_.empty() || !tokens_.empty();
}

accounts::permission_set account_registry::permissions_now(const std::string& role) const {
  if (const auto* shipped = accounts::find_shipped_role(role))
    return shipped->permissions;
  const auto own = roles_.find(role);
  if (own == roles_.end())
    return {};
  const auto read = accounts::read_role(own->second.document);
  return read ? read->permissions : accounts::permission_set{};
}

std::optional<known_caller> account_registry::by_token(std::string_view token,
                                                       std::string_view network) {
  const auto digest = digest_of(token);
  const auto now = clock_.now();
  const std::lock_guard lock{mutex_};
  const auto name = token_names_.find(digest);
  if (name == token_names_.end())
    return std::nullopt;
  const auto& found = tokens_.at(name->second);
  if (found.expires_at && *found.expires_at <= now)
    return std::nullopt;
  if (!found.addresses.empty() && !is_in(found.addresses, network))
    return std::nullopt;
  return known_caller{.who = found.name, .may = permissions_now(found.role), .hooks = found.hooks};
}

bool account_registry::has_ended(const storage::stored_session& session, instant now) const {
  return now >= session.created_at + limits_.longest || now >= session.seen_at + limits_.idle;
}

std::optional<known_caller> account_registry::by_session(std::string_view secret) {
  const auto digest = digest_of(secret);
  const auto now = clock_.now();
  const std::lock_guard lock{mutex_};
  const auto number = session_numbers_.find(digest);
  if (number == session_numbers_.end())
    return std::nullopt;
  auto& live = sessions_.at(number->second);
  const auto user = std::find_if(users_.begin(), users_.end(), [&](const auto& one) {
    return one.second.number == live.stored.user;
  });
  if (user == users_.end() || user->second.is_disabled || has_ended(live.stored, now))
    return std::nullopt;
  live.stored.seen_at = std::max(live.stored.seen_at, now);
  if (live.stored.seen_at >= live.written_at + seen_interval) {
    live.written_at = live.stored.seen_at;
    // Whether it is written decides on nothing but how long an idle session lives on after a crash.
    store_.writer().submit<bool>(
        [number = live.stored.number, now](storage::transaction& tx) -> result<bool> {
          storage::touch_session(tx, number, now);
          return true;
        },
        [](const result<bool>&) {});
  }
  const auto& found = user->second;
  return known_caller{.who = found.login,
                      .may = found.must_change_password ? accounts::permission_set{}
                                                        : permissions_now(found.role),
                      .user = found.number,
                      .session = live.stored.number,
                      .forgery_token = forgery_token_for(live.stored.sha256_hex),
                      .must_change_password = found.must_change_password};
}

std::optional<storage::stored_user> account_registry::user(const std::string& login) const {
  const std::lock_guard lock{mutex_};
  const auto found = users_.find(login);
  return found == users_.end() ? std::nullopt : std::optional{found->second};
}

std::optional<storage::stored_user> account_registry::user(std::int64_t number) const {
  const std::lock_guard lock{mutex_};
  const auto found = std::find_if(users_.begin(), users_.end(),
                                  [&](const auto& one) { return one.second.number == number; });
  return found == users_.end() ? std::nullopt : std::optional{found->second};
}

std::vector<storage::stored_user> account_registry::users() const {
  const std::lock_guard lock{mutex_};
  std::vector<storage::stored_user> all;
  for (const auto& [login, one] : users_)
    all.push_back(one);
  return all;
}

std::vector<storage::stored_role> account_registry::roles() const {
  const std::lock_guard lock{mutex_};
  std::vector<storage::stored_role> all;
  for (const auto& [name, one] : roles_)
    all.push_back(one);
  return all;
}

std::vector<storage::stored_token> account_registry::tokens() const {
  const std::lock_guard lock{mutex_};
  std::vector<storage::stored_token> all;
  for (const auto& [name, one] : tokens_)
    all.push_back(one);
  return all;
}

std::vector<storage::stored_session> account_registry::sessions_of(std::int64_t user) const {
  const auto now = clock_.now();
  const std::lock_guard lock{mutex_};
  std::vector<storage::stored_session> found;
  for (auto one = sessions_.rbegin(); one != sessions_.rend(); ++one) {
    if (one->second.stored.user == user && !has_ended(one->second.stored, now))
      found.push_back(one->second.stored);
  }
  return found;
}

std::optional<storage::stored_session> account_registry::session(std::int64_t number) const {
  const auto now = clock_.now();
  const std::lock_guard lock{mutex_};
  const auto found = sessions_.find(number);
  return found == sessions_.end() || has_ended(found->second.stored, now)
             ? std::nullopt
             : std::optional{found->second.stored};
}

accounts::permission_set account_registry::permissions_of(const std::string& role) const {
  const std::lock_guard lock{mutex_};
  return permissions_now(role);
}

bool account_registry::has_role(const std::string& role) const {
  const std::lock_guard lock{mutex_};
  return accounts::find_shipped_role(role) != nullptr || roles_.contains(role);
}

bool account_registry::is_familiar(std::int64_t user, const std::string& network) const {
  const std::lock_guard lock{mutex_};
  return networks_.contains({user, network});
}

std::string account_registry::forgery_token_of(std::int64_t session) const {
  const std::lock_guard lock{mutex_};
  const auto found = sessions_.find(session);
  return found == sessions_.end() ? std::string{}
                                  : forgery_token_for(found->second.stored.sha256_hex);
}

void account_registry::put(const storage::stored_user& user) {
  const std::lock_guard lock{mutex_};
  users_.insert_or_assign(user.login, user);
}

void account_registry::remove_user(std::int64_t number) {
  end_sessions_of(number, 0);
  const std::lock_guard lock{mutex_};
  std::erase_if(users_, [&](const auto& one) { return one.second.number == number; });
  std::erase_if(networks_, [&](const auto& one) { return one.first == number; });
}

void account_registry::put(const storage::stored_role& role) {
  const std::lock_guard lock{mutex_};
  roles_.insert_or_assign(role.name, role);
}

void account_registry::remove_role(const std::string& name) {
  const std::lock_guard lock{mutex_};
  roles_.erase(name);
}

void account_registry::put(const storage::stored_token& token) {
  const std::lock_guard lock{mutex_};
  token_names_.insert_or_assign(token.sha256_hex, token.name);
  tokens_.insert_or_assign(token.name, token);
}

void account_registry::remove_token(const std::string& name) {
  const std::lock_guard lock{mutex_};
  const auto found = tokens_.find(name);
  if (found == tokens_.end())
    return;
  token_names_.erase(found->second.sha256_hex);
  tokens_.erase(found);
}

void account_registry::begin(const storage::session_begun& begun) {
  const std::lock_guard lock{mutex_};
  for (const auto number : begun.ended)
    erase_session(number);
  const auto& one = begun.session;
  session_numbers_.insert_or_assign(one.sha256_hex, one.number);
  sessions_.insert_or_assign(one.number, live_session{one, one.seen_at});
  networks_.emplace(one.user, one.network);
}

void account_registry::erase_session(std::int64_t number) {
  const auto found = sessions_.find(number);
  if (found == sessions_.end())
    return;
  session_numbers_.erase(found->second.stored.sha256_hex);
  sessions_.erase(found);
}

void account_registry::end_session(std::int64_t number) {
  const std::lock_guard lock{mutex_};
  erase_session(number);
}

void account_registry::end_sessions_of(std::int64_t user, std::int64_t but) {
  const std::lock_guard lock{mutex_};
  std::vector<std::int64_t> ending;
  for (const auto& [number, one] : sessions_) {
    if (one.stored.user == user && number != but)
      ending.push_back(number);
  }
  for (const auto number : ending)
    erase_session(number);
}

} // namespace sojourn::service
