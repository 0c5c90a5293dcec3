// The audit: who did what to what, and why. Only ever appended to.
#pragma once

#include "storage/audit.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class audit_table {
public:
  explicit audit_table(connection& db) : db_{db} {}

  void insert(instant at, const std::string& who, const std::string& action,
              const std::string& target, const std::string& why) {
    insert_.run(at, who, action, target, why);
  }
  /// From new to old.
  [[nodiscard]] std::vector<audit_line> find(const audit_query& what);

private:
  connection& db_;
  // By the most telling of what is asked for, which an index finds; the others only sift.
  statement by_target_{db_,
                       "SELECT number, at, who, action, target, why FROM audit WHERE target = ?1 "
                       "AND (?2 = '' OR who = ?2) "
                       "AND (?3 = '' OR (action >= ?3 AND action < ?4)) AND at >= ?5 AND at < ?6 "
                       "AND number < ?7 ORDER BY number DESC LIMIT ?8"};
  statement by_who_{
      db_, "SELECT number, at, who, action, target, why FROM audit WHERE ?1 = '' AND who = ?2 "
           "AND (?3 = '' OR (action >= ?3 AND action < ?4)) AND at >= ?5 AND at < ?6 "
           "AND number < ?7 ORDER BY number DESC LIMIT ?8"};
  statement all_{db_,
                 "SELECT number, at, who, action, target, why FROM audit WHERE ?1 = '' AND ?2 = '' "
                 "AND (?3 = '' OR (action >= ?3 AND action < ?4)) AND at >= ?5 AND at < ?6 "
                 "AND number < ?7 ORDER BY number DESC LIMIT ?8"};
  statement insert_{db_, "INSERT INTO audit (at, who, action, target, why) "
                         "VALUES (?, ?, ?, ?, ?)"};
};

} // namespace sojourn::storage
