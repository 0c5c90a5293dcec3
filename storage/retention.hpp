// Forgetting: how long finished data is kept, and removing what is due a portion at a time.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/preconditions.hpp"
#include "retention/policy.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sojourn::storage {

class transaction;

struct stored_retention {
  std::int64_t version = 0;       ///< 0: nobody has put any, and the defaults hold
  json document = json::object(); ///< as it was put
  instant at{};
  std::string who;
};
[[nodiscard]] stored_retention present_retention(transaction& tx);
/// A new version of the policy. The same document again writes nothing. Errors: version_mismatch.
[[nodiscard]] result<stored_retention> put_retention(transaction& tx, const json& document,
                                                     const preconditions& only_if,
                                                     const std::string& who, instant now);

/// Rows whose removal is counted. The names are stored; never rename them.
enum class forgotten_row : std::uint8_t {
  instances,
  journal_entries,
  issued_vouchers, ///< codes that forgotten instances got; the codes stay
  sends,
  receipts,
  mail,
  contents,
  events,
  hook_messages,
  hook_calls,
  idempotency_keys,
  runs,
  jobs,
  imports,
  budget_entries, ///< that became sums
  audit_lines,
  figures, ///< rows with what messages counted in reports
  form_answers,
  form_drafts,      ///< that were never sent
  consent_requests, ///< that nobody confirmed
  desk_rows         ///< tasks for the staff and what they marked
};
inline constexpr std::size_t forgotten_rows = 21;
[[nodiscard]] std::string_view to_text(forgotten_row what);

/// A place in the order in which finished data is looked through.
struct sweep_place {
  std::size_t part = 0;      ///< which kind of data is next
  std::int64_t campaign = 0; ///< of `part` 0: the campaign
  int status = 0;            ///< of `part` 0: the status
  instant ended_at{};        ///< of `part` 0: the last instance that was looked at, with `instance`
  instance_id instance{};
  std::int64_t number = 0; ///< of other parts: the last row that was looked at
};

struct sweep_step {
  sweep_place next;
  bool is_done = false; ///< everything was looked through
  std::array<std::int64_t, forgotten_rows> removed{};
};

/// Forgets about `rows` rows of what is due at `now`, from `from` on. What is removed is what ended
/// so long ago that the policy keeps it no longer; counts, results, sums of the budget and codes
/// that were issued stay as they were. An instance is forgotten whole. The newest row of a table
/// whose numbers people see stays, so that no number is given twice.
[[nodiscard]] result<sweep_step> forget_finished(transaction& tx, const sweep_place& from,
                                                 instant now, std::size_t rows);

/// Gives free pages of the file back to the file system, up to `most` of those that are worth it
/// (retention/pace.hpp); how many there were.
[[nodiscard]] std::int64_t give_back_pages(transaction& tx, std::int64_t most);

/// Reads the policy, and what it will remove.
class retention_reader {
public:
  virtual ~retention_reader() = default;

  [[nodiscard]] virtual stored_retention newest() = 0;
  /// {ROWS: how many were ever forgotten}.
  [[nodiscard]] virtual json totals() = 0;
  /// The policy that is in force, with its defaults; events are kept at least as long as they are
  /// recognized when they come again.
  [[nodiscard]] virtual retention::policy in_force() = 0;
  /// What is due at `now`, and when the next is: {"areas": [{"area", "days", "due", "next_at"}],
  /// "instances": the same by campaign and status}. Counts end at 100,000.
  [[nodiscard]] virtual json outlook(instant now) = 0;
};

} // namespace sojourn::storage
