// The hooks in memory, with what limits their calls.
#pragma once

#include "hooks/hook.hpp"
#include "storage/hooks.hpp"
#include "storage/reader.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace sojourn::actors {

/// A hook as calls are checked with it; never changes.
struct known_hook {
  storage::stored_hook stored;
  hooks::definition_ptr definition;
  std::vector<std::string> secrets;
};
using known_hook_ptr = std::shared_ptr<const known_hook>;

/// Thread-safe. What limits calls lives in memory alone: a restart fills every bucket.
class hook_registry {
public:
  /// Reads every hook from the file. Errors: data_corrupt.
  [[nodiscard]] result<void> load(storage::reader& reader);
  /// Takes over what was just committed.
  void put(storage::stored_hook hook, hooks::definition_ptr definition);
  /// The same definition with other secrets.
  void put_secrets(storage::stored_hook hook);
  void remove(const std::string& id);

  /// nullptr when there is none.
  [[nodiscard]] known_hook_ptr find(const std::string& id) const;
  /// By id, after `after`, at most `limit`.
  [[nodiscard]] std::vector<known_hook_ptr> after(const std::string& after,
                                                  std::size_t limit) const;

  /// nullopt: the call may pass. Otherwise it may after this long.
  [[nodiscard]] std::optional<milliseconds> acquire_call(const std::string& id, instant now);
  /// Whether a refused call is to be logged: how many before it were not. nullopt: it is only
  /// counted.
  [[nodiscard]] std::optional<std::int64_t> acquire_log_line(const std::string& id, instant now);

private:
  struct entry {
    known_hook_ptr hook;
    hooks::token_bucket calls;
    hooks::token_bucket log_lines;
    std::int64_t unlogged = 0;
  };
  void put(known_hook_ptr hook);

  mutable std::mutex mutex_;
  std::map<std::string, entry> hooks_;
};

} // namespace sojourn::actors
