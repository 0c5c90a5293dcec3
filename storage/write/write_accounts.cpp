// Writing users, roles, tokens and sessions.
#include "storage/accounts.hpp"
#include "storage/sqlite/transaction.hpp"

namespace sojourn::storage {

namespace {

tl::unexpected<error> too_many(std::int64_t most, const char* of_what) {
  return fail(error_code::wrong_state, "there are " + std::to_string(most) + " " + of_what +
                                           " already, which is the most; remove one that is not "
                                           "needed");
}

} // namespace

std::optional<stored_user> find_user(transaction& tx, const std::string& login) {
  return tx.tables.users.find(login);
}

std::optional<stored_user> find_user(transaction& tx, std::int64_t number) {
  return tx.tables.users.find(number);
}

bool has_other_user_with_role(transaction& tx, const std::string& role, std::int64_t beside) {
  return tx.tables.users.has_other_with_role(role, beside);
}

bool has_users(transaction& tx) { return tx.tables.users.count() > 0; }

result<stored_user> add_user(transaction& tx, stored_user user) {
  if (tx.tables.users.find(user.login))
    return fail(error_code::already_exists, "there is a user \"" + user.login + "\" already");
  if (tx.tables.access_tokens.find(user.login))
    return fail(error_code::already_exists,
                "there is a token \"" + user.login + "\", and the audit must tell them apart");
  if (tx.tables.users.count() >= most_users)
    return too_many(most_users, "users");
  user.number = tx.tables.users.insert(user);
  return user;
}

void update_user(transaction& tx, const stored_user& user) { tx.tables.users.update(user); }

void remove_user(transaction& tx, std::int64_t number) {
  tx.tables.sessions.remove_of(number, 0);
  tx.tables.sessions.remove_networks_of(number);
  tx.tables.users.remove(number);
}

std::optional<stored_role> find_role(transaction& tx, const std::string& name) {
  return tx.tables.roles.find(name);
}

result<void> put_role(transaction& tx, const stored_role& role) {
  if (!tx.tables.roles.find(role.name) && tx.tables.roles.count() >= most_roles)
    return too_many(most_roles, "roles");
  tx.tables.roles.put(role);
  return {};
}

void remove_role(transaction& tx, const std::string& name) { tx.tables.roles.remove(name); }

std::vector<std::string> holders_of_role(transaction& tx, const std::string& name,
                                         std::size_t limit) {
  return tx.tables.roles.holders(name, limit);
}

bool has_token(transaction& tx, const std::string& name) {
  return tx.tables.access_tokens.find(name).has_value();
}

result<stored_token> add_token(transaction& tx, stored_token token) {
  if (tx.tables.access_tokens.find(token.name))
    return fail(error_code::already_exists, "there is a token \"" + token.name + "\" already");
  if (tx.tables.users.find(token.name))
    return fail(error_code::already_exists,
                "there is a user \"" + token.name + "\", and the audit must tell them apart");
  if (tx.tables.access_tokens.count() >= most_tokens)
    return too_many(most_tokens, "tokens");
  token.number = tx.tables.access_tokens.insert(token);
  return token;
}

std::optional<stored_token> remove_token(transaction& tx, const std::string& name) {
  auto found = tx.tables.access_tokens.find(name);
  if (found)
    tx.tables.access_tokens.remove(name);
  return found;
}

session_begun begin_session(transaction& tx, stored_session session) {
  session_begun begun;
  auto known = tx.tables.sessions.of(session.user);
  for (std::size_t i = most_sessions_of_user - 1; i < known.size(); ++i) {
    tx.tables.sessions.remove(known[i].number);
    begun.ended.push_back(known[i].number);
  }
  tx.tables.sessions.add_network(session.user, session.network, session.created_at);
  session.number = tx.tables.sessions.insert(session);
  begun.session = std::move(session);
  return begun;
}

void touch_session(transaction& tx, std::int64_t number, instant seen_at) {
  tx.tables.sessions.touch(number, seen_at);
}

void end_session(transaction& tx, std::int64_t number) { tx.tables.sessions.remove(number); }

void end_sessions_of(transaction& tx, std::int64_t user, std::int64_t but) {
  tx.tables.sessions.remove_of(user, but);
}

void end_stale_sessions(transaction& tx, instant begun, instant seen) {
  tx.tables.sessions.remove_stale(begun, seen);
}

} // namespace sojourn::storage
