// Everything that the data file holds about one person, for the person to have: docs/privacy.md.
#pragma once

#include "base/json.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <optional>
#include <string>

namespace sojourn::storage {

struct table_set;

/// {"subject", "subjects": […], SECTION: [ROW, …]}: the rows about a customer, the visitors that
/// they were, and the records that belong to any of these. Instants as RFC 3339. nullopt: nothing
/// is known of them. Reads one state of the file only inside a snapshot. Throws sqlite_error,
/// corrupt_row.
[[nodiscard]] std::optional<json> rows_about(connection& db, table_set& tables,
                                             const std::string& customer);

} // namespace sojourn::storage
