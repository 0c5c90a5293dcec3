// The key that seals the secrets of a data directory: found, made, and held against the file.
#pragma once

#include "storage/options.hpp"
#include "storage/sqlite/sqlite.hpp"
#include "storage/sqlite/vault.hpp"

namespace sojourn::storage {

/// The vault of a data file that is locked and not yet changed. A new key is written (0600) where
/// none is configured, none lies there, and the file holds nothing sealed.
/// Errors: invalid_settings (no key), data_unusable (a key that is missing or is not the one with
/// which this file's secrets were sealed). Nothing is changed then. Throws sqlite_error.
[[nodiscard]] result<std::shared_ptr<const vault>> unlock(connection& db,
                                                          const store_options& options);

/// Stores what tells the key of this file from others, unless it is there. Throws sqlite_error.
void remember_key(connection& db);

} // namespace sojourn::storage
