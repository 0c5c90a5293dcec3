// What SQLite finds wrong in the pages of a file.
#pragma once

#include "storage/sqlite/sqlite.hpp"

#include <string>
#include <vector>

namespace sojourn::storage {

struct page_mistake {
  std::string where; ///< the table, or the file where it is of none, such as the list of free pages
  std::string what;
};

/// Checks the whole file, and each table by itself where that finds anything. Throws sqlite_error.
[[nodiscard]] std::vector<page_mistake> page_mistakes(connection& db);

} // namespace sojourn::storage
