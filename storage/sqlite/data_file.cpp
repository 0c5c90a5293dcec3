#include "storage/sqlite/data_file.hpp"

#include "storage/options.hpp"
#include "storage/sqlite/backup.hpp"
#include "storage/sqlite/private_files.hpp"
#include "storage/sqlite/secret_key.hpp"
#include "storage/tables/epoch.hpp"
#include "storage/tables/journal.hpp"
#include "storage/write/update_traits.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

namespace sojourn::storage {

namespace {

namespace fs = std::filesystem;

tl::unexpected<error> unusable(const std::string& path, const std::string& why) {
  return fail(error_code::data_unusable, "the data directory cannot be used: " + path + ": " + why);
}

/// What a failure means while a file is opened, when nothing runs yet.
error open_error(const sqlite_error& failure) {
  switch (failure.code() & 0xff) {
  case SQLITE_FULL:
    return to_error(failure);
  case SQLITE_CORRUPT:
    return to_error(failure);
  case SQLITE_NOTADB:
    return {error_code::data_unusable,
            std::string{"the data file is not a database: "} + failure.what()};
  default:
    return {error_code::data_unusable,
            std::string{"the data file cannot be opened: "} + failure.what()};
  }
}

void set_up_common(connection& db, int cache_mib) {
  sqlite3_busy_timeout(db.handle(), 5000);
  db.execute("PRAGMA cache_size = -" + std::to_string(cache_mib * 1024));
  db.execute("PRAGMA temp_store = MEMORY");
}

result<void> set_up_writer(connection& db, const store_options& options) {
  set_up_common(db, options.cache_mib);
  if (db.is_read_only())
    return unusable(database_path(options), "the file is read-only");
  // Has no effect on a file that has tables.
  db.execute("PRAGMA auto_vacuum = INCREMENTAL");
  // What is deleted is overwritten: an erasure is one only if earlier values are gone, too.
  db.execute("PRAGMA secure_delete = ON");
  if (options.page_limit > 0)
    db.execute("PRAGMA max_page_count = " + std::to_string(options.page_limit));
  if (db.text("PRAGMA journal_mode = WAL") != "wal")
    return unusable(database_path(options), "the file system cannot hold a write-ahead log");
  db.execute("PRAGMA wal_autocheckpoint = 0");
  db.execute(options.full_sync ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  return {};
}

/// Whether there is a file with anything in it.
bool holds_data(const std::string& path) {
  std::error_code failure;
  const auto size = fs::file_size(path, failure);
  return !failure && size > 0;
}

/// What lies in the directory only where there were data once; empty: nothing.
std::string sign_of_earlier_data(const store_options& options) {
  std::error_code failure;
  const fs::path directory{options.directory};
  for (const auto* name : {"epoch", "secret.key", "sojourn.db-wal"}) {
    if (holds_data(directory / name))
      return directory / name;
  }
  for (const auto& entry : fs::directory_iterator{backup_directory(options), failure}) {
    const auto name = entry.path().filename().string();
    if (entry.path().extension() == ".db" &&
        (name.starts_with("sojourn") || name.starts_with("scheduled-")))
      return entry.path();
  }
  return {};
}

tl::unexpected<error> lost(const store_options& options, const std::string& earlier) {
  return fail(
      error_code::data_unusable,
      "the data file " + database_path(options) + " is missing or empty, but " + earlier +
          " is there, so this is no new shop; nothing was changed. Put the file back, or copy "
          "a backup from " +
          backup_directory(options) + " to its place; to begin anew, use another data directory");
}

result<void> make_directories(const store_options& options) {
  if (auto made = make_private_directory(options.directory, options.on_notice); !made)
    return made;
  return make_private_directory(import_directory(options), {});
}

/// Closes what lies there to other users, before it is opened: an open file keeps its readers.
void close_files_to_others(const store_options& options) {
  make_files_private(options.directory, "sojourn.db", options.on_notice);
  make_files_private(options.directory, "epoch", options.on_notice);
  make_files_private(backup_directory(options), "sojourn", options.on_notice);
  make_files_private(backup_directory(options), "scheduled", options.on_notice);
  make_files_private(backup_directory(options), "before-migration", options.on_notice);
  const auto key =
      options.secret_key_file.empty() ? options.directory + "/secret.key" : options.secret_key_file;
  warn_if_readable_by_others(key, "the key for secrets", options.on_notice);
}

result<void> unlock_secrets(data_file& data, const store_options& options) {
  auto secrets = unlock(data.db, options);
  if (!secrets)
    return fail(std::move(secrets.error()));
  data.db.unlock_with(std::move(*secrets));
  return {};
}

/// Notes that the file is an older copy, or begins the epoch of this start.
result<void> begin_epoch(data_file& data, const std::string& directory) {
  const auto beside = read_epoch_mark(directory);
  const auto before = beside ? beside->epoch : std::string{};
  if (is_restored(data.db, beside)) {
    data.restored_over = before;
    return {};
  }
  const auto epoch = new_epoch();
  epoch_table{data.db}.put({.value = epoch, .previous = before});
  return data.keeper.begin(epoch, journal_table{data.db}.last());
}

} // namespace

directory_lock::~directory_lock() { ::close(file_); }

result<std::unique_ptr<directory_lock>> directory_lock::take(const std::string& directory) {
  const int file = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0)
    return unusable(directory, std::strerror(errno));
  if (::flock(file, LOCK_EX | LOCK_NB) == 0)
    return std::make_unique<directory_lock>(file);
  const int why = errno;
  ::close(file);
  if (why == EWOULDBLOCK)
    return fail(error_code::data_locked,
                "another daemon uses the data directory " + directory + "; stop it first");
  return unusable(directory, std::strerror(why));
}

std::string database_path(const store_options& options) {
  return options.directory + "/sojourn.db";
}

std::string backup_directory(const store_options& options) {
  return options.backup_directory.empty() ? options.directory + "/backups"
                                          : options.backup_directory;
}

std::string import_directory(const store_options& options) {
  return options.directory + "/imports";
}

bool sync_directory(const std::string& directory) {
  const int file = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0)
    return false;
  const bool synced = ::fsync(file) == 0;
  ::close(file);
  return synced;
}

result<std::unique_ptr<data_file>> open_data(const store_options& options) {
  if (auto made = make_directories(options); !made)
    return fail(std::move(made.error()));
  auto lock = directory_lock::take(options.directory);
  if (!lock)
    return fail(std::move(lock.error()));
  if (!holds_data(database_path(options))) {
    if (const auto earlier = sign_of_earlier_data(options); !earlier.empty())
      return lost(options, earlier);
  }
  close_files_to_others(options);
  try {
    auto data = std::unique_ptr<data_file>{
        new data_file{std::move(*lock), connection{database_path(options), access::create},
                      epoch_keeper{options.directory}}};
    // Before anything is changed: the file may be another's, or a later version's.
    const auto version = schema_version(data->db, migrations());
    if (!version)
      return fail(version.error());
    const bool is_new = *version == 0;
    if (is_new) { // a database without tables is lost data, too
      if (const auto earlier = sign_of_earlier_data(options); !earlier.empty())
        return lost(options, earlier);
    } else if (auto unlocked = unlock_secrets(*data, options); !unlocked) {
      return fail(std::move(unlocked.error()));
    }
    if (auto set_up = set_up_writer(data->db, options); !set_up)
      return fail(std::move(set_up.error()));
    auto migrated = migrate(data->db, migrations(), [&](int from) {
      return copy_before_migration(data->db, backup_directory(options), from);
    });
    if (!migrated)
      return fail(std::move(migrated.error()));
    // A new key only lies beside a file that has its tables: alone, it is a sign of lost data.
    if (is_new) {
      if (auto unlocked = unlock_secrets(*data, options); !unlocked)
        return fail(std::move(unlocked.error()));
    }
    remember_key(data->db);
    rebuild_if_asked(data->db);
    if (!sync_directory(options.directory))
      return unusable(options.directory, std::strerror(errno));
    if (auto begun = begin_epoch(*data, options.directory); !begun)
      return fail(std::move(begun.error()));
    return data;
  } catch (const sqlite_error& why) {
    return fail(open_error(why));
  } catch (const corrupt_row& why) {
    return fail(error_code::data_corrupt, why.what());
  }
}

result<std::unique_ptr<data_file>> open_data_offline(const store_options& options) {
  if (!fs::exists(database_path(options)))
    return unusable(options.directory, "there is no data");
  auto lock = directory_lock::take(options.directory);
  if (!lock)
    return fail(std::move(lock.error()));
  try {
    auto data = std::unique_ptr<data_file>{
        new data_file{std::move(*lock), connection{database_path(options), access::read_write},
                      epoch_keeper{options.directory}}};
    const auto version = schema_version(data->db, migrations());
    if (!version)
      return fail(version.error());
    if (*version != migrations().back().number)
      return unusable(options.directory, "the data has schema version " + std::to_string(*version) +
                                             "; start the daemon once to migrate it");
    if (needs_rebuild(data->db))
      return unusable(options.directory,
                      "a migration has not ended; start the daemon once to end it");
    set_up_common(data->db, options.cache_mib);
    // What is only looked at stays as it is, its log included.
    sqlite3_db_config(data->db.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    data->db.execute("PRAGMA query_only = ON");
    return data;
  } catch (const sqlite_error& why) {
    return fail(open_error(why));
  }
}

std::unique_ptr<connection> open_reader(const store_options& options) {
  // Opened for writing, so that it can use the log's index; then kept from writing.
  auto db = std::make_unique<connection>(database_path(options), access::read_write);
  db->unlock_with(options.secrets);
  set_up_common(*db, options.reader_cache_mib);
  db->execute("PRAGMA query_only = ON");
  db->execute("PRAGMA wal_autocheckpoint = 0");
  return db;
}

} // namespace sojourn::storage
