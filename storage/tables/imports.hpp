// Imports: how far each file is applied, and what of it was left out.
#pragma once

#include "storage/imports.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class import_table {
public:
  explicit import_table(connection& db) : db_{db} {}

  /// Gives the id of the new import, which waits.
  import_id insert(const import_plan& plan, const std::string& who, instant now);
  [[nodiscard]] std::optional<stored_import> find(import_id id);
  /// Writes all that changes while an import goes on.
  void update(const stored_import& changed);
  /// From new to old, before `before`.
  [[nodiscard]] std::vector<stored_import> list(import_id before, std::size_t limit);
  /// Those that wait or run, the oldest first.
  [[nodiscard]] std::vector<stored_import> under_way();

  void add_error(import_id id, const import_error& why) {
    add_error_.run(id.value, why.line, why.record, why.message);
  }
  [[nodiscard]] std::vector<import_error> errors(import_id id);

private:
  [[nodiscard]] static stored_import read(const statement::rows& from);

  connection& db_;
  statement insert_{db_, "INSERT INTO import (type, format, mode, fires, key, file, bytes, state, "
                         "place, line, created, changed, unchanged, failed, worked_ms, started_at, "
                         "started_by, reason) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 1, 0, 0, 0, 0, 0, "
                         "?, ?, '')"};
  statement find_{db_, "SELECT id, type, format, mode, fires, key, file, bytes, state, place, "
                       "line, created, changed, unchanged, failed, worked_ms, started_at, "
                       "started_by, ended_at, reason FROM import WHERE id = ?"};
  statement list_{db_, "SELECT id, type, format, mode, fires, key, file, bytes, state, place, "
                       "line, created, changed, unchanged, failed, worked_ms, started_at, "
                       "started_by, ended_at, reason FROM import WHERE id < ? "
                       "ORDER BY id DESC LIMIT ?"};
  statement under_way_{db_, "SELECT id, type, format, mode, fires, key, file, bytes, state, place, "
                            "line, created, changed, unchanged, failed, worked_ms, started_at, "
                            "started_by, ended_at, reason FROM import WHERE state < 2 ORDER BY id"};
  statement update_{db_, "UPDATE import SET state = ?, place = ?, line = ?, created = ?, "
                         "changed = ?, unchanged = ?, failed = ?, worked_ms = ?, ended_at = ?, "
                         "reason = ? WHERE id = ?"};
  statement add_error_{db_, "INSERT INTO import_error (import, line, record, message) "
                            "VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"};
  statement errors_{db_, "SELECT line, record, message FROM import_error WHERE import = ? "
                         "ORDER BY line"};
};

} // namespace sojourn::storage
