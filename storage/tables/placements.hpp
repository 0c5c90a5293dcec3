// What is shown to whom, and where.
#pragma once

#include "storage/placements.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class placement_table {
public:
  explicit placement_table(connection& db) : db_{db} {}

  void put(const std::string& subject, const stored_placement& what) {
    put_.run(subject, what.slot, what.instance, what.step, what.begins, what.ends);
  }
  void remove(const std::string& subject, const std::string& slot, instance_id instance,
              const std::string& step) {
    remove_.run(subject, slot, instance, step);
  }
  [[nodiscard]] bool holds(const std::string& subject, const stored_placement& what);
  /// Those of a subject that are shown at `now`, the newest instance first; of one slot, or of
  /// all where it is empty.
  [[nodiscard]] std::vector<stored_placement>
  shown(const std::string& subject, const std::string& slot, instant now, std::size_t limit);
  /// Counts them all: slow.
  [[nodiscard]] std::int64_t count();

private:
  connection& db_;
  statement put_{db_, "INSERT INTO placement (subject, slot, instance, step, begins, ends) "
                      "VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
                      "ON CONFLICT (subject, slot, instance, step) "
                      "DO UPDATE SET begins = ?5, ends = ?6"};
  statement remove_{db_, "DELETE FROM placement WHERE subject = ? AND slot = ? AND instance = ? "
                         "AND step = ?"};
  statement holds_{db_, "SELECT 1 FROM placement WHERE subject = ? AND slot = ? AND instance = ? "
                        "AND step = ? AND begins IS ? AND ends IS ?"};
  statement shown_{db_, "SELECT slot, instance, step, begins, ends FROM placement "
                        "WHERE subject = ?1 AND (?2 = '' OR slot = ?2) "
                        "AND (begins IS NULL OR begins <= ?3) AND (ends IS NULL OR ends > ?3) "
                        "ORDER BY instance DESC, step LIMIT ?4"};
  statement count_{db_, "SELECT count(*) FROM placement"};
};

} // namespace sojourn::storage
