// Which life of the data the file belongs to.
#pragma once

#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class epoch_table {
public:
  struct row {
    std::string value;
    std::string previous;
  };
  explicit epoch_table(connection& db) : db_{db} {}

  [[nodiscard]] row get() {
    auto rows = get_.query();
    if (!rows.next())
      throw corrupt_row{"the file does not say which life of the data it belongs to"};
    return {.value = rows.text(0), .previous = rows.text(1)};
  }
  void put(const row& what) { put_.run(what.value, what.previous); }
  void set_restored_at(instant at) { restored_.run(at); }

private:
  connection& db_;
  statement get_{db_, "SELECT value, previous FROM epoch WHERE number = 1"};
  statement put_{db_, "UPDATE epoch SET value = ?, previous = ? WHERE number = 1"};
  statement restored_{db_, "UPDATE epoch SET restored_at = ? WHERE number = 1"};
};

} // namespace sojourn::storage
