#include "storage/sqlite/backup.hpp"

#include "storage/sqlite/data_file.hpp"
#include "storage/sqlite/epoch.hpp"
#include "storage/sqlite/private_files.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sqlite3.h>
#include <thread>
#include <unistd.h>

namespace sojourn::storage {

namespace {

namespace fs = std::filesystem;

constexpr int pages_per_step = 256;

tl::unexpected<error> cannot_write(const std::string& path, const std::string& why) {
  return fail(error_code::storage_failed, "the backup " + path + " cannot be written: " + why);
}

/// Leaves the disk to others for as long as it was used.
class pace {
public:
  void rest() {
    std::this_thread::sleep_for(clock::now() - began_);
    began_ = clock::now();
  }

private:
  using clock = std::chrono::steady_clock;
  clock::time_point began_ = clock::now();
};

/// A read transaction, which fixes what a connection sees.
class read_transaction {
public:
  explicit read_transaction(connection& db) : db_{db} {
    db_.execute("BEGIN");
    (void)db_.integer("SELECT count(*) FROM sqlite_schema");
  }
  ~read_transaction() { sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr); }
  read_transaction(const read_transaction&) = delete;
  read_transaction& operator=(const read_transaction&) = delete;

private:
  connection& db_;
};

void copy_pages(connection& source, connection& target,
                const std::function<void(int, int)>& progress) {
  // Inside the read transaction the copy never has to begin again, whatever is written.
  const read_transaction fixed{source};
  auto* copy = sqlite3_backup_init(target.handle(), "main", source.handle(), "main");
  if (!copy)
    target.check(sqlite3_errcode(target.handle()));
  pace pace;
  int code = SQLITE_OK;
  while ((code = sqlite3_backup_step(copy, pages_per_step)) == SQLITE_OK) {
    if (progress) {
      const int total = sqlite3_backup_pagecount(copy);
      progress(total - sqlite3_backup_remaining(copy), total);
    }
    pace.rest();
  }
  const int total = sqlite3_backup_pagecount(copy);
  const int finished = sqlite3_backup_finish(copy);
  if (code != SQLITE_DONE)
    throw sqlite_error{code, sqlite3_errstr(code)};
  target.check(finished);
  if (progress)
    progress(total, total);
}

result<void> sync_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return cannot_write(path, std::strerror(errno));
  const bool synced = ::fsync(file) == 0;
  const int why = errno;
  ::close(file);
  if (!synced)
    return cannot_write(path, std::strerror(why));
  return {};
}

/// Reads every page of the copy once, in the same pace: a disk that keeps something else says so
/// now, and not when the copy is needed.
result<void> check_pages(connection& written, const std::string& path) {
  constexpr int operations_per_step = 50'000; // of SQLite's machine; some milliseconds
  pace pace;
  sqlite3_progress_handler(
      written.handle(), operations_per_step,
      [](void* used) {
        static_cast<class pace*>(used)->rest();
        return 0;
      },
      &pace);
  const auto told = written.text("PRAGMA quick_check(1)");
  sqlite3_progress_handler(written.handle(), 0, nullptr, nullptr);
  if (told == "ok")
    return {};
  return fail(error_code::data_corrupt, "the backup " + path +
                                            " was written and is damaged: " + told +
                                            "; \"sojourn verify\" says whether the data are");
}

/// Copies into `path` by way of a temporary name, so that what has the name is whole.
result<void> copy_to(connection& source, const std::string& directory, const std::string& path,
                     const std::function<void(int, int)>& progress) {
  if (auto made = make_private_directory(directory, {}); !made)
    return cannot_write(directory, made.error().message);
  std::error_code failure;
  const auto partial = path + ".partial";
  fs::remove(partial, failure);
  try {
    {
      connection target{partial, access::create};
      copy_pages(source, target, progress);
      mark_as_copy(target);
      // One file that can be moved about: no log beside it.
      (void)target.text("PRAGMA journal_mode = DELETE");
    }
    connection written{partial, access::read_only};
    if (const auto version = schema_version(written, migrations()); !version)
      return cannot_write(path, version.error().message);
    if (auto checked = check_pages(written, path); !checked) {
      fs::remove(partial, failure);
      return checked;
    }
  } catch (const sqlite_error& why) {
    fs::remove(partial, failure);
    auto translated = to_error(why);
    translated.message = "the backup " + path + " cannot be written: " + why.what();
    return fail(std::move(translated));
  }
  if (auto synced = sync_file(partial); !synced)
    return synced;
  fs::rename(partial, path, failure);
  if (failure)
    return cannot_write(path, failure.message());
  if (!sync_directory(directory))
    return cannot_write(directory, std::strerror(errno));
  return {};
}

/// "sojourn-20260301T163000Z.db", or with "-2" and so on when there is one already.
std::string free_name(const std::string& directory, std::string_view prefix, instant now) {
  auto stamp = sojourn::to_text(std::chrono::floor<std::chrono::seconds>(now));
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
  const auto name = directory + "/" + std::string{prefix} + stamp;
  auto path = name + ".db";
  for (int i = 2; fs::exists(path); ++i)
    path = name + "-" + std::to_string(i) + ".db";
  return path;
}

} // namespace

result<std::string> write_backup(connection& source, const std::string& directory, instant now,
                                 backup_origin by, const std::function<void(int, int)>& progress) {
  const auto path =
      free_name(directory, by == backup_origin::plan ? "scheduled-" : "sojourn-", now);
  if (auto copied = copy_to(source, directory, path, progress); !copied)
    return fail(std::move(copied.error()));
  return path;
}

result<void> copy_before_migration(connection& source, const std::string& directory, int from) {
  return copy_to(source, directory, directory + "/before-migration-" + std::to_string(from) + ".db",
                 nullptr);
}

} // namespace sojourn::storage
