// Timers: one row for each instance that has a due instant, in due order.
#pragma once

#include "storage/sqlite/sqlite.hpp"
#include "storage/timers.hpp"

namespace sojourn::storage {

class timer_table {
public:
  explicit timer_table(connection& db) : db_{db} {}

  void insert(instant due, instance_id instance) { insert_.run(due, instance); }
  void remove(instant due, instance_id instance) { remove_.run(due, instance); }
  [[nodiscard]] bool holds(instant due, instance_id instance);
  [[nodiscard]] std::optional<instant> first();
  /// In due order, after the position `after`, at or before `until`.
  [[nodiscard]] std::vector<due_timer> due(const due_timer& after, instant until,
                                           std::size_t limit);
  /// Timers that no instance has, at most `limit`. Reads them all.
  [[nodiscard]] std::vector<due_timer> stray(std::size_t limit);
  /// Counts them all: slow.
  [[nodiscard]] std::int64_t count();

private:
  [[nodiscard]] static std::vector<due_timer> read(statement::rows& from);

  connection& db_;
  statement insert_{db_, "INSERT INTO timer (due, instance) VALUES (?, ?)"};
  statement remove_{db_, "DELETE FROM timer WHERE due = ? AND instance = ?"};
  statement holds_{db_, "SELECT 1 FROM timer WHERE due = ? AND instance = ?"};
  statement first_{db_, "SELECT due FROM timer ORDER BY due LIMIT 1"};
  statement due_{db_, "SELECT due, instance FROM timer WHERE (due, instance) > (?1, ?2) "
                      "AND due <= ?3 ORDER BY due, instance LIMIT ?4"};
  statement stray_{db_, "SELECT t.due, t.instance FROM timer t LEFT JOIN instance i "
                        "ON i.id = t.instance WHERE i.due IS NOT t.due LIMIT ?"};
  statement count_{db_, "SELECT count(*) FROM timer"};
};

} // namespace sojourn::storage
