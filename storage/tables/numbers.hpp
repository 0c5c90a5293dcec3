// Numbers that are never given twice, although the rows that had them are removed.
#pragma once

#include "storage/sqlite/sqlite.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace sojourn::storage {

/// The tables whose rows have such numbers; and the highest version that a deleted record had come
/// to, above which new records begin.
enum class numbered : std::uint8_t {
  inbox,
  event,
  mail,
  hook,
  hook_secret,
  erasure,
  record_version,
  form_answer,
  consent_request,
  desk_task,
  desk_mark
};
inline constexpr std::size_t numbered_tables = 11;
using sojourn::to_text; // instants are of std, where no lookup by argument finds it
[[nodiscard]] std::string_view to_text(numbered what);

/// The last number of each table is a row of its own. A row that is inserted and removed within one
/// commit would leave no other trace of its number, which a copy of the data could then give again.
/// The writer's connection keeps the numbers in memory and writes those that changed once a commit.
class number_table {
public:
  explicit number_table(connection& db) : db_{db} {}

  // For the writer alone.
  [[nodiscard]] std::int64_t next(numbered what) { return ++given()[index(what)]; }
  [[nodiscard]] std::int64_t last(numbered what) { return given()[index(what)]; }
  /// The last number is at least this one from now on.
  void raise(numbered what, std::int64_t to) {
    auto& last = given()[index(what)];
    last = std::max(last, to);
  }
  void begin_unit() { unit_began_ = given_; }
  void undo_unit() { given_ = unit_began_; }
  /// Writes the numbers that changed since the last commit.
  void write();
  void set_committed() { written_ = given_; }
  void undo_all() { given_ = written_; }

  /// The last number as this connection sees the file.
  [[nodiscard]] std::int64_t last_written(numbered what);

private:
  using numbers = std::array<std::int64_t, numbered_tables>;

  static std::size_t index(numbered what) { return static_cast<std::size_t>(what); }
  numbers& given();

  connection& db_;
  bool is_read_ = false;
  numbers given_{};
  numbers unit_began_{};
  numbers written_{};
  statement find_{db_, "SELECT last FROM number WHERE name = ?"};
  statement put_{db_, "INSERT INTO number (name, last) VALUES (?1, ?2) "
                      "ON CONFLICT DO UPDATE SET last = ?2"};
};

} // namespace sojourn::storage
