// Whether the data file is the one that its directory last had, or an older copy of it. What an
// older copy would send has left already, perhaps.
//
// Each start gives the data a new random name, its epoch, in the file and beside it. A backup gets
// an epoch of its own, which never lies beside a file. A copy made by other means is older than the
// position of the journal that lies beside the file, too.
#pragma once

#include "storage/journal.hpp"
#include "storage/operation.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <chrono>

namespace sojourn::storage {

/// What lies beside the data file, in the file "epoch".
struct epoch_mark {
  std::string epoch;
  journal_position head = 0; ///< the journal was at least this long
};

/// nullopt: there is none, or it cannot be understood.
[[nodiscard]] std::optional<epoch_mark> read_epoch_mark(const std::string& directory);

/// Whether a file in `directory` is not the one that `beside` was written for. A file
/// that no start has given an epoch yet is the same one. Throws sqlite_error, corrupt_row.
[[nodiscard]] bool is_restored(connection& db, const std::optional<epoch_mark>& beside);

/// A name that no other life has.
[[nodiscard]] std::string new_epoch();

/// Marks a copy of the data file, so that whoever puts it back is known to have restored it.
/// Throws sqlite_error.
void mark_as_copy(connection& copy);

/// Keeps the mark beside the file up to date. On the writer's thread once it runs. A mark that
/// cannot be written stays as it is: it only says less, and the next one is tried in time.
class epoch_keeper {
public:
  explicit epoch_keeper(std::string directory) : directory_{std::move(directory)} {}

  /// Writes a mark with another epoch, durably. Before the first call nothing is written.
  [[nodiscard]] result<void> begin(std::string epoch, journal_position head);
  /// The journal is durable up to `head`.
  void keep(journal_position head);
  /// The same, at most once a minute.
  void keep_in_time(journal_position head);

private:
  std::string directory_;
  epoch_mark mark_;
  std::chrono::steady_clock::time_point kept_at_;
};

/// Makes sure that nothing of a restored file leaves by itself: begins to ask about it
/// (storage/restore.hpp). Begins the epoch `epoch`;
/// `beside` is the one that lies beside the file until its new mark is written.
[[nodiscard]] result<restored_hold> hold_restored(transaction& tx, const std::string& epoch,
                                                  const std::string& beside, instant now,
                                                  instant since = {});

} // namespace sojourn::storage
