// Imports: files of records on their way into the store, each row once.
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "records/import_row.hpp"
#include "records/row_reader.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"
#include "storage/records.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::storage {

class transaction;

/// Names an import; "imp_12" as text.
struct import_id {
  std::int64_t value = 0;
  auto operator<=>(const import_id&) const = default;
};
using sojourn::to_text; // instants are of std, where no lookup by argument finds it
[[nodiscard]] std::string to_text(import_id id);
/// Errors: invalid_id.
[[nodiscard]] result<import_id> parse_import_id(std::string_view text);

enum class import_state : std::uint8_t {
  waiting = 0,   ///< stored, nothing read yet
  running = 1,   ///< some of it is applied
  finished = 2,  ///< read to the end
  cancelled = 3, ///< what was applied by then stays
  failed = 4,    ///< could not go on; what was applied by then stays
};
[[nodiscard]] std::string_view to_text(import_state state);

/// How the rows of a file become records.
struct import_plan {
  std::string type;
  records::file_format format = records::file_format::csv;
  record_write_kind mode = record_write_kind::patch; ///< put or patch
  bool fires = true;                                 ///< whether record campaigns start
  std::string key;                                   ///< the field that holds the record's id
  std::string file;                                  ///< its name in the import directory
  std::int64_t bytes = 0;
};

struct import_counts {
  std::int64_t created = 0;
  std::int64_t changed = 0;
  std::int64_t unchanged = 0;
  std::int64_t failed = 0;
  [[nodiscard]] std::int64_t rows() const { return created + changed + unchanged + failed; }
};

struct stored_import {
  import_id id;
  import_plan plan;
  import_state state = import_state::waiting;
  records::file_position at; ///< up to where rows are applied
  import_counts counts;
  milliseconds worked{}; ///< time that went into it, restarts and pauses left out
  instant started_at{};
  std::string started_by;
  std::optional<instant> ended_at{};
  std::string reason; ///< why it failed or was cancelled
};

/// Why a row was left out.
struct import_error {
  std::int64_t line = 0;
  std::string record; ///< its id, where it could be read
  std::string message;
};
/// Of these the first are kept; how many there were is counted.
inline constexpr std::size_t max_import_errors = 100;

/// A new import, which waits.
[[nodiscard]] stored_import begin_import(transaction& tx, const import_plan& plan,
                                         const std::string& who, instant now);

/// Rows of a file that stand one after the other, read and checked off the writer's thread.
struct import_chunk {
  import_id id;
  records::file_position from;
  records::file_position to;
  records::record_type_ptr type; ///< with which rows were checked
  std::vector<records::import_row> rows;
  milliseconds worked{}; ///< since the chunk before
  bool last = false;
};
struct chunk_written {
  import_state state = import_state::running;
  std::vector<inbox_entry> inbox_entries;
};
/// Applies the rows and remembers how far the file is applied, in one transaction. Of an import
/// that was cancelled meanwhile nothing is applied.
/// Errors: wrong_state (the chunk is not the next one).
[[nodiscard]] result<chunk_written> write_import_chunk(transaction& tx, const import_chunk& chunk,
                                                       const listeners_ptr& listeners, instant now);
/// The import cannot go on. Harmless when it has ended.
[[nodiscard]] stored_import fail_import(transaction& tx, import_id id, const std::string& why,
                                        instant now);
/// Errors: not_found; wrong_state when it has ended.
[[nodiscard]] result<stored_import> cancel_import(transaction& tx, import_id id,
                                                  const std::string& who, const std::string& why,
                                                  instant now);

/// Reading them; thread-safe as the reader is.
class import_reader {
public:
  virtual ~import_reader() = default;
  [[nodiscard]] virtual std::optional<stored_import> find(import_id id) = 0;
  /// From new to old, before `before`.
  [[nodiscard]] virtual std::vector<stored_import> list(import_id before, std::size_t limit) = 0;
  /// Those that wait or run, the oldest first.
  [[nodiscard]] virtual std::vector<stored_import> under_way() = 0;
  /// By line.
  [[nodiscard]] virtual std::vector<import_error> errors(import_id id) = 0;
};

} // namespace sojourn::storage
