#include "storage/sqlite/sqlite.hpp"

#include "storage/sqlite/clean_pages.hpp"
#include "storage/sqlite/private_files.hpp"

#include <mutex>
#include <sqlite3.h>
#include <utility>

namespace sojourn::storage {

namespace {

/// Statistics about memory that nobody reads would cost a lock for each allocation.
void configure_once() {
  static std::once_flag done;
  std::call_once(done, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

int flags_of(access how) {
  // No connection is ever used by two threads at once, so SQLite need not lock it.
  constexpr int common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  switch (how) {
  case access::create:
    return common | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  case access::read_write:
    return common | SQLITE_OPEN_READWRITE;
  case access::read_only:
    break;
  }
  return common | SQLITE_OPEN_READONLY;
}

} // namespace

bool sqlite_error::is_fatal() const {
  switch (code_ & 0xff) {
  case SQLITE_FULL:
  case SQLITE_IOERR:
  case SQLITE_NOTADB:
  case SQLITE_READONLY:
  case SQLITE_CANTOPEN:
  case SQLITE_NOMEM:
  case SQLITE_PROTOCOL:
    return true;
  default:
    return false;
  }
}

bool sqlite_error::is_damage() const { return (code_ & 0xff) == SQLITE_CORRUPT; }

error to_error(const sqlite_error& failure) {
  switch (failure.code() & 0xff) {
  case SQLITE_FULL:
    return {error_code::storage_full,
            std::string{"the data does not fit any more: "} + failure.what()};
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return {error_code::data_corrupt, std::string{"the data file is damaged: "} + failure.what()};
  default:
    return {error_code::storage_failed,
            std::string{"the data file cannot be used: "} + failure.what()};
  }
}

connection::connection(const std::string& path, access how) {
  configure_once();
  if (how == access::create)
    create_private_file(path);
  const auto& files = clean_file_system();
  const int code = sqlite3_open_v2(path.c_str(), &handle_, flags_of(how),
                                   files.empty() ? nullptr : files.c_str());
  if (code == SQLITE_OK)
    return;
  const std::string why = handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
  sqlite3_close(std::exchange(handle_, nullptr));
  throw sqlite_error{code, path + ": " + why};
}

connection::~connection() { sqlite3_close(handle_); }

const vault& connection::secrets() const {
  if (!secrets_)
    throw std::logic_error{"the secrets of this file were not unlocked"};
  return *secrets_;
}

void connection::check(int code) const {
  if (code != SQLITE_OK)
    throw sqlite_error{code, sqlite3_errmsg(handle_)};
}

void connection::execute(const std::string& sql) {
  check(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr));
}

std::int64_t connection::integer(const std::string& sql) {
  statement query{*this, sql.c_str()};
  auto rows = query.query();
  return rows.next() ? rows.integer(0) : 0;
}

std::string connection::text(const std::string& sql) {
  statement query{*this, sql.c_str()};
  auto rows = query.query();
  return rows.next() ? rows.text(0) : std::string{};
}

std::int64_t connection::last_rowid() const { return sqlite3_last_insert_rowid(handle_); }

bool connection::is_read_only() const { return sqlite3_db_readonly(handle_, "main") == 1; }

statement::~statement() { sqlite3_finalize(handle_); }

void statement::prepare_now() {
  db_.check(
      sqlite3_prepare_v3(db_.handle(), sql_, -1, SQLITE_PREPARE_PERSISTENT, &handle_, nullptr));
}

int statement::finish() {
  int code = sqlite3_step(handle_);
  while (code == SQLITE_ROW)
    code = sqlite3_step(handle_);
  if (code != SQLITE_DONE) {
    const sqlite_error failure{code, sqlite3_errmsg(db_.handle())};
    reset();
    throw failure;
  }
  const int changes = sqlite3_changes(db_.handle());
  reset();
  return changes;
}

bool statement::step() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW)
    return true;
  if (code == SQLITE_DONE)
    return false;
  throw sqlite_error{code, sqlite3_errmsg(db_.handle())};
}

void statement::reset() noexcept { sqlite3_reset(handle_); }

void statement::bind_integer(int index, std::int64_t value) {
  db_.check(sqlite3_bind_int64(handle_, index, value));
}

void statement::bind_real(int index, double value) {
  db_.check(sqlite3_bind_double(handle_, index, value));
}

void statement::bind_text(int index, std::string_view value, lifetime how) {
  // A null pointer would bind NULL where an empty text is meant.
  const char* data = value.data() ? value.data() : "";
  db_.check(sqlite3_bind_text64(handle_, index, data, value.size(),
                                how == lifetime::copy ? SQLITE_TRANSIENT : SQLITE_STATIC,
                                SQLITE_UTF8));
}

void statement::bind_blob(int index, std::string_view value, lifetime how) {
  const char* data = value.data() ? value.data() : "";
  db_.check(sqlite3_bind_blob64(handle_, index, data, value.size(),
                                how == lifetime::copy ? SQLITE_TRANSIENT : SQLITE_STATIC));
}

void statement::bind_null(int index) { db_.check(sqlite3_bind_null(handle_, index)); }

bool statement::rows::is_null(int column) const {
  return sqlite3_column_type(from_.handle_, column) == SQLITE_NULL;
}

std::int64_t statement::rows::integer(int column) const {
  return sqlite3_column_int64(from_.handle_, column);
}

std::string_view statement::rows::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(from_.handle_, column));
  return data ? std::string_view{data, static_cast<std::size_t>(
                                           sqlite3_column_bytes(from_.handle_, column))}
              : std::string_view{};
}

std::string_view statement::rows::view(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(from_.handle_, column));
  return text ? std::string_view{text, static_cast<std::size_t>(
                                           sqlite3_column_bytes(from_.handle_, column))}
              : std::string_view{};
}

} // namespace sojourn::storage
