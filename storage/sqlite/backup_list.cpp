// Which backups lie in a directory, by their names and the first bytes of each.
#include "storage/backups.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sys/stat.h>

namespace sojourn::storage {

namespace {

namespace fs = std::filesystem;

struct named_origin {
  backup_origin origin;
  std::string_view prefix;
};

constexpr std::array origins_by_name{named_origin{backup_origin::operators, "sojourn-"},
                                     named_origin{backup_origin::plan, "scheduled-"},
                                     named_origin{backup_origin::migration, "before-migration-"}};

/// "20260301T163000Z" with or without "-2".
std::optional<instant> stamp_in(std::string_view text) {
  constexpr std::size_t length = 16;
  if (text.size() < length)
    return std::nullopt;
  const std::string t{text.substr(0, length)};
  const auto read = parse_instant(t.substr(0, 4) + "-" + t.substr(4, 2) + "-" + t.substr(6, 2) +
                                  t.substr(8, 3) + ":" + t.substr(11, 2) + ":" + t.substr(13));
  return read ? std::optional{*read} : std::nullopt;
}

std::optional<instant> written_at(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0)
    return std::nullopt;
  return from_unix_ms(static_cast<std::int64_t>(found.st_mtim.tv_sec) * 1000 +
                      found.st_mtim.tv_nsec / 1'000'000);
}

/// Whether the file is as long as the header of its first page says (sqlite.org/fileformat2).
bool has_all_pages(const std::string& path, std::int64_t bytes) {
  constexpr std::string_view magic{"SQLite format 3\0", 16};
  std::array<unsigned char, 100> header{};
  std::ifstream file{path, std::ios::binary};
  if (!file.read(reinterpret_cast<char*>(header.data()), header.size()) ||
      !std::equal(magic.begin(), magic.end(), header.begin(),
                  [](char a, unsigned char b) { return static_cast<unsigned char>(a) == b; }))
    return false;
  const auto at = [&](std::size_t place) { return static_cast<std::int64_t>(header.at(place)); };
  const auto said = at(16) * 256 + at(17);
  const auto page_bytes = said == 1 ? std::int64_t{65536} : said;
  const auto pages = ((at(28) * 256 + at(29)) * 256 + at(30)) * 256 + at(31);
  return pages > 0 && pages * page_bytes == bytes;
}

std::optional<backup_file> as_backup(const fs::directory_entry& entry) {
  const auto name = entry.path().filename().string();
  const auto named = std::ranges::find_if(
      origins_by_name, [&](const named_origin& one) { return name.starts_with(one.prefix); });
  std::error_code failure;
  if (named == origins_by_name.end() || !name.ends_with(".db") || !entry.is_regular_file(failure))
    return std::nullopt;
  backup_file one{.path = entry.path().string(), .name = name, .made_by = named->origin};
  const auto at = named->origin == backup_origin::migration
                      ? written_at(one.path)
                      : stamp_in(std::string_view{name}.substr(named->prefix.size()));
  if (!at)
    return std::nullopt;
  one.at = *at;
  one.bytes = static_cast<std::int64_t>(entry.file_size(failure));
  one.is_whole = !failure && has_all_pages(one.path, one.bytes);
  return one;
}

} // namespace

std::string_view to_text(backup_origin origin) {
  constexpr std::array<std::string_view, 3> names{"operator", "schedule", "migration"};
  return names[static_cast<std::size_t>(origin)];
}

std::vector<backup_file> list_backups(const std::string& directory) {
  std::vector<backup_file> found;
  std::error_code failure;
  for (fs::directory_iterator each{directory, failure}, end; !failure && each != end;
       each.increment(failure)) {
    if (auto one = as_backup(*each))
      found.push_back(std::move(*one));
  }
  std::ranges::sort(found, [](const backup_file& a, const backup_file& b) {
    return std::tie(b.at, b.name) < std::tie(a.at, a.name);
  });
  return found;
}

result<void> remove_backup(const backup_file& one) {
  std::error_code failure;
  fs::remove(one.path, failure);
  if (failure)
    return fail(error_code::storage_failed,
                "the backup " + one.path + " cannot be removed: " + failure.message());
  return {};
}

} // namespace sojourn::storage
