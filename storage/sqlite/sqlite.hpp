// SQLite behind small owning types. Failures are exceptions inside this folder; the
// writer, the readers and the free functions of store.hpp turn them into errors.
#pragma once

#include "base/ids.hpp"
#include "base/instant.hpp"

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

struct sqlite3;
struct sqlite3_stmt;

namespace sojourn::storage {

class vault; // storage/vault.hpp

class sqlite_error : public std::runtime_error {
public:
  /// `code` is SQLite's extended result code.
  sqlite_error(int code, const std::string& message) : std::runtime_error{message}, code_{code} {}
  [[nodiscard]] int code() const { return code_; }
  /// Whether the file or the disk is at fault, so that nothing more may be written. A page that is
  /// damaged is none of that: whoever needs it fails, and the others go on.
  [[nodiscard]] bool is_fatal() const;
  [[nodiscard]] bool is_damage() const;

private:
  int code_;
};

/// storage_full, data_corrupt or storage_failed by what SQLite says.
[[nodiscard]] error to_error(const sqlite_error& failure);

enum class access { create, read_write, read_only };

/// An open database file. One thread at a time. Must outlive its statements.
class connection {
public:
  /// Throws sqlite_error when the file cannot be opened as asked.
  connection(const std::string& path, access how);
  ~connection();
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// Runs SQL that gives no rows. Throws sqlite_error.
  void execute(const std::string& sql);
  /// The first column of the first row. Throws sqlite_error.
  [[nodiscard]] std::int64_t integer(const std::string& sql);
  [[nodiscard]] std::string text(const std::string& sql);

  [[nodiscard]] std::int64_t last_rowid() const;
  /// Whether the file was opened for reading only, for want of rights.
  [[nodiscard]] bool is_read_only() const;
  [[nodiscard]] sqlite3* handle() const { return handle_; }
  /// Throws sqlite_error for any code but SQLITE_OK.
  void check(int code) const;

  /// What seals and opens the secrets of this file from now on.
  void unlock_with(std::shared_ptr<const vault> secrets) { secrets_ = std::move(secrets); }
  /// Throws logic_error where nothing was unlocked.
  [[nodiscard]] const vault& secrets() const;
  [[nodiscard]] std::shared_ptr<const vault> shared_secrets() const { return secrets_; }

private:
  sqlite3* handle_ = nullptr;
  std::shared_ptr<const vault> secrets_;
};

/// Bytes that are no text.
struct blob {
  std::string_view bytes;
};

/// What can be bound to a parameter.
template <class T>
concept integral_like = std::integral<T> || std::is_enum_v<T>;

/// A statement, prepared at its first use and kept. `sql` must be a literal.
class statement {
public:
  statement(connection& db, const char* sql) : db_{db}, sql_{sql} {}
  ~statement();
  statement(const statement&) = delete;
  statement& operator=(const statement&) = delete;

  /// Binds in order and runs to the end; gives the number of changed rows.
  template <class... Arguments>
  int run(const Arguments&... arguments) {
    prepare();
    int index = 0;
    (bind(++index, arguments, lifetime::outlives_run), ...);
    return finish();
  }

  class rows;
  /// Binds in order and begins to read. One reading at a time.
  template <class... Arguments>
  [[nodiscard]] rows query(const Arguments&... arguments);

private:
  enum class lifetime { outlives_run, copy };

  void prepare() {
    if (!handle_)
      prepare_now();
  }
  void prepare_now();
  int finish();
  bool step();
  void reset() noexcept;

  void bind_integer(int index, std::int64_t value);
  void bind_real(int index, double value);
  void bind_text(int index, std::string_view value, lifetime how);
  void bind_blob(int index, std::string_view value, lifetime how);
  void bind_null(int index);

  template <integral_like T>
  void bind(int index, T value, lifetime) {
    bind_integer(index, static_cast<std::int64_t>(value));
  }
  void bind(int index, double value, lifetime) { bind_real(index, value); }
  void bind(int index, std::string_view value, lifetime how) { bind_text(index, value, how); }
  void bind(int index, blob value, lifetime how) { bind_blob(index, value.bytes, how); }
  void bind(int index, instant value, lifetime) { bind_integer(index, to_unix_ms(value)); }
  void bind(int index, instance_id value, lifetime) {
    bind_integer(index, static_cast<std::int64_t>(value.value));
  }
  template <class T>
  void bind(int index, const std::optional<T>& value, lifetime how) {
    if (value)
      bind(index, *value, how);
    else
      bind_null(index);
  }

  connection& db_;
  const char* sql_;
  sqlite3_stmt* handle_ = nullptr;
};

/// The rows of a running query. Ends the query when it is destroyed. Texts and bytes are valid
/// until the next row.
class statement::rows {
public:
  ~rows() { from_.reset(); }
  rows(const rows&) = delete;
  rows& operator=(const rows&) = delete;

  /// Whether there is a next row, which the accessors then read.
  [[nodiscard]] bool next() { return from_.step(); }
  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string_view view(int column) const;
  [[nodiscard]] std::string text(int column) const { return std::string{view(column)}; }
  /// What a blob holds.
  [[nodiscard]] std::string_view bytes(int column) const;
  [[nodiscard]] instant at(int column) const { return from_unix_ms(integer(column)); }
  [[nodiscard]] instance_id instance(int column) const {
    return {static_cast<std::uint64_t>(integer(column))};
  }
  [[nodiscard]] std::optional<instant> optional_instant(int column) const {
    return is_null(column) ? std::nullopt : std::optional{at(column)};
  }
  [[nodiscard]] std::optional<std::string> optional_text(int column) const {
    return is_null(column) ? std::nullopt : std::optional{text(column)};
  }

private:
  friend class statement;
  explicit rows(statement& from) : from_{from} {}
  statement& from_;
};

template <class... Arguments>
statement::rows statement::query(const Arguments&... arguments) {
  prepare();
  int index = 0;
  (bind(++index, arguments, lifetime::copy), ...);
  return rows{*this};
}

/// What is greater than every text that begins with `prefix`, and than none that is greater.
[[nodiscard]] inline std::string end_of_prefix(const std::string& prefix) {
  return prefix + "\xF4\x8F\xBF\xBF"; // the last code point
}

/// A row that breaks an invariant of the schema. Thrown while reading, becomes data_corrupt.
class corrupt_row : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

} // namespace sojourn::storage
