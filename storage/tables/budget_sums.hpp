// Sums of the budget's ledger, by day, of instances that are forgotten.
#pragma once

#include "storage/sqlite/sqlite.hpp"

#include <cstdint>
#include <string>

namespace sojourn::storage {

class budget_sum_table {
public:
  explicit budget_sum_table(connection& db) : db_{db} {}

  /// Adds the entries of an instance to the sums of their days in `zone`, and removes them; how
  /// many there were. Throws corrupt_row for a zone that is not known.
  [[nodiscard]] std::int64_t sum_up(instance_id instance, const std::string& zone);

private:
  connection& db_;
  statement entries_{db_, "SELECT at, kind, campaign, action, day, tokens, account, credits "
                          "FROM budget_entry INDEXED BY budget_entry_by_instance "
                          "WHERE instance = ? AND campaign IS NOT NULL"};
  statement add_{db_, "INSERT INTO budget_sum (campaign, date, kind, action, day, account, at, "
                      "count, tokens, credits) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, ?8, ?9) "
                      "ON CONFLICT DO UPDATE SET at = min(at, ?7), count = count + 1, "
                      "tokens = tokens + ?8, credits = credits + ?9"};
  statement remove_{db_, "DELETE FROM budget_entry WHERE instance = ? AND campaign IS NOT NULL"};
};

} // namespace sojourn::storage
