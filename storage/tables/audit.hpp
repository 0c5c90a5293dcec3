// The audit: who did what to what, and why. Only ever appended to.
#pragma once

#include "storage/sqlite.hpp"
#include "storage/store.hpp"

namespace sojourn::storage {

class audit_table {
public:
  explicit audit_table(connection& db) : db_{db} {}

  void insert(instant at, const std::string& who, const std::string& action,
              const std::string& target, const std::string& why) {
    insert_.run(at, who, action, target, why);
  }

private:
  connection& db_;
  statement insert_{db_, "INSERT INTO audit (at, who, action, target, why) "
                         "VALUES (?, ?, ?, ?, ?)"};
};

} // namespace sojourn::storage
