// Erasures, and whom those that are under way are about.
#pragma once

#include "storage/erasures.hpp"
#include "storage/sqlite/sqlite.hpp"
#include "storage/tables/numbers.hpp"

namespace sojourn::storage {

class erasure_table {
public:
  erasure_table(connection& db, number_table& numbers) : db_{db}, numbers_{numbers} {}

  erasure_id insert(const stored_erasure& what);
  [[nodiscard]] std::optional<stored_erasure> find(erasure_id id);
  void update(const stored_erasure& changed);
  void remove(erasure_id id) { remove_.run(id.value); }
  /// From new to old, before `before`; with this digest, or all where it is empty.
  [[nodiscard]] std::vector<stored_erasure> list(const std::string& digest, erasure_id before,
                                                 std::size_t limit);
  [[nodiscard]] std::vector<stored_erasure> under_way();

  /// The key of the digests; made at its first use by the connection that writes.
  [[nodiscard]] std::optional<std::string> key();
  void make_key();
  /// Digests of those that began after an import or a run, or are under way.
  [[nodiscard]] std::vector<std::string> after_import(std::int64_t import);
  [[nodiscard]] std::vector<std::string> after_run(std::int64_t run);

  struct listed {
    std::string subject;
    int next = 0;
  };
  /// Does nothing when it is listed.
  void add(erasure_id id, const std::string& subject, int next) {
    add_.run(id.value, subject, next);
  }
  void set_next(erasure_id id, const std::string& subject, int next) {
    set_next_.run(next, id.value, subject);
  }
  [[nodiscard]] std::vector<listed> pending(erasure_id id, int below, std::size_t limit);
  /// Ids of the listed subjects of a type.
  [[nodiscard]] std::vector<std::string> listed_of(erasure_id id, std::string_view type);
  void clear(erasure_id id) { clear_.run(id.value); }
  /// The erasure that is at work on a subject.
  [[nodiscard]] std::optional<erasure_id> of(const std::string& subject);
  /// Whether any is at work, so that the hot path need not ask of whom.
  [[nodiscard]] bool any_at_work();
  /// Forgets what this connection remembers of whether any is at work.
  void forget() { any_at_work_.reset(); }

private:
  [[nodiscard]] static stored_erasure read(const statement::rows& from);
  [[nodiscard]] static std::vector<stored_erasure> read_all(statement::rows rows);

  connection& db_;
  number_table& numbers_;
  std::optional<bool> any_at_work_;
  statement insert_{db_,
                    "INSERT INTO erasure (id, state, type, subject, who, why, begun_at, import, "
                    "run, removed) VALUES (?, ?, ?, ?, ?, ?, ?, "
                    "(SELECT coalesce(max(id), 0) FROM import), "
                    "(SELECT coalesce(max(id), 0) FROM run), ?)"};
  statement find_{db_, "SELECT id, state, type, subject, who, why, begun_at, erased_at, removed "
                       "FROM erasure WHERE id = ?"};
  statement update_{db_, "UPDATE erasure SET state = ?, erased_at = ?, removed = ? WHERE id = ?"};
  statement remove_{db_, "DELETE FROM erasure WHERE id = ?"};
  statement list_{db_, "SELECT id, state, type, subject, who, why, begun_at, erased_at, removed "
                       "FROM erasure WHERE id < ? ORDER BY id DESC LIMIT ?"};
  statement list_of_{db_, "SELECT id, state, type, subject, who, why, begun_at, erased_at, removed "
                          "FROM erasure WHERE subject = ? AND id < ? ORDER BY id DESC LIMIT ?"};
  statement under_way_{db_, "SELECT id, state, type, subject, who, why, begun_at, erased_at, "
                            "removed FROM erasure WHERE state < 2 ORDER BY id"};
  statement key_{db_, "SELECT key FROM erasure_key"};
  statement make_key_{db_, "INSERT INTO erasure_key (number, key) VALUES (1, ?)"};
  statement after_import_{db_, "SELECT subject FROM erasure WHERE import >= ? OR state = 0"};
  statement after_run_{db_, "SELECT subject FROM erasure WHERE run >= ? OR state = 0"};
  statement add_{db_, "INSERT OR IGNORE INTO erasure_subject (erasure, subject, next) "
                      "VALUES (?, ?, ?)"};
  statement set_next_{db_, "UPDATE erasure_subject SET next = ? WHERE erasure = ? "
                           "AND subject = ?"};
  statement pending_{db_, "SELECT subject, next FROM erasure_subject WHERE erasure = ? "
                          "AND next < ? ORDER BY subject LIMIT ?"};
  statement listed_of_{db_, "SELECT substr(subject, length(?2) + 1) FROM erasure_subject "
                            "WHERE erasure = ?1 AND substr(subject, 1, length(?2)) = ?2"};
  statement clear_{db_, "DELETE FROM erasure_subject WHERE erasure = ?"};
  statement of_{db_, "SELECT erasure FROM erasure_subject WHERE subject = ? LIMIT 1"};
  statement any_{db_, "SELECT 1 FROM erasure_subject LIMIT 1"};
};

} // namespace sojourn::storage
