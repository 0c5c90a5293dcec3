// Everything that can be carried to another daemon as lines of JSON, and back.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

#include <functional>
#include <istream>
#include <string>

namespace sojourn::storage {

struct store_options;

/// What an export or an import carried.
struct carried {
  std::string path;
  instant made_at{};          ///< the state that it is
  json rows = json::object(); ///< table → how many
  std::int64_t lines = 0;
};

/// Writes DIRECTORY/export-UTC.ndjson of the data of a directory that no daemon has open.
/// Errors: data_locked, data_unusable, storage_full, storage_failed.
[[nodiscard]] result<carried> export_offline(const store_options& options,
                                             const std::string& directory, instant now);

/// Brings the lines of an export into a data directory that no daemon has open, and that is empty
/// or not there: all of them or none. Campaigns that were active are paused then. Nothing is
/// changed before the last line has been read, so after any failure it can be begun anew. Errors:
/// data_locked, data_unusable (there are data already), invalid_request (what is no export, or is
/// cut short, by its line), storage_full.
[[nodiscard]] result<carried> import_offline(const store_options& options, std::istream& lines,
                                             const std::string& who, instant now,
                                             const std::function<void(std::int64_t)>& progress);

} // namespace sojourn::storage
