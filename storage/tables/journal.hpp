// The journal: it only ever grows at its end.
#pragma once

#include "storage/journal.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class journal_table {
public:
  explicit journal_table(connection& db) : db_{db} {}

  void append(journal_position seq, instance_id instance, journal_position previous, instant at,
              std::uint8_t type, std::string_view payload);
  [[nodiscard]] journal_position last();

  struct row {
    instance_id instance;
    journal_entry entry;
  };
  [[nodiscard]] std::optional<row> find(journal_position seq);
  /// Counts them all: slow.
  [[nodiscard]] std::int64_t count();
  /// Entries whose instance is not there, at most `limit`.
  [[nodiscard]] std::vector<row> without_instance(std::size_t limit);

private:
  [[nodiscard]] static row read(const statement::rows& from);

  connection& db_;
  statement append_{db_, "INSERT INTO journal (seq, instance, prev, at, type, format, payload) "
                         "VALUES (?, ?, ?, ?, ?, ?, ?)"};
  statement last_{db_, "SELECT coalesce(max(seq), 0) FROM journal"};
  statement find_{db_, "SELECT seq, instance, prev, at, type, format, payload FROM journal "
                       "WHERE seq = ?"};
  statement count_{db_, "SELECT count(*) FROM journal"};
  statement without_instance_{
      db_, "SELECT seq, instance, prev, at, type, format, payload FROM journal "
           "WHERE NOT EXISTS (SELECT 1 FROM instance WHERE id = journal.instance) LIMIT ?"};
};

} // namespace sojourn::storage
