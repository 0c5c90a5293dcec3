// What the rest of the daemon may do with the data: open it, write through one
// thread, read from many. No SQL leaves this folder.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/preconditions.hpp"
#include "engine/advance.hpp"
#include "records/record_type.hpp"
#include "storage/segments.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::storage {

class vault; // storage/vault.hpp

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
  /// Tests run units inline, on the thread that submits them, one commit a unit.
  bool inline_writer = false;
  /// Called on the writer's thread around each commit with "before_commit" and
  /// "after_commit"; the latter still precedes the completions.
  std::function<void(std::string_view point)> on_commit_boundary{};
  /// Called on the writer's thread after a commit, before the completions, with the subjects whose
  /// placements it may have changed ("visitor:7f3a"); each once or several times. Must be quick.
  std::function<void(std::span<const std::string> subjects)> on_placements_changed{};
  /// INTERNAL: made from the key when the file is opened.
  std::shared_ptr<const vault> secrets{};
};

/// The number of a campaign version in the file; instances carry it.
struct version_key {
  std::int64_t value = 0;
  auto operator<=>(const version_key&) const = default;
};

/// A position in the journal: the global sequence number of an entry; 0 before the first.
using journal_position = std::int64_t;

enum class campaign_state : std::uint8_t { draft, active, paused, ended, archived };
using sojourn::to_text; // instants are of std, where no lookup by argument finds it
[[nodiscard]] std::string_view to_text(campaign_state state);

struct stored_version {
  version_key key;
  std::string campaign;
  std::uint32_t version = 0;
  json definition;
  json library{}; ///< campaign::encode_library of what it takes from the library; null: nothing
  instant created_at{};
  std::string created_by;
};

struct stored_campaign {
  std::string id;
  campaign_state state = campaign_state::draft;
  std::uint32_t version = 0; ///< the newest, which new instances take
  instant created_at{};
  instant updated_at{};
};

/// An instance with where its journal ends. `head` guards against stale copies: a turn
/// that names another head than the file's is refused as version_mismatch.
struct stored_instance {
  engine::instance_state state;
  version_key version;
  journal_position head = 0;
  instant updated_at{};
};

/// A durable input that still has to reach its instance or start one. It is consumed by
/// the turn that takes it, in the same transaction: exactly once.
struct delivery {
  std::int64_t number = 0;
  instant at{};
  /// Set: an event for this instance. 0: a start of `campaign`.
  instance_id instance{};
  std::string campaign;
  subject_ref subject;
  /// For a start: what conditions see as `trigger`. For an event: {"type","id","data"}.
  json payload;
  /// Of a start: the number of the newest event when it was stored, or its run began. What has a
  /// greater number is heard by the instance. Not set yet: it is when the start is stored.
  std::optional<std::int64_t> cause{};
  bool held = false; ///< a start that waits for the end of its campaign's pause
};

/// A campaign that changes of records start.
struct record_listener {
  std::string campaign;
  campaign::record_trigger trigger;
};
/// A campaign that each event of a type starts, for the event's subject.
struct event_listener {
  std::string campaign;
  std::string event;
};

/// What becomes of the starts of a campaign that is paused, where a person paused it; in a pause by
/// the budget they are always kept, up to `most`.
struct start_pause {
  bool keeps = true;
  std::int64_t most = 0;
};

/// Who listens: given to all writes that can start campaigns, so that the fan-out is decided inside
/// the write transaction.
struct listener_set {
  std::vector<record_listener> records{}; ///< of campaigns that are active or paused
  std::vector<event_listener> events{};   ///< of these, too
  std::map<std::string, start_pause> paused{};
  /// Type of an event → the active and paused campaigns whose newest version may hear it.
  std::map<std::string, std::vector<std::string>> hearers{};
  /// The types of events that some version of a campaign names: no others are caused by records.
  std::set<std::string> named{};
};
/// Shared by all who write while the catalogue stays as it is; nullptr: nobody listens.
using listeners_ptr = std::shared_ptr<const listener_set>;

struct stored_hook;       // storage/hooks.hpp
struct provider_template; // storage/provider_templates.hpp
struct hook_delivery;     // storage/hooks.hpp
struct stored_placement;  // storage/placements.hpp
class job_reader;         // storage/jobs.hpp
struct send_settled;      // storage/sends.hpp
class budget_reader;      // storage/budget.hpp

class transaction; // the writer's connection inside a savepoint; only the functions below use it

// ---- write operations: run them inside writer::submit ---------------------------------

/// The answer that an idempotency key found, or nullopt and the key is now taken (the
/// answer is stored by remember_answer in the same transaction).
/// Errors: idempotency_mismatch.
[[nodiscard]] result<std::optional<json>> find_answer(transaction& tx, const std::string& key,
                                                      const std::string& fingerprint, instant now);
/// A confidential answer, which shows a secret, is stored sealed.
enum class answer_kind { plain, confidential };
void remember_answer(transaction& tx, const std::string& key, const std::string& fingerprint,
                     const json& answer, instant now, answer_kind kind = answer_kind::plain);

/// What a job asks of one instance: the turn that does it takes it off the job's list.
struct job_task {
  std::int64_t job = 0;
  std::int64_t number = 0; ///< on the list
  std::string way_back{};  ///< of a migration: engine::encode_migration of what takes it back
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
  std::optional<engine::campaign_paused> pauses_campaign{};
  std::int64_t consumes = 0; ///< delivery number, 0: none
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
    engine::settlement how = engine::settlement::accepted;
  };
  std::optional<settled_effect> settled{};
};

struct turn_written {
  journal_position head = 0;
  /// A requested voucher effect's code, reserved in this transaction; nullopt when the
  /// pool had none (or no voucher was requested).
  std::optional<std::string> reserved_code{};
  std::optional<instant> code_expires_at{}; ///< with the code, if it expires
  /// How a requested booking went; of a voucher, that it could not be paid.
  std::optional<engine::booking_outcome> booking{};
  json cost{}; ///< what is reserved for the voucher, as budget::as_json
  /// Deliveries that this turn caused: starts, earlier events that its wait found, and the news
  /// of its end for who started it.
  std::vector<delivery> caused{};
  bool paused_campaign = false;
};

/// Appends the entries, writes the row, timer, waits, outbox, re-entry key, vouchers,
/// record patches and statistics, and consumes the delivery and the task: all or nothing.
/// Errors: version_mismatch (stale head; of a first turn: an event was stored that it has not
/// heard), reentry_refused (details[0].message is the id of the instance that is in the way),
/// not_found (the delivery is consumed already, or the task is on no job's list any more).
///
/// Vouchers follow from before and after: a new pending voucher effect reserves one code
/// (idempotent by instance, step and visit); an entry voucher_issued commits it; a pending
/// voucher effect that is gone without voucher_issued releases it. What vouchers and bookings cost
/// is reserved with them; where it cannot be paid, nothing is given, the effect is put off and the
/// campaign paused.
[[nodiscard]] result<turn_written> write_turn(transaction& tx, const turn_write& turn);

using turn_ptr = std::shared_ptr<const turn_write>;

/// First turns of many instances, in one unit.
struct starts_written {
  /// One for each turn: whether it is written. One that is not has changed nothing: its delivery
  /// is consumed already, or an instance is in its way. write_turn says which.
  std::vector<bool> written;
  std::vector<delivery> caused;
};
/// Writes those turns that nothing stands against. Errors: those of write_turn for any of them;
/// then none is written.
[[nodiscard]] result<starts_written> write_starts(transaction& tx,
                                                  const std::vector<turn_ptr>& turns);

/// Makes a start wait for the end of its campaign's pause. False: the campaign is not paused, or
/// the start is not there any more.
bool hold_start(transaction& tx, std::int64_t number);

/// How many starts a campaign holds, and dropped.
struct held_total {
  std::string campaign;
  std::int64_t held = 0;
  std::int64_t dropped = 0;          ///< ever
  std::int64_t dropped_in_pause = 0; ///< in the pause that began last
};

/// Consumes a delivery that means nothing to anybody; of a run's member, it counts as refused, and
/// an instance that waits for it as a start is told. Consuming it twice is harmless. Gives the
/// deliveries that it caused.
std::vector<delivery> drop_delivery(transaction& tx, std::int64_t number, instant now);

/// Marks an effect as about to be handed over to a channel that cannot deduplicate; after
/// a crash its outcome is unknown.
void mark_handed_over(transaction& tx, instance_id id);

struct record_change {
  std::int64_t version = 0; ///< after the write; 0 when it was removed
  bool created = false;
  bool changed = false; ///< false: the same value was written again; the version stays
  json before;          ///< null when there was none
  json after;           ///< null when it was removed
  std::vector<delivery> caused;
};

/// Writes a record that its type takes, keeps the traits of its owner, computes what changed, and
/// stores the events that it causes (records/record_events.hpp) and a campaign names, and then one
/// start delivery for each listener that fires (payload {"type", "record", "change":
/// {FIELD: {"from", "to"}, …}}, and "id" and "data" of a record that is no customer), for the
/// customer that the record is or belongs to. A record of a type that nobody described is taken as
/// it is and belongs to nobody. Errors: version_mismatch, not_found (patch and remove of nothing),
/// invalid_request with every mistake of the data by its pointer.
enum class record_write_kind { put, patch, remove };
[[nodiscard]] result<record_change> write_record(transaction& tx, record_write_kind how,
                                                 const subject_ref& record, const json& data,
                                                 const preconditions& only_if,
                                                 const listener_set& listeners, instant now);

/// The source of the events that the daemon makes itself, such as voucher.redeemed; nobody
/// else may use it, or a forged id would make the real one a duplicate.
inline constexpr std::string_view own_event_source = "sojourn";

struct record_type_written {
  std::int64_t version = 0; ///< how often users have put it
  bool created = false;     ///< nobody described the type before
  bool changed = false;     ///< false: the same schema was put again
};
/// Puts a record type. Its schema holds for later writes; who owns the records that are
/// there is told anew. Errors: wrong_state (too many types, or too many records of this one
/// for that), version_mismatch.
[[nodiscard]] result<record_type_written> put_record_type(transaction& tx,
                                                          const records::record_type& type,
                                                          instant now,
                                                          const preconditions& only_if = {});
/// Whether a type is shipped or was put.
[[nodiscard]] bool knows_record_type(transaction& tx, const std::string& name);

struct stored_event {
  std::int64_t number = 0;
  std::string source;
  std::string id;
  std::string type;
  subject_ref subject;
  instant at{};
  json data;
};
struct event_written {
  bool duplicate = false; ///< (source, id) was seen; nothing was written
  std::int64_t number = 0;
  instant kept_until{};         ///< so long it is known, and found by waits that look back
  std::vector<delivery> caused; ///< one for each instance that waits, each campaign it starts
  /// Campaigns with a start for the subject that was stored before and hears this when it begins.
  std::vector<std::string> heard_at_start{};
};
/// Stores an event, one delivery for each instance that waits for its type and subject, and
/// one start for each listener to its type (payload {"type": "event", "event", "id", "source",
/// "data"}). One of somebody else's that tells what a record has told is a duplicate of that.
[[nodiscard]] result<event_written> write_event(transaction& tx, const stored_event& event,
                                                const listener_set& listeners, instant now);

/// Names a run; "run_12" as text.
struct run_id {
  std::int64_t value = 0;
  auto operator<=>(const run_id&) const = default;
};
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

/// A campaign started for everybody whom its audience held at one moment.
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
};

/// A new run, which is freezing.
[[nodiscard]] stored_run begin_run(transaction& tx, const std::string& campaign, const json& data,
                                   const std::string& who, const std::string& why, instant now);
/// The run of an occurrence of a campaign's schedule; its schedule is done up to there, too.
/// nullopt: it has its run already, or was left out because the one before is open.
[[nodiscard]] std::optional<stored_run>
begin_scheduled_run(transaction& tx, const std::string& campaign, instant occurrence,
                    campaign::overlap_policy overlap, const std::string& who, instant now);
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
/// From now on the members are entered. Repeating it is harmless.
void finish_freezing(transaction& tx, run_id id);
/// One of a run's frozen list.
struct run_member {
  std::int64_t number = 0; ///< on the list
  subject_ref subject;
  turn_ptr turn{}; ///< its instance's first; nullptr: a delivery is to start it
};
/// What conditions of the run's instances see as `trigger`.
[[nodiscard]] json trigger_of(const stored_run& run);
/// Starts the first members of the list and takes them off it, in one transaction: who was
/// entered is never entered again. Those whose turn is not given, or has something in its way,
/// are started by a delivery. `members` are the first of the list, in its order.
struct members_entered {
  std::vector<bool> written; ///< one for each member: whether its turn is written
  std::vector<delivery> caused;
  bool done = false; ///< none is left, or the run was cancelled, which writes nothing
};
/// Errors: those of write_turn; then nothing is written.
[[nodiscard]] result<members_entered>
enter_members(transaction& tx, run_id id, const std::vector<run_member>& members, instant now);
/// Errors: not_found; wrong_state when nobody is left to enter.
[[nodiscard]] result<stored_run> cancel_run(transaction& tx, run_id id, const std::string& who,
                                            const std::string& why, instant now);

/// Creates the campaign or a further version of it. The same definition as the newest
/// version again, with the same messages of the library, writes nothing and says so with created
/// == false.
struct version_written {
  stored_campaign campaign;
  stored_version version;
  bool created = false;
};
/// Errors: already_exists when `must_be_new` and the id exists; version_mismatch; wrong_state when
/// archived.
[[nodiscard]] result<version_written> write_version(transaction& tx, const std::string& id,
                                                    const json& definition, bool must_be_new,
                                                    const std::string& who, instant now,
                                                    const json& library = json(),
                                                    const preconditions& only_if = {});
/// nullopt: there is no such campaign.
[[nodiscard]] std::optional<campaign_state> state_of_campaign(transaction& tx,
                                                              const std::string& id);
/// Errors: not_found; wrong_state (which state it is in and which are allowed).
/// draft→active, active→paused, paused→active, active|paused→ended, draft|ended→archived. One that
/// the budget paused may be paused once more, and then does not go on by itself.
[[nodiscard]] result<stored_campaign> write_campaign_state(transaction& tx, const std::string& id,
                                                           campaign_state to,
                                                           const std::string& who,
                                                           const std::string& why, instant now);

/// From `expires_at` on the pool gives no code, and none of its codes is redeemed. Errors:
/// already_exists.
[[nodiscard]] result<json> create_pool(transaction& tx, const std::string& pool, instant now,
                                       std::optional<instant> expires_at = std::nullopt);
/// {"pool","added","duplicates"}. Errors: not_found.
[[nodiscard]] result<json> add_codes(transaction& tx, const std::string& pool,
                                     const std::vector<std::string>& codes, instant now);
struct redemption {
  json voucher;                 ///< as list_codes shows it
  std::vector<delivery> caused; ///< of the event voucher.redeemed
};
/// Errors: not_found; wrong_state (not issued); already_redeemed (with when); voucher_expired.
[[nodiscard]] result<redemption> redeem(transaction& tx, const std::string& pool,
                                        const std::string& code, const std::string& who,
                                        const listener_set& listeners, instant now);

/// Puts a message into the local inbox; the same key again changes nothing.
struct mail {
  effect_key key;
  subject_ref subject;
  std::string campaign;
  std::string message;
  std::string subject_line;
  std::string text;
  std::string html;
  instant at{};
};
void put_mail(transaction& tx, const mail& message);

/// Which lines of the audit are asked for; an empty text: any.
struct audit_query {
  std::string who;
  std::string action; ///< one that ends in '.': all that begin so
  std::string target;
  std::optional<instant> from{}; ///< the first instant
  std::optional<instant> to{};   ///< the first one after them
  std::int64_t before = 0;       ///< only lines below this number; 0: from the newest
  std::size_t limit = 100;
};
struct audit_line {
  std::int64_t number = 0;
  instant at{};
  std::string who;
  std::string action;
  std::string target;
  std::string why;
};

/// One line of the audit: who did what to what, and why.
void write_audit(transaction& tx, instant at, const std::string& who, const std::string& action,
                 const std::string& target, const std::string& why);

/// Keeps a secret, sealed; the earlier one of the same name is gone. "check" is taken.
void put_secret(transaction& tx, const std::string& name, const std::string& plain, instant now);

/// Remembers the virtual clock's instant, so that a restart goes on from it.
void remember_clock(transaction& tx, instant now);

// ---- the writer ----------------------------------------------------------------------

/// Runs write units on the one thread that owns the one read-write connection.
///
/// Takes everything that waits, up to max_batch, into one transaction (BEGIN IMMEDIATE),
/// each unit in its own savepoint so that a failing unit fails alone, commits, and only
/// then runs the completions, in order. A failed commit is final: all units of the batch and
/// all later ones get storage_full or storage_failed, and on_failure is called once.
class writer {
public:
  virtual ~writer() = default;

  /// A unit: `apply` runs inside its savepoint (an error or exception rolls it back),
  /// `finish` after the commit, or with the error. Both run on the writer's thread.
  class unit {
  public:
    virtual ~unit() = default;
    /// nullopt: keep; an error: roll back to before this unit.
    virtual std::optional<error> apply(transaction& tx) = 0;
    /// `failure`: from apply or from the commit. Called exactly once.
    virtual void finish(std::optional<error> failure) = 0;
  };

  /// Queues a unit. When the queue is full or the writer has stopped, `finish` is called
  /// at once, on this thread, with overloaded, shutting_down or storage_failed.
  virtual void submit(std::unique_ptr<unit> work) = 0;

  /// Units that wait.
  [[nodiscard]] virtual std::size_t queue_length() const = 0;

  /// Typed form: `apply` gives the value that `done` receives after the commit.
  template <class T>
  void submit(std::function<result<T>(transaction&)> apply, std::function<void(result<T>)> done);
};

// ---- reading -------------------------------------------------------------------------

struct instance_query {
  std::string campaign{};
  std::optional<engine::instance_status> status{};
  std::string step{};
  std::string subject{}; ///< "customer:42"
  std::uint32_t limit = 100;
  std::uint64_t after = 0; ///< instance id; pages go from new to old, 0 begins
};

struct journal_entry {
  journal_position number = 0;
  journal_position previous = 0;
  instant at{};
  std::uint8_t type = 0;
  int format = 0;
  std::string payload;
};

struct due_timer {
  instant due{};
  instance_id instance;
};

struct outbox_row {
  instance_id instance;
  engine::pending_effect effect;
  /// Whether it is of this effect of the instance's state.
  [[nodiscard]] bool is_of(const engine::pending_effect& other) const {
    return effect.step == other.step && effect.visit == other.visit &&
           effect.attempt == other.attempt && effect.kind == other.kind &&
           effect.pool == other.pool;
  }
  instant requested_at{};
  bool handed_over = false;
  std::optional<std::string> reserved_code{};       ///< voucher effects
  std::optional<instant> code_expires_at{};         ///< with the code, if it expires
  std::optional<engine::booking_outcome> outcome{}; ///< bookings; `effect.booking` is not read
};

// Areas with headers of their own: budget.hpp, content.hpp, find_records.hpp, imports.hpp,
// identities.hpp, erasures.hpp, sends.hpp.
struct record_query;
struct record_page;
class import_reader;
class identity_reader;
class erasure_reader;
class content_reader;
class send_reader;

/// What a reading function that gives no result throws when the file cannot be read:
/// data_corrupt, storage_failed or storage_full.
class read_failure : public std::runtime_error {
public:
  explicit read_failure(error why) : std::runtime_error{why.message}, why_{std::move(why)} {}
  [[nodiscard]] const error& why() const { return why_; }

private:
  error why_;
};

/// What `work` gives, a result; or the failure of reading that it throws.
template <class Work>
auto as_result(const Work& work) -> decltype(work()) {
  try {
    return work();
  } catch (const read_failure& failure) {
    return fail(failure.why());
  }
}

/// Read-only access through a pool of connections. Thread-safe; each call sees everything
/// that was committed before it began, and one state of it. Corrupt rows are errors
/// (data_corrupt), thrown as read_failure where there is no result to carry them.
class reader {
public:
  virtual ~reader() = default;

  [[nodiscard]] virtual result<stored_instance> load_instance(instance_id id) = 0;
  /// Instances of the due timers, in due order: at most `limit`, due at or before `until`,
  /// after the position (due, instance) `after`.
  [[nodiscard]] virtual std::vector<due_timer> due_timers(due_timer after, instant until,
                                                          std::size_t limit) = 0;
  [[nodiscard]] virtual std::optional<instant> next_due() = 0;
  [[nodiscard]] virtual std::vector<outbox_row> outbox(instance_id after, std::size_t limit) = 0;
  /// Those that are not held.
  [[nodiscard]] virtual std::vector<delivery> deliveries(std::int64_t after, std::size_t limit) = 0;
  /// The starts that the campaign holds, in their order.
  [[nodiscard]] virtual std::vector<delivery>
  held_starts(const std::string& campaign, std::int64_t after, std::size_t limit) = 0;
  /// Of the campaigns that ever held or dropped a start, by id.
  [[nodiscard]] virtual std::vector<held_total> held_totals() = 0;
  /// The events of these types about a subject that have a greater number than `after`, in their
  /// order, and the number of the newest event of all, as of one moment.
  struct events_found {
    std::vector<stored_event> events;
    std::int64_t newest = 0;
  };
  [[nodiscard]] virtual events_found events_since(const subject_ref& subject,
                                                  const std::set<std::string>& types,
                                                  std::int64_t after) = 0;
  [[nodiscard]] virtual std::vector<stored_instance> find_instances(const instance_query& what) = 0;
  /// From the newest entry back: beginning with the position `from`, which must be one of
  /// this instance's; 0: its head. Errors: not_found.
  [[nodiscard]] virtual result<std::vector<journal_entry>>
  journal(instance_id id, journal_position from, std::size_t limit) = 0;
  [[nodiscard]] virtual instance_id last_instance_id() = 0;

  [[nodiscard]] virtual std::vector<stored_campaign> campaigns() = 0;
  [[nodiscard]] virtual std::vector<stored_version> versions(const std::string& campaign) = 0;
  [[nodiscard]] virtual result<stored_version> load_version(version_key key) = 0;
  /// {"by_status": {…}, "by_step": {STEP: {STATUS: n}}, "total"}.
  [[nodiscard]] virtual json statistics(const std::string& campaign) = 0;
  /// All campaigns together: {STATUS: n}.
  [[nodiscard]] virtual json totals() = 0;

  /// {"type","id","version","data","created_at","updated_at"} or nullopt.
  [[nodiscard]] virtual std::optional<json> record(const subject_ref& record) = 0;
  /// Only the data, or null: what a turn needs.
  [[nodiscard]] virtual json record_data(const subject_ref& record) = 0;
  /// The records of a type that belong to somebody, each with its "id"; the newest ids first.
  [[nodiscard]] virtual json owned_records(const subject_ref& owner, const std::string& type,
                                           std::size_t limit) = 0;
  /// The records of a type by id, those alone whose fields are as asked for.
  [[nodiscard]] virtual record_page find_records(const record_query& what) = 0;
  /// Every customer for whom a condition holds, until `visit` gives false. They are looked at in
  /// portions by id, each as of one moment, so that no state of the file is held for long. SQL
  /// decides where it can, `decide` on the others; without one, the condition itself does, and
  /// those over whose data it cannot be evaluated are out.
  virtual selected select_customers(const selection& what, const decision& decide,
                                    const member_visitor& visit) = 0;
  /// How many customers each of these conditions holds for: each customer is asked about all of
  /// them at one moment.
  [[nodiscard]] virtual std::vector<selected>
  count_customers(const std::vector<segments::predicate_ptr>& asked, instant now,
                  std::stop_token stop) = 0;
  /// How many customers there are: as fast as can be counted.
  [[nodiscard]] virtual std::int64_t count_records(const std::string& type) = 0;
  /// What a condition that reads these lists sees of a customer; nullopt: nobody knows them.
  [[nodiscard]] virtual std::optional<json> customer_view(const std::string& id,
                                                          const std::set<std::string>& lists) = 0;
  /// The newest versions of all saved segments, by id.
  [[nodiscard]] virtual std::vector<stored_segment> segments() = 0;
  /// All versions of one, from new to old.
  [[nodiscard]] virtual std::vector<stored_segment> segment_versions(const std::string& id) = 0;
  [[nodiscard]] virtual std::optional<stored_run> run(run_id id) = 0;
  /// From new to old, before `before`.
  [[nodiscard]] virtual std::vector<stored_run> runs(const std::string& campaign, run_id before,
                                                     std::size_t limit) = 0;
  /// Those that are freezing or entering.
  [[nodiscard]] virtual std::vector<run_id> runs_under_way() = 0;
  /// Of a run's list, behind the number `after`, in its order, without turns.
  [[nodiscard]] virtual std::vector<run_member> run_members(run_id id, std::int64_t after,
                                                            std::size_t limit) = 0;
  /// Whether a run of the campaign waits for the one before to end.
  [[nodiscard]] virtual bool has_queued_run(const std::string& campaign) = 0;
  /// The instant up to which a campaign's schedule was looked at; nullopt: never yet.
  [[nodiscard]] virtual std::optional<instant> schedule_done(const std::string& campaign) = 0;
  /// When the campaign was paused after `since`, oldest first.
  [[nodiscard]] virtual std::vector<engine::pause> pauses(const std::string& campaign,
                                                          instant since) = 0;
  [[nodiscard]] virtual job_reader& jobs() = 0;
  [[nodiscard]] virtual import_reader& imports() = 0;
  [[nodiscard]] virtual identity_reader& identities() = 0;
  [[nodiscard]] virtual erasure_reader& erasures() = 0;
  /// Ids of the customers with this "phone", "email", "zalo_user_id" or what else their type
  /// declares, however it is written; the oldest first, at most 100. Empty when nobody has it, it
  /// can be nobody's, or there is no such kind.
  [[nodiscard]] virtual std::vector<std::string> find_customer(const std::string& kind,
                                                               const std::string& value) = 0;
  [[nodiscard]] virtual content_reader& content() = 0;
  [[nodiscard]] virtual send_reader& sends() = 0;
  [[nodiscard]] virtual budget_reader& budget() = 0;
  /// How many deliveries wait for the router: without the starts that a pause holds.
  [[nodiscard]] virtual std::int64_t delivery_count() = 0;

  /// {"name","version","shipped","schema","updated_at"}, by name; shipped ones that no user
  /// has put have the version 0 and no "updated_at".
  [[nodiscard]] virtual std::vector<json> record_types() = 0;
  [[nodiscard]] virtual std::optional<json> record_type(const std::string& name) = 0;
  /// The type to check records with; nullptr for one that nobody described.
  [[nodiscard]] virtual records::record_type_ptr described_type(const std::string& name) = 0;
  /// As records::as_json shows them, and the balance of points; those of a customer that nobody
  /// knows are 0 and null.
  [[nodiscard]] virtual json traits(const std::string& customer) = 0;
  /// The ledger of a customer, newest first, before `before`; 0 begins.
  [[nodiscard]] virtual std::vector<json> point_entries(const std::string& customer,
                                                        std::int64_t before, std::size_t limit) = 0;
  /// What instances show to a subject at `now`, the newest instance first; of one slot, or of all
  /// where it is empty.
  [[nodiscard]] virtual std::vector<stored_placement> placements(const std::string& subject,
                                                                 const std::string& slot,
                                                                 instant now,
                                                                 std::size_t limit) = 0;
  [[nodiscard]] virtual std::vector<stored_hook> hooks() = 0;
  /// From new to old.
  [[nodiscard]] virtual std::vector<audit_line> audit(const audit_query& what) = 0;
  /// From new to old, before the number `before`. Empty when there is no such hook.
  [[nodiscard]] virtual std::vector<hook_delivery>
  hook_deliveries(const std::string& hook, std::int64_t before, std::size_t limit) = 0;
  [[nodiscard]] virtual std::optional<instant> redeemed_at(const std::string& pool,
                                                           const std::string& code) = 0;
  [[nodiscard]] virtual std::vector<json> pools() = 0; ///< name and counts by state
  [[nodiscard]] virtual std::optional<json> pool(const std::string& name) = 0;
  /// Ordered by row; `after` is the "number" of a code. Empty state: all.
  [[nodiscard]] virtual std::vector<json> codes(const std::string& pool, const std::string& state,
                                                std::int64_t after, std::size_t limit) = 0;
  /// Newest first; `before` is the "number" of a mail, 0 begins. Empty subject: all.
  [[nodiscard]] virtual std::vector<json> mailbox(const std::string& subject, std::int64_t before,
                                                  std::size_t limit) = 0;
  [[nodiscard]] virtual std::optional<instant> remembered_clock() = 0;
  /// A secret that was kept, opened.
  [[nodiscard]] virtual std::optional<std::string> secret(const std::string& name) = 0;
  /// By id.
  [[nodiscard]] virtual std::vector<provider_template>
  provider_templates(const std::string& account) = 0;
  /// Whether the file holds anything that could move at `now`: a delivery, an outbox row,
  /// a timer that is due, a run that enters, a job that is at work.
  [[nodiscard]] virtual bool is_quiet(instant now) = 0;
  /// Sizes of file and WAL in bytes, rows of the big tables, pages, free pages, schema version.
  [[nodiscard]] virtual json status() = 0;
};

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
  int messages = 0;                   ///< that may have left after the copy was made: unknown now
};

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
  [[nodiscard]] virtual result<std::string>
  backup(instant now, const std::function<void(int, int)>& progress) = 0;
  /// Checks every invariant on a read transaction; `progress` gets instances done.
  [[nodiscard]] virtual result<verification>
  verify(const std::function<void(std::int64_t)>& progress) = 0;
};

/// verify() for a data directory that no daemon has open. Takes the same lock.
[[nodiscard]] result<verification>
verify_offline(const store_options& options, const std::function<void(std::int64_t)>& progress);

// ---- details -------------------------------------------------------------------------

template <class T>
void writer::submit(std::function<result<T>(transaction&)> apply,
                    std::function<void(result<T>)> done) {
  class typed_unit final : public unit {
  public:
    typed_unit(std::function<result<T>(transaction&)> work, std::function<void(result<T>)> answer)
        : apply_{std::move(work)}, done_{std::move(answer)} {}
    std::optional<error> apply(transaction& tx) override {
      value_.emplace(apply_(tx));
      return value_->has_value() ? std::nullopt : std::optional<error>{value_->error()};
    }
    void finish(std::optional<error> failure) override {
      if (failure)
        done_(fail(std::move(*failure)));
      else
        done_(std::move(*value_));
    }

  private:
    std::function<result<T>(transaction&)> apply_;
    std::function<void(result<T>)> done_;
    std::optional<result<T>> value_;
  };
  submit(std::make_unique<typed_unit>(std::move(apply), std::move(done)));
}

} // namespace sojourn::storage
