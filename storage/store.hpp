// The open data directory: one writer, many readers. What can be written and read of an area is in
// the header of that area (storage/AREA.hpp).
#pragma once

#include "storage/backups.hpp"
#include "storage/operation.hpp"
#include "storage/options.hpp"
#include "storage/portable.hpp"
#include "storage/reader.hpp"
#include "storage/writer.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace sojourn::storage {

/// The open data directory: locked against a second daemon, migrated, with its writer and
/// readers. Destroying it stops the writer after what is queued and closes the file.
class store {
public:
  /// Errors: data_locked, data_newer, data_unusable (missing rights, read-only, not a database, a
  /// key for secrets that is missing or not this file's, a file that is missing beside what was
  /// there with it), invalid_settings (what is no key),
  /// data_corrupt, storage_full. Nothing is changed then.
  [[nodiscard]] static result<std::unique_ptr<store>> open(store_options options);

  virtual ~store() = default;
  [[nodiscard]] virtual storage::writer& writer() = 0;
  [[nodiscard]] virtual storage::reader& reader() = 0;
  /// Called once, on the writer's thread, when a commit has failed for good.
  virtual void on_failure(std::function<void(error)> callback) = 0;
  /// Where files that are about to be imported lie; it is there.
  [[nodiscard]] virtual const std::string& import_directory() const = 0;
  /// Runs what is queued, stops the writer, checkpoints. Later submits are refused.
  virtual void stop() = 0;
  /// Where the file is an older copy that was put back: keeps it from sending by itself (see
  /// epoch.hpp), and says what that meant. nullopt: it is the file that was there before.
  [[nodiscard]] virtual result<std::optional<restored_hold>> hold_if_restored(instant now) = 0;
  /// A consistent copy into the backup directory while writing goes on (SQLite's backup
  /// API, paced); gives its path. `progress` gets pages done and pages in all.
  [[nodiscard]] virtual result<std::string> backup(instant now,
                                                   const std::function<void(int, int)>& progress,
                                                   backup_origin by = backup_origin::operators) = 0;
  /// Everything that can be carried to another daemon, of one state, as a file of lines in the
  /// backup directory (storage/portable.hpp). Errors: storage_full, storage_failed.
  [[nodiscard]] virtual result<carried> export_everything(instant now) = 0;
  /// Where backups go; it may not be there yet.
  [[nodiscard]] virtual std::string backup_directory() const = 0;
  /// Checks every invariant on a read transaction; `progress` gets instances done.
  [[nodiscard]] virtual result<verification>
  verify(const std::function<void(std::int64_t)>& progress) = 0;
};

/// verify() for a data directory that no daemon has open. Takes the same lock.
[[nodiscard]] result<verification>
verify_offline(const store_options& options, const std::function<void(std::int64_t)>& progress);

} // namespace sojourn::storage
