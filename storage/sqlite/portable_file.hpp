// Exports as files: lines of JSON between a header and an end.
#pragma once

#include "storage/portable.hpp"

namespace sojourn::storage {

class connection;

/// Writes DIRECTORY/export-UTC.ndjson of the state that `source` sees now, in small steps, and
/// gives its path. `source` must not be used by anybody else meanwhile. Errors: storage_failed,
/// storage_full.
[[nodiscard]] result<carried> write_export(connection& source, const std::string& directory,
                                           instant now);

} // namespace sojourn::storage
