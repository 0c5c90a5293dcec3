#include "storage/sqlite/clean_pages.hpp"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <sqlite3.h>
#include <vector>

namespace sojourn::storage {

namespace {

constexpr std::size_t smallest_page = 512;
constexpr std::size_t largest_page = 65'536;
constexpr std::size_t file_header = 100; ///< before the first page's own header
constexpr std::size_t pointer_bytes = 2;
constexpr std::size_t map_entry_bytes = 5;

std::size_t number_at(std::span<const std::byte> page, std::size_t at) {
  return std::to_integer<std::size_t>(page[at]) << 8U | std::to_integer<std::size_t>(page[at + 1]);
}

/// Pages of a file with auto_vacuum that say where others hang: no cells, and any first byte.
bool is_pointer_map(std::size_t number, std::size_t bytes) {
  return number >= 2 && (number - 2) % (bytes / map_entry_bytes + 1) == 0;
}

/// Whether `kind`, the first byte of a page, can also be the first byte of a page's number in a
/// file of so many pages. The file may grow meanwhile: half of the numbers that begin with one byte
/// less count as reached.
bool may_be_a_number(int kind, std::int64_t pages) {
  constexpr std::int64_t numbers_a_byte = 1 << 24;
  return pages >= kind * numbers_a_byte - numbers_a_byte / 2;
}

// ---- the layer ---------------------------------------------------------------------------

// SQLite's own files, with one function of theirs replaced: what a file is made of stays theirs.
// Set once, by the first file that is opened, before any is written.
std::mutex setting;
const sqlite3_io_methods* system_methods = nullptr;
sqlite3_io_methods cleaning_methods{};

int write_clean(sqlite3_file* file, const void* data, int amount, sqlite3_int64 offset) {
  const auto bytes = static_cast<std::size_t>(amount);
  const bool is_page = bytes >= smallest_page && bytes <= largest_page &&
                       (bytes & (bytes - 1)) == 0 && offset % amount == 0;
  const auto write = system_methods->xWrite;
  if (!is_page)
    return write(file, data, amount, offset);
  sqlite3_int64 file_bytes = 0;
  if (system_methods->xFileSize(file, &file_bytes) != SQLITE_OK)
    return write(file, data, amount, offset); // the size decides what may be cleared
  // The page itself belongs to the cache of a connection.
  thread_local std::vector<std::byte> copy;
  copy.resize(bytes);
  std::memcpy(copy.data(), data, bytes);
  return clear_unused(copy, offset, file_bytes) ? write(file, copy.data(), amount, offset)
                                                : write(file, data, amount, offset);
}

int open_file(sqlite3_vfs* self, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  auto* system = static_cast<sqlite3_vfs*>(self->pAppData);
  const int code = system->xOpen(system, name, file, flags, flags_out);
  if (code != SQLITE_OK || (flags & SQLITE_OPEN_MAIN_DB) == 0)
    return code;
  const std::lock_guard lock{setting};
  if (system_methods == nullptr) {
    system_methods = file->pMethods;
    cleaning_methods = *system_methods;
    cleaning_methods.xWrite = write_clean;
  }
  // Files of another kind of locking have other functions, which are left alone.
  if (file->pMethods == system_methods)
    file->pMethods = &cleaning_methods;
  return code;
}

std::string register_layer() {
  static sqlite3_vfs layer{};
  auto* system = sqlite3_vfs_find(nullptr);
  if (system == nullptr)
    return {};
  layer = *system;
  layer.pNext = nullptr;
  layer.zName = "sojourn";
  layer.pAppData = system;
  layer.xOpen = open_file;
  return sqlite3_vfs_register(&layer, 0) == SQLITE_OK ? layer.zName : std::string{};
}

} // namespace

bool clear_unused(std::span<std::byte> page, std::int64_t offset, std::int64_t file_bytes) {
  const auto number = static_cast<std::size_t>(offset) / page.size() + 1;
  const auto header = number == 1 ? file_header : 0;
  const auto kind = std::to_integer<int>(page[header]);
  const bool is_leaf = kind == 10 || kind == 13; // of an index, of a table
  if ((!is_leaf && kind != 2 && kind != 5) || is_pointer_map(number, page.size()))
    return false;
  const auto pages = std::max(file_bytes, offset) / static_cast<std::int64_t>(page.size()) + 1;
  if (header == 0 && may_be_a_number(kind, pages))
    return false;
  const auto cells = number_at(page, header + 3);
  auto first_cell = number_at(page, header + 5);
  if (first_cell == 0)
    first_cell = largest_page;
  const auto list = header + (is_leaf ? 8U : 12U);
  const auto list_end = list + cells * pointer_bytes;
  if (first_cell > page.size() || list_end > first_cell)
    return false;
  for (auto at = list; at < list_end; at += pointer_bytes) {
    if (const auto cell = number_at(page, at); cell < first_cell || cell >= page.size())
      return false;
  }
  const auto unused = page.subspan(list_end, first_cell - list_end);
  if (std::ranges::all_of(unused, [](std::byte one) { return one == std::byte{0}; }))
    return false;
  std::ranges::fill(unused, std::byte{0});
  return true;
}

const std::string& clean_file_system() {
  static const std::string name = register_layer();
  return name;
}

} // namespace sojourn::storage
