// The data directory on disk: its lock, its file, and how connections to it are set up.
#pragma once

#include "storage/options.hpp"
#include "storage/sqlite/epoch.hpp"
#include "storage/sqlite/migrations.hpp"

#include <memory>

namespace sojourn::storage {

/// Keeps other daemons out of a directory while it lives. The directory itself is locked, not a
/// file in it that somebody may tidy away.
class directory_lock {
public:
  explicit directory_lock(int file) : file_{file} {}
  ~directory_lock();
  directory_lock(const directory_lock&) = delete;
  directory_lock& operator=(const directory_lock&) = delete;

  /// Errors: data_locked, data_unusable.
  [[nodiscard]] static result<std::unique_ptr<directory_lock>> take(const std::string& directory);

private:
  int file_;
};

[[nodiscard]] std::string database_path(const store_options& options);
[[nodiscard]] std::string backup_directory(const store_options& options);
[[nodiscard]] std::string import_directory(const store_options& options);

/// The locked directory with the one read-write connection.
struct data_file {
  std::unique_ptr<directory_lock> lock;
  connection db;
  epoch_keeper keeper;
  /// Set: the file is an older copy that was put back, and this epoch lies beside it ("": none).
  std::optional<std::string> restored_over{};
};

/// Opens the directory for the writer: makes it where it is missing, closes it to other users of
/// the machine, locks, migrates. Errors: as store::open.
[[nodiscard]] result<std::unique_ptr<data_file>> open_data(const store_options& options);

/// Opens an existing directory of the present schema version, to be read only.
/// Errors: as store::open; data_unusable when there is nothing or it is older.
[[nodiscard]] result<std::unique_ptr<data_file>> open_data_offline(const store_options& options);

/// Another connection to the same file, which cannot write. Throws sqlite_error.
[[nodiscard]] std::unique_ptr<connection> open_reader(const store_options& options);

/// Makes the entries of a directory durable. False when that failed.
bool sync_directory(const std::string& directory);

} // namespace sojourn::storage
