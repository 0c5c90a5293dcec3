// Deliveries: durable inputs that still have to reach their instance or start one.
#pragma once

#include "storage/sqlite.hpp"
#include "storage/store.hpp"

namespace sojourn::storage {

class delivery_table {
public:
  explicit delivery_table(connection& db) : db_{db} {}

  /// Sets the number of `what` to that of the new row.
  void insert(delivery& what);
  /// False when it is consumed already.
  bool remove(std::int64_t number) { return remove_.run(number) == 1; }
  [[nodiscard]] std::vector<delivery> after(std::int64_t after, std::size_t limit);
  /// Counts them all: slow.
  [[nodiscard]] std::int64_t count();
  /// Starts that were asked for before their campaign was paused, and wait for its end.
  [[nodiscard]] std::int64_t held_starts();
  /// Whether there is any but held starts.
  [[nodiscard]] bool is_any_due();
  /// Deliveries to instances that are not there, at most `limit`.
  [[nodiscard]] std::vector<delivery> stray(std::size_t limit);

private:
  [[nodiscard]] static std::vector<delivery> read(statement::rows& from);

  connection& db_;
  statement insert_{db_, "INSERT INTO delivery (at, instance, campaign, subject, payload) "
                         "VALUES (?, ?, ?, ?, ?)"};
  statement remove_{db_, "DELETE FROM delivery WHERE number = ?"};
  statement after_{db_, "SELECT number, at, instance, campaign, subject, payload FROM delivery "
                        "WHERE number > ? ORDER BY number LIMIT ?"};
  statement count_{db_, "SELECT count(*) FROM delivery"};
  // Campaign state 2: paused.
  statement held_starts_{db_, "SELECT count(*) FROM campaign c JOIN delivery d "
                              "ON d.campaign = c.id AND d.instance = 0 WHERE c.state = 2"};
  statement due_{db_, "SELECT 1 FROM delivery d WHERE d.instance <> 0 OR NOT EXISTS "
                      "(SELECT 1 FROM campaign WHERE id = d.campaign AND state = 2) LIMIT 1"};
  statement stray_{db_, "SELECT number, at, instance, campaign, subject, payload FROM delivery "
                        "WHERE instance <> 0 AND NOT EXISTS "
                        "(SELECT 1 FROM instance WHERE id = delivery.instance) LIMIT ?"};
};

} // namespace sojourn::storage
