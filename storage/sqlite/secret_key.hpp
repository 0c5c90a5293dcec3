// The key that seals the secrets of a data directory: found, made, and held against the file.
#pragma once

#include "storage/sqlite/sqlite.hpp"
#include "storage/sqlite/vault.hpp"
#include "storage/store.hpp"

namespace sojourn::storage {

/// The vault of a data file that is locked and not yet changed. A new key is written (0600) where
/// none is configured, none lies there, and the file holds nothing sealed.
/// Errors: invalid_settings (no key), data_unusable (a key that is missing or is not the one with
/// which this file's secrets were sealed). Nothing is changed then. Throws sqlite_error.
[[nodiscard]] result<std::shared_ptr<const vault>> unlock(connection& db,
                                                          const store_options& options);

/// Whether a migration left secrets in clear.
[[nodiscard]] bool needs_sealing(connection& db);
/// Seals what a migration left in clear, in one transaction, and wipes where it stood. Of a file
/// that was never sealed it remembers the key's mark, too.
void seal_if_asked(connection& db);

} // namespace sojourn::storage
