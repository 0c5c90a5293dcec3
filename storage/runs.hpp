// Runs: a campaign started for everybody in its audience at one moment; schedules.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "campaign/definition.hpp"
#include "storage/inbox.hpp"
#include "storage/turns.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::storage {

class transaction;

/// Names a run; "run_12" as text.
struct run_id {
  std::int64_t value = 0;
  auto operator<=>(const run_id&) const = default;
};
using sojourn::to_text; // instants are of std, where no lookup by argument finds it
[[nodiscard]] std::string to_text(run_id id);
/// Errors: invalid_id.
[[nodiscard]] result<run_id> parse_run_id(std::string_view text);

enum class run_state : std::uint8_t {
  freezing = 0,  ///< its audience is being written down
  entering = 1,  ///< the audience is frozen; its members are entered one after another
  open = 2,      ///< all are entered or on their way
  ended = 3,     ///< its last instance has ended
  cancelled = 4, ///< no more are entered; those who were go on
  queued = 5,    ///< of a schedule: begins when the run before has ended
};
[[nodiscard]] std::string_view to_text(run_state state);

/// A campaign started for everybody in its audience at one moment.
struct stored_run {
  run_id id;
  std::string campaign;
  run_state state = run_state::freezing;
  json data; ///< `trigger.data` of its instances
  instant started_at{};
  std::string started_by;
  std::optional<instant> ended_at{};
  std::string reason;       ///< why it was cancelled
  std::int64_t members = 0; ///< the frozen audience; entered + refused when all are through
  std::int64_t entered = 0;
  std::int64_t refused = 0;            ///< by the re-entry policy, mostly
  std::int64_t open = 0;               ///< instances that have not ended
  std::optional<instant> occurrence{}; ///< of the schedule that caused it
  std::int64_t cause = 0;              ///< the number of the newest event when it began
  std::int64_t left_out = 0;           ///< of the audience, by its limits
};

/// A new run, which is freezing.
[[nodiscard]] stored_run begin_run(transaction& tx, const std::string& campaign, const json& data,
                                   const std::string& who, const std::string& why, instant now);
/// The run of an occurrence of a campaign's schedule; its schedule is done up to there, too.
/// nullopt: it has its run already, or was left out because the one before is open.
[[nodiscard]] std::optional<stored_run>
begin_scheduled_run(transaction& tx, const std::string& campaign, instant occurrence,
                    campaign::overlap_policy overlap, const std::string& who, instant now);
/// nullopt: there is no such run.
[[nodiscard]] std::optional<stored_run> find_run(transaction& tx, run_id id);
/// Whether an occurrence of the campaign's schedule has its run.
[[nodiscard]] bool has_run(transaction& tx, const std::string& campaign, instant occurrence);
/// The campaign's schedule is done up to `until`; never goes back.
void set_schedule_done(transaction& tx, const std::string& campaign, instant until);
/// How far it is done; nullopt for one that was never active.
[[nodiscard]] std::optional<instant> schedule_done(transaction& tx, const std::string& campaign);
/// Lets the oldest queued run of the campaign begin if no other is open.
[[nodiscard]] std::optional<run_id> begin_queued_run(transaction& tx, const std::string& campaign,
                                                     instant now);
/// Forgets the members of a run whose freezing was interrupted.
void clear_members(transaction& tx, run_id id);
void add_members(transaction& tx, run_id id, const std::vector<subject_ref>& subjects);
/// From now on the members are entered, and so many of the audience are not. Repeating it is
/// harmless.
void finish_freezing(transaction& tx, run_id id, std::int64_t left_out = 0);
/// One of a run's frozen list.
struct run_member {
  std::int64_t number = 0; ///< on the list
  subject_ref subject;
  turn_ptr turn{}; ///< its instance's first; nullptr: an inbox entry is to start it
};
/// What conditions of the run's instances see as `trigger`.
[[nodiscard]] json trigger_of(const stored_run& run);
/// Starts the first members of the list and takes them off it, in one transaction: who was
/// entered is never entered again. Those whose turn is not given, or has something in its way,
/// are started by an inbox entry. `members` are the first of the list, in its order.
struct members_entered {
  std::vector<bool> written; ///< one for each member: whether its turn is written
  std::vector<inbox_entry> inbox_entries;
  bool done = false; ///< none is left, or the run was cancelled, which writes nothing
};
/// Errors: those of write_turn; then nothing is written.
[[nodiscard]] result<members_entered>
enter_members(transaction& tx, run_id id, const std::vector<run_member>& members, instant now);
/// Errors: not_found; wrong_state when nobody is left to enter.
[[nodiscard]] result<stored_run> cancel_run(transaction& tx, run_id id, const std::string& who,
                                            const std::string& why, instant now);

/// Reads runs; see reader for what holds of all of them.
class run_reader {
public:
  virtual ~run_reader() = default;

  [[nodiscard]] virtual std::optional<stored_run> find(run_id id) = 0;
  /// From new to old, before `before`.
  [[nodiscard]] virtual std::vector<stored_run> list(const std::string& campaign, run_id before,
                                                     std::size_t limit) = 0;
  /// Those that are freezing or entering.
  [[nodiscard]] virtual std::vector<run_id> under_way() = 0;
  /// Of a run's list, behind the number `after`, in its order, without turns.
  [[nodiscard]] virtual std::vector<run_member> members(run_id id, std::int64_t after,
                                                        std::size_t limit) = 0;
  /// Whether a run of the campaign waits for the one before to end.
  [[nodiscard]] virtual bool has_queued(const std::string& campaign) = 0;
  /// The instant up to which a campaign's schedule was looked at; nullopt: never yet.
  [[nodiscard]] virtual std::optional<instant> schedule_done(const std::string& campaign) = 0;
};

} // namespace sojourn::storage
