// What a migration asks the start to compute, because SQL cannot.
#pragma once

#include "storage/sqlite/sqlite.hpp"

#include <string_view>

namespace sojourn::storage {

class rebuild_table {
public:
  explicit rebuild_table(connection& db) : db_{db} {}

  [[nodiscard]] bool is_asked(std::string_view what) { return find_.query(what).next(); }
  void remove(std::string_view what) { remove_.run(what); }

private:
  connection& db_;
  statement find_{db_, "SELECT 1 FROM rebuild WHERE what = ?"};
  statement remove_{db_, "DELETE FROM rebuild WHERE what = ?"};
};

} // namespace sojourn::storage
