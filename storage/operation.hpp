// What an administrator asks about the data: their size, whether they hold together, the clock.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

class transaction;

/// Remembers the virtual clock's instant, so that a restart goes on from it.
void remember_clock(transaction& tx, instant now);

/// A violated invariant, in words.
struct violation {
  std::string what; ///< "journal_chain", "state_differs", "timer_without_instance", …
  std::string where;
  std::string detail;
};
struct verification {
  std::int64_t instances = 0;
  std::int64_t entries = 0;
  std::int64_t timers = 0;
  std::int64_t effects = 0;
  std::vector<violation> violations; ///< at most 1,000
};

/// What a restored file is kept from doing by itself.
struct restored_hold {
  std::vector<std::string> campaigns; ///< that were paused
  std::vector<std::string> asked;     ///< in which something is overdue
  int messages = 0;                   ///< that may have left after the copy was made
};

/// Reads what concerns all of the data; see reader for what holds of all readers.
class operation_reader {
public:
  virtual ~operation_reader() = default;

  /// Sizes of file and WAL in bytes, rows of the big tables, pages, free pages, schema version.
  [[nodiscard]] virtual json status() = 0;
  /// Whether the file holds anything that could move at `now`: an entry of the inbox, an outbox
  /// row, a timer that is due, a run that enters, a job that is at work.
  [[nodiscard]] virtual bool is_quiet(instant now) = 0;
  [[nodiscard]] virtual std::optional<instant> remembered_clock() = 0;
};

} // namespace sojourn::storage
