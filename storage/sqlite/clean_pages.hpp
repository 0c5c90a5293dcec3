// What is deleted leaves nothing behind in the data file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace sojourn::storage {

/// Overwrites with zeros the part of a page between its list of cells and the first cell. SQLite's
/// `secure_delete` clears cells that are freed, but when it rebuilds a page whose cells move to
/// another one, their bytes stay here, where nothing reads them and nothing clears them.
///
/// `page` is what is about to be written at `offset` of a file that is `file_bytes` long, or longer
/// by what its log holds (less than 32 GiB at 4 KiB a page). Gives whether anything was cleared. A
/// page that is none of a table or an index, or does not look sound, stays as it is, and so does
/// one that might be another kind: overflow and free pages begin with the number of the next one,
/// in four bytes, and beyond 128 GiB (at 4 KiB a page) the first of these may look like the kind of
/// a page of a table or an index.
bool clear_unused(std::span<std::byte> page, std::int64_t offset, std::int64_t file_bytes);

/// The name of a file system layer of SQLite that does this with each page on its way from the
/// log into a database file; everything else it leaves to the system's. Registered at the first
/// call. Empty when that fails, which means the system's own.
[[nodiscard]] const std::string& clean_file_system();

} // namespace sojourn::storage
