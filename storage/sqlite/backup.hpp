// Copies of the data file, taken while writing goes on.
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "storage/backups.hpp"

#include <functional>
#include <string>

namespace sojourn::storage {

class connection;

/// Copies the state that `source` sees now to DIRECTORY/sojourn-UTC.db, or for the plan to
/// scheduled-UTC.db, and gives the path. The copy is one file without a log, durable, and every
/// page of it was checked. `source` must not be used by anybody else meanwhile. Errors:
/// storage_full, storage_failed, data_corrupt (the pages are damaged, here or there).
[[nodiscard]] result<std::string> write_backup(connection& source, const std::string& directory,
                                               instant now, backup_origin by,
                                               const std::function<void(int, int)>& progress);

/// The copy that is kept before a file of the schema version `from` is migrated:
/// DIRECTORY/before-migration-FROM.db.
[[nodiscard]] result<void> copy_before_migration(connection& source, const std::string& directory,
                                                 int from);

} // namespace sojourn::storage
