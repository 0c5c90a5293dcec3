// The tables that an export carries, and how their rows become lines of JSON and rows again.
#pragma once

#include "base/json.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::storage {

/// Which tables, in the order of an export: what others name comes first.
[[nodiscard]] std::vector<std::string_view> portable_tables();

/// Gives each row of a portable table as an object of its columns, in the order of its key. What
/// belongs to instances is left out: see docs/administration.md. Throws sqlite_error.
void for_each_row(connection& db, std::string_view table,
                  const std::function<void(std::string_view row)>& take);

/// Takes the rows of an export, inside the transaction of the caller.
class row_importer {
public:
  explicit row_importer(connection& db);
  ~row_importer();

  /// Whether the file holds nothing that an import would mix with. Throws sqlite_error.
  [[nodiscard]] bool is_empty();
  /// Removes what the start made by itself.
  void clear();
  /// One row. Errors: a sentence on what is wrong with it; empty: nothing. Throws sqlite_error.
  [[nodiscard]] std::string take(const std::string& table, const json& row);
  /// What follows from the rows: pauses of the campaigns, counts, what the next start computes.
  void finish(std::int64_t now_ms, const std::string& who);

private:
  struct table;
  connection& db_;
  std::vector<std::unique_ptr<table>> tables_;
};

} // namespace sojourn::storage
