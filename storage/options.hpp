// How a data directory is opened.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace sojourn::storage {

class vault; // storage/sqlite/vault.hpp

struct store_options {
  std::string directory = "var/data";
  std::string backup_directory;   ///< empty: DIRECTORY/backups
  bool full_sync = true;          ///< synchronous=FULL; false: NORMAL
  int cache_mib = 16;             ///< page cache of the writer
  int reader_cache_mib = 2;       ///< page cache of each reader
  int wal_limit_mib = 256;        ///< above this the WAL is truncated at the next chance
  int checkpoint_pages = 4000;    ///< pages in the WAL after which a passive checkpoint runs
  std::size_t queue_limit = 8192; ///< write units that may wait
  std::size_t max_batch = 1024;   ///< write units in one commit, at most
  int idempotency_hours = 24;
  int event_dedupe_days = 30;
  int send_content_days = 30;  ///< so long the text of a send is kept; 0: not at all
  std::string secret_key;      ///< seals what is secret: base 64; empty: read from the file
  std::string secret_key_file; ///< empty: DIRECTORY/secret.key, made when nothing is sealed yet
  /// Called while the data are opened, with what an administrator should know.
  std::function<void(const std::string& sentence)> on_notice{};
  std::int64_t page_limit = 0; ///< pages that the file may have; 0: as the disk allows
  bool counts_graphs = true;   ///< false: a bench measures what the counts of graphs cost
  /// Tests run units inline, on the thread that submits them, one commit a unit.
  bool inline_writer = false;
  /// Called on the writer's thread around each commit with "before_commit" and
  /// "after_commit"; the latter still precedes the completions.
  std::function<void(std::string_view point)> on_commit_boundary{};
  /// Called on the writer's thread after a commit, before the completions, with the subjects whose
  /// placements it may have changed ("visitor:7f3a"); each once or several times. Must be quick.
  std::function<void(std::span<const std::string> subjects)> on_placements_changed{};
  /// Whether anybody wants to hear what commits change; nullptr: nobody ever does. Then topics are
  /// not gathered.
  std::shared_ptr<const std::atomic<bool>> are_changes_watched{};
  /// Called as on_placements_changed is, with the topics (base/topic.hpp) of what may be other than
  /// before; each once or several times.
  std::function<void(std::span<const std::string> topics)> on_changes{};
  /// INTERNAL: made from the key when the file is opened.
  std::shared_ptr<const vault> secrets{};
};

} // namespace sojourn::storage
