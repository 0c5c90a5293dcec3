// The instant of the virtual clock.
#pragma once

#include "base/instant.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <optional>

namespace sojourn::storage {

class clock_table {
public:
  explicit clock_table(connection& db) : db_{db} {}

  void put(instant now) { put_.run(now); }
  [[nodiscard]] std::optional<instant> find();

private:
  connection& db_;
  statement put_{db_, "INSERT OR REPLACE INTO clock (number, now) VALUES (1, ?)"};
  statement find_{db_, "SELECT now FROM clock WHERE number = 1"};
};

} // namespace sojourn::storage
