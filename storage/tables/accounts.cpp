#include "storage/tables/accounts.hpp"

#include "storage/sqlite/vault.hpp"
#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

namespace {

/// Under which a user's secret for one-time codes is sealed: no other user's seal opens there.
std::string seal_name(const std::string& login) { return "one-time secret of " + login; }

std::vector<std::string> texts_column(const statement::rows& from, int column, const char* what) {
  const auto value = json_column(from, column, what);
  std::vector<std::string> texts;
  for (const auto& one : value) {
    if (!one.is_string())
      throw corrupt_row{std::string{what} + " in the data file are no texts"};
    texts.push_back(one.get<std::string>());
  }
  return texts;
}

} // namespace

stored_user user_table::read(const statement::rows& from) const {
  stored_user user{.number = from.integer(0),
                   .login = from.text(1),
                   .name = from.text(2),
                   .language = from.text(3),
                   .role = from.text(4),
                   .password_hash = from.text(5),
                   .must_change_password = from.integer(6) != 0,
                   .is_disabled = from.integer(7) != 0,
                   .one_time_secret = {},
                   .one_time_confirmed = from.integer(9) != 0,
                   .one_time_step = from.integer(10),
                   .version = from.integer(11),
                   .created_at = from.at(12),
                   .updated_at = from.at(13)};
  if (!from.view(8).empty())
    user.one_time_secret = db_.secrets().open(seal_name(user.login), from.view(8));
  return user;
}

std::string user_table::sealed_secret(const stored_user& user) const {
  return user.one_time_secret.empty()
             ? std::string{}
             : db_.secrets().seal(seal_name(user.login), user.one_time_secret);
}

std::optional<stored_user> user_table::find(const std::string& login) {
  auto rows = find_.query(login);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::optional<stored_user> user_table::find(std::int64_t number) {
  auto rows = find_number_.query(number);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::vector<stored_user> user_table::all() {
  std::vector<stored_user> found;
  auto rows = all_.query();
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::int64_t user_table::count() {
  auto rows = count_.query();
  return rows.next() ? rows.integer(0) : 0;
}

bool user_table::has_other_with_role(const std::string& role, std::int64_t beside) {
  auto rows = other_.query(role, beside);
  return rows.next();
}

std::int64_t user_table::insert(const stored_user& user) {
  insert_.run(user.login, user.name, user.language, user.role, user.password_hash,
              user.must_change_password, user.is_disabled, sealed_secret(user),
              user.one_time_confirmed, user.one_time_step, user.version, user.created_at,
              user.updated_at);
  return db_.last_rowid();
}

void user_table::update(const stored_user& user) {
  update_.run(user.name, user.language, user.role, user.password_hash, user.must_change_password,
              user.is_disabled, sealed_secret(user), user.one_time_confirmed, user.one_time_step,
              user.version, user.updated_at, user.number);
}

stored_role role_table::read(const statement::rows& from) {
  return {.name = from.text(0),
          .document = json_column(from, 1, "a role"),
          .version = from.integer(2),
          .updated_at = from.at(3),
          .updated_by = from.text(4)};
}

std::optional<stored_role> role_table::find(const std::string& name) {
  auto rows = find_.query(name);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::vector<stored_role> role_table::all() {
  std::vector<stored_role> found;
  auto rows = all_.query();
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::int64_t role_table::count() {
  auto rows = count_.query();
  return rows.next() ? rows.integer(0) : 0;
}

std::vector<std::string> role_table::holders(const std::string& name, std::size_t limit) {
  std::vector<std::string> found;
  auto rows = holders_.query(name, limit);
  while (rows.next())
    found.push_back(rows.text(0));
  return found;
}

stored_token access_token_table::read(const statement::rows& from) {
  return {.number = from.integer(0),
          .name = from.text(1),
          .sha256_hex = from.text(2),
          .role = from.text(3),
          .expires_at = from.optional_instant(4),
          .addresses = texts_column(from, 5, "the addresses of a token"),
          .hooks = texts_column(from, 6, "the hooks of a token"),
          .created_at = from.at(7),
          .created_by = from.text(8)};
}

std::optional<stored_token> access_token_table::find(const std::string& name) {
  auto rows = find_.query(name);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::vector<stored_token> access_token_table::all() {
  std::vector<stored_token> found;
  auto rows = all_.query();
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::int64_t access_token_table::count() {
  auto rows = count_.query();
  return rows.next() ? rows.integer(0) : 0;
}

std::int64_t access_token_table::insert(const stored_token& token) {
  insert_.run(token.name, token.sha256_hex, token.role, token.expires_at,
              dump(json(token.addresses)), dump(json(token.hooks)), token.created_at,
              token.created_by);
  return db_.last_rowid();
}

stored_session session_table::read(const statement::rows& from) {
  return {.number = from.integer(0),
          .user = from.integer(1),
          .sha256_hex = from.text(2),
          .created_at = from.at(3),
          .seen_at = from.at(4),
          .network = from.text(5),
          .agent = from.text(6)};
}

std::vector<stored_session> session_table::all() {
  std::vector<stored_session> found;
  auto rows = all_.query();
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::vector<stored_session> session_table::of(std::int64_t user) {
  std::vector<stored_session> found;
  auto rows = of_.query(user);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::int64_t session_table::insert(const stored_session& session) {
  insert_.run(session.user, session.sha256_hex, session.created_at, session.seen_at,
              session.network, session.agent);
  return db_.last_rowid();
}

std::vector<user_network> session_table::networks() {
  std::vector<user_network> found;
  auto rows = networks_.query();
  while (rows.next())
    found.push_back({.user = rows.integer(0), .network = rows.text(1)});
  return found;
}

void session_table::add_network(std::int64_t user, const std::string& network, instant at) {
  put_network_.run(user, network, at);
  trim_networks_.run(user, most_networks_of_user);
}

} // namespace sojourn::storage
