// The schema's versions: numbered, forward only, one transaction each.
#pragma once

#include "storage/sqlite/sqlite.hpp"

#include <functional>
#include <span>

namespace sojourn::storage {

struct migration {
  int number = 0; ///< the user_version of the file after it
  const char* name = "";
  const char* sql = "";
};

/// "SJRN": what marks a file as ours.
inline constexpr std::int64_t application_id = 0x534a524e;

/// Those that are part of the program, by growing number without gaps from 1.
[[nodiscard]] std::span<const migration> migrations();

/// The version of a file's schema; 0 for an empty file. Throws sqlite_error.
/// Errors: data_unusable when the file is not one of ours, data_newer when it is of a
/// later version than the last of `known`.
[[nodiscard]] result<int> schema_version(connection& db, std::span<const migration> known);

/// Brings the file to the last of `known`. `keep_copy` is called before an older file
/// that holds data is changed; its error stops everything.
/// Errors: as schema_version; data_unusable when a migration fails, whose effects are
/// taken back; storage_full.
[[nodiscard]] result<void> migrate(connection& db, std::span<const migration> known,
                                   const std::function<result<void>(int from)>& keep_copy);

} // namespace sojourn::storage
