// Turns: what the journal writer needs to know of one, and what comes of writing it.
#pragma once

#include "engine/advance.hpp"
#include "storage/campaigns.hpp"
#include "storage/graph_counts.hpp"
#include "storage/inbox.hpp"
#include "storage/journal.hpp"
#include "storage/listeners.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sojourn::storage {

class transaction;
struct send_settled; // storage/sends.hpp

/// What a job asks of one instance: the turn that does it takes it off the job's list.
struct job_task {
  std::int64_t job = 0;
  std::int64_t number = 0; ///< on the list
  std::string undo{};      ///< of a migration: engine::encode_migration of what takes it back
};

/// One turn of one instance with all that hangs on it. Text is encoded by the caller, off
/// the writer's thread.
struct turn_write {
  version_key version;
  std::string campaign;
  campaign::reentry_policy policy = campaign::reentry_policy::parallel;
  instant at{};
  journal_position expected_head = 0; ///< 0: a new instance
  struct encoded_entry {
    std::uint8_t type = 0;
    std::string payload;
  };
  std::vector<encoded_entry> entries;
  /// Only the columns of `before` that derived tables hang on are read; nullptr: new.
  std::shared_ptr<const engine::instance_state> before;
  std::shared_ptr<const engine::instance_state> after;
  std::string encoded_state; ///< engine::encode_state(*after)
  std::set<std::string> waits_before;
  std::set<std::string> waits_after;
  std::optional<engine::look_back> looks_back{}; ///< a wait begins that wants earlier events
  std::vector<engine::record_patch> patches;
  listeners_ptr listeners; ///< for patches and tiers
  std::vector<engine::campaign_start> starts{};
  std::vector<engine::task_made> tasks{}; ///< for the staff
  std::optional<engine::campaign_paused> pauses_campaign{};
  std::int64_t consumes = 0; ///< inbox entry number, 0: none
  /// Of a first turn: the number of the event up to which it has heard what was stored after its
  /// cause; nullopt: its cause is this turn.
  std::optional<std::int64_t> heard_through{};
  std::optional<version_key> version_before{}; ///< the turn moves it to another version
  std::optional<job_task> task{};
  std::shared_ptr<const send_settled> sent{}; ///< the send whose outcome the turn takes
  /// An attempt of an effect whose outcome the turn takes.
  struct settled_effect {
    std::string step;
    std::uint32_t visit = 0;
    std::uint32_t attempt = 0;
    outcome how = outcome::accepted;
  };
  std::optional<settled_effect> settled{};
  graph_changes_ptr graph{}; ///< what the turn counts for reports
};

struct turn_written {
  journal_position head = 0;
  /// How a requested voucher or booking went: engine::voucher_outcome of a code that was reserved
  /// in this transaction.
  std::optional<engine::booking_outcome> booking{};
  /// Inbox entries that this turn caused: starts, earlier events that its wait found, and the news
  /// of its end for who started it.
  std::vector<inbox_entry> inbox_entries{};
  bool paused_campaign = false;
};

/// Appends the entries, writes the row, timer, waits, outbox, re-entry key, vouchers,
/// record patches and statistics, and consumes the inbox entry and the task: all or nothing.
/// Errors: version_mismatch (stale head; of a first turn: an event was stored that it has not
/// heard), reentry_refused (details[0].message is the id of the instance that is in the way),
/// not_found (the inbox entry is consumed already, or the task is on no job's list any more).
///
/// Vouchers follow from before and after: a new pending voucher effect reserves one code
/// (idempotent by instance, step and visit) and takes the points that it costs; an entry
/// voucher_issued commits it; a pending voucher effect that is gone without voucher_issued releases
/// it and gives the points back, and so does an entry voucher_returned. What vouchers and bookings
/// cost the shop is reserved with them; where it cannot be paid, nothing is given, the effect is
/// put off and the campaign paused.
[[nodiscard]] result<turn_written> write_turn(transaction& tx, const turn_write& turn);

using turn_ptr = std::shared_ptr<const turn_write>;

/// First turns of many instances, in one unit.
struct starts_written {
  /// One for each turn: whether it is written. One that is not has changed nothing: its inbox entry
  /// is consumed already, or an instance is in its way. write_turn says which.
  std::vector<bool> written;
  std::vector<inbox_entry> inbox_entries;
};
/// Writes those turns that nothing stands against. Errors: those of write_turn for any of them;
/// then none is written.
[[nodiscard]] result<starts_written> write_starts(transaction& tx,
                                                  const std::vector<turn_ptr>& turns);

} // namespace sojourn::storage
