// Gates: how many have passed.
#pragma once

#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class gate_table {
public:
  explicit gate_table(connection& db) : db_{db} {}

  /// Counts one more since `since`, from 1 when the count was of an earlier time; a later
  /// time's count goes on.
  [[nodiscard]] std::int64_t pass(std::int64_t campaign, const std::string& counter,
                                  instant since) {
    auto rows = pass_.query(campaign, counter, since);
    (void)rows.next();
    return rows.integer(0);
  }

private:
  connection& db_;
  statement pass_{db_, "INSERT INTO gate (campaign, counter, since, passed) VALUES (?, ?, ?, 1) "
                       "ON CONFLICT (campaign, counter) DO UPDATE SET "
                       "passed = CASE WHEN excluded.since > since THEN 1 ELSE passed + 1 END, "
                       "since = max(since, excluded.since) RETURNING passed"};
};

} // namespace sojourn::storage
