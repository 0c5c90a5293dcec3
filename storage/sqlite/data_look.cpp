#include "storage/data_look.hpp"

#include "storage/sqlite/data_file.hpp"
#include "storage/sqlite/migrations.hpp"

#include <filesystem>
#include <sys/stat.h>

namespace sojourn::storage {

namespace {

void measure_file(const std::string& path, data_look& into) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0)
    return;
  into.bytes += found.st_size;
  const auto written = from_unix_ms(static_cast<std::int64_t>(found.st_mtim.tv_sec) * 1000 +
                                    found.st_mtim.tv_nsec / 1'000'000);
  into.written = std::max(into.written.value_or(written), written);
}

bool has_key(const store_options& options) {
  std::error_code failure;
  const auto file =
      options.secret_key_file.empty() ? options.directory + "/secret.key" : options.secret_key_file;
  return !options.secret_key.empty() || std::filesystem::exists(file, failure);
}

void look_into(const store_options& options, bool every_page, data_look& into) {
  connection db{database_path(options), access::read_only};
  into.version = static_cast<int>(db.integer("PRAGMA user_version"));
  const bool has_secrets =
      db.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'sealed'") > 0 &&
      db.integer("SELECT count(*) FROM sealed") > 0;
  into.is_key_missing = has_secrets && !has_key(options);
  if (!every_page)
    return;
  const auto told = db.text("PRAGMA quick_check(1)");
  into.damage = told == "ok" ? std::string{} : told;
}

} // namespace

data_look look_at_data(const store_options& options, bool every_page) {
  data_look found{.known_version = migrations().back().number};
  const auto path = database_path(options);
  std::error_code failure;
  found.exists = std::filesystem::is_regular_file(path, failure);
  measure_file(path, found);
  measure_file(path + "-wal", found);
  if (!std::filesystem::is_directory(options.directory, failure))
    return found;
  const auto lock = directory_lock::take(options.directory);
  found.is_in_use = !lock && lock.error().code == error_code::data_locked;
  if (!found.exists || found.is_in_use)
    return found;
  if (!lock) {
    found.failure = lock.error().message;
    return found;
  }
  try {
    look_into(options, every_page, found);
  } catch (const sqlite_error& why) {
    found.failure = why.what();
  }
  return found;
}

} // namespace sojourn::storage
