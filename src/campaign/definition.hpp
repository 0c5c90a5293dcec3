// The model of a campaign definition: what a version is once it has been read and checked.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"
#include "calendar/calendar.hpp"
#include "calendar/schedule.hpp"
#include "messages/picture.hpp"
#include "messages/purpose.hpp"
#include "rules/rule.hpp"
#include "text/template.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace sojourn::campaign {

/// The target that ends the instance as completed; every definition has it.
inline constexpr std::string_view end_target = "end";

/// The lists of a customer's records that are of the shop's own types, and are named like these
/// (shipped ones among them do no harm); nullopt: which there are is not known here.
using own_list_names = std::optional<std::set<std::string, std::less<>>>;

/// What a record trigger fires on.
enum class record_moment {
  created,            ///< a record is new with a watched field, or a field appears in it
  changed,            ///< a watched field of a record that was there has another value
  created_or_changed, ///< either, once
};
/// Which way a field must change, by the order of its values.
enum class direction { any, up, down };
/// Fires when something happens to one of `fields` of a record of this type, for the record
/// itself if it is a customer, else for the customer who owns it.
struct record_trigger {
  record_moment on = record_moment::changed;
  std::string record;              ///< record type
  std::vector<std::string> fields; ///< at least one
  direction towards = direction::any;
  std::vector<json> order; ///< values from low to high; empty: numbers, by their size
};
/// Started by an operator or a program for one subject.
struct manual_trigger {};
/// Started by a call of POST /v1/hooks/{hook}, once the hook has checked it.
struct webhook_trigger {
  std::string hook;
  std::optional<rules::rule> subject; ///< over {"payload": …}: the customer's id, in place of the
                                      ///< hook's mapping
};
/// Started by each event of this type, for the event's subject.
struct event_trigger {
  std::string event;
};
enum class overlap_policy {
  skip,     ///< the occurrence is left out while the run before has not ended
  queue,    ///< its run begins when the one before has ended
  parallel, ///< its run begins beside it
};
/// Started for everybody whom the audience holds, at each instant of a schedule.
struct schedule_trigger {
  calendar::schedule when;
  calendar::missed_policy missed = calendar::missed_policy::latest;
  std::optional<milliseconds> missed_window{}; ///< older ones are never made up for
  overlap_policy overlap = overlap_policy::skip;
};
enum class broadcast_to { customers, visitors, both };
/// Shown to everybody of a kind while the campaign is active; starts no instances.
struct broadcast_trigger {
  broadcast_to to = broadcast_to::both;
};
using trigger = std::variant<record_trigger, manual_trigger, webhook_trigger, event_trigger,
                             schedule_trigger, broadcast_trigger>;

enum class reentry_policy {
  once,         ///< one instance for the key, ever
  skip_if_open, ///< none while one is open
  restart,      ///< the open one is cancelled, a new one starts
  parallel,     ///< any number
};

struct reentry {
  reentry_policy policy = reentry_policy::skip_if_open;
  rules::rule key; ///< over the data of conditions; default {"var": "subject.id"}
};

/// What becomes of timers that run while the campaign is paused.
enum class pause_timers {
  run_on,         ///< they run on; what fell due is done when the campaign goes on
  keep_remaining, ///< they stand still: each is prolonged by as long as the pause was
  spread,         ///< they run on; what fell due is spread evenly over `window` when it goes on
};
/// What a pause of the campaign means.
struct pause_policy {
  pause_timers timers = pause_timers::run_on;
  milliseconds window{3'600'000};
  std::uint32_t keep_events = 1'000; ///< that one instance keeps for the time after the pause
  /// Whether starts that triggers ask for in a pause by a person wait for its end; in one by the
  /// budget they always do.
  bool keeps_starts = true;
  std::uint32_t keep_starts = 100'000; ///< that the campaign keeps; the next ones are dropped
  /// Which occurrences of the schedule are made up for; nullopt: as the trigger's `missed`.
  std::optional<calendar::missed_policy> occurrences{};
};

/// How many of a run's audience are entered: those whose keyed hash of `seed` and id comes first.
struct audience_limit {
  std::int64_t most = 0;
  std::string seed{};              ///< the campaign's id where the definition names none
  bool counts_for_the_day = false; ///< within what the shop may write to on a day
};
/// How many messages of campaigns whose ids begin so one person gets within a period.
struct person_limit {
  std::string campaigns{};
  std::int64_t most = 0;
  calendar::period per = calendar::period::day;
};
struct limits {
  /// How many people the audience must hold for the campaign to be activated; not set: as many as
  /// the shop says. 0: any number.
  std::optional<std::int64_t> least{};
  std::optional<audience_limit> audience{};
  std::optional<person_limit> person{};
};

/// An event that ends the instance: a goal as converted, an exit as cancelled.
struct ending {
  std::string event;
  rules::rule match; ///< over the data of conditions and `event`
};

/// How an effect is tried again.
struct retry_policy {
  std::uint32_t max_attempts = 8;
  milliseconds initial{5'000};
  double backoff = 2.0;
  milliseconds max{3'600'000};
  double jitter = 0.2; ///< share of the delay that is drawn, 0 to 1
};

/// What to do after the honest third outcome.
enum class on_unknown { hold, retry, next };

/// What send, http and voucher steps share.
struct effect_rules {
  retry_policy retry;
  on_unknown unknown = on_unknown::hold;
  std::string on_failure; ///< empty: hold for an operator
};

/// What becomes of a message that the budget cannot pay on a channel.
enum class on_unpaid {
  wait,        ///< for the budget, and the campaign is paused
  next_channel ///< the next channel of the step that can be paid brings it; else it waits
};

struct send_step {
  std::string message;
  std::vector<std::string> via;
  on_unpaid unpaid = on_unpaid::wait;
  std::string on_unreachable; ///< empty: as on_failure
  effect_rules effect;
  std::string next;
};

/// The hour of the day in which the subject reads most; see engine::best_hour.
struct best_hour_window {};
/// Waits a duration, until an instant, until a date that a rule computes, or for an opening.
struct delay_step {
  std::variant<calendar::duration, instant, rules::rule, calendar::window, best_hour_window> until;
  std::string from; ///< step whose settling is the anchor; empty: the previous step
  std::string next;
};

struct awaited_event {
  std::string event;
  rules::rule match;
  std::string next;
  std::string as; ///< variable that keeps the event's data; empty: not kept
  json title{};   ///< for people: a text or {"vi", "en"}; null: none
};
struct wait_step {
  std::vector<awaited_event> events;
  /// Events that came this long before the wait are found when it begins; 0: none.
  milliseconds look_back{0};
  std::optional<calendar::duration> timeout;
  std::string on_timeout;
};

struct branch_case {
  rules::rule when;
  std::string next;
  json title{};
};
/// The first way whose condition holds. A definition with `on` and a map of values is
/// read as equality conditions in the order of the document's keys.
struct branch_step {
  std::vector<branch_case> cases;
  std::string otherwise;
};

struct split_share {
  std::string name;
  double share = 0; ///< relative weight, > 0
  std::string next;
  json title{};
};
struct split_step {
  std::vector<split_share> shares;
};

/// Gives the subject a code of a pool.
struct voucher_step {
  std::string pool;
  /// Variable: {"code", "pool", "issued_at", "expires_at", "redeemed_at", "voided_at", "points",
  /// "balance"}; of a code that went back {"pool", "returned_at"}.
  std::string as;
  std::optional<calendar::duration> valid_for{}; ///< once it is given; not set: as the pool says
  std::optional<rules::rule> points{};           ///< what the customer pays for it
  /// Whether the code goes back to its pool when nothing that shows it reached its holder.
  bool returns = true;
  std::string on_exhausted;    ///< empty: as on_failure
  std::string on_limit;        ///< the person has as many as they may; empty: as on_exhausted
  std::string on_insufficient; ///< they have fewer points than it costs; empty: as on_failure
  effect_rules effect;
  std::string next;
};

struct update_step {
  std::map<std::string, rules::rule> set; ///< field of the subject → value
  std::string next;
};

/// Adds tags to a list of the subject's record, and takes tags out of it.
struct tag_step {
  std::string field;              ///< of the record: a list of texts
  std::vector<rules::rule> add{}; ///< each gives a text, a list of texts, or null for none
  std::vector<rules::rule> remove{};
  std::string next;
};

struct http_step {
  std::string method;
  text::message_template url;
  std::map<std::string, text::message_template> headers;
  std::optional<text::message_template> body;
  std::string as; ///< variable that keeps {"status", "body"}; empty: not kept
  effect_rules effect;
  std::string next;
};

enum class show_kind { banner, popup, form, push };
/// What is made of an address that somebody writes into a form. Whose it is, a form never proves.
enum class form_identity {
  nobody,       ///< a lead of the visitor
  known,        ///< of a customer with that address, the visitor's records are the customer's
  known_or_new, ///< the same, and a customer is made where nobody has the address
};
/// Puts something into a slot of the site or the app, where the subject sees it until the instance
/// ends, or until then.
struct show_step {
  show_kind kind = show_kind::banner;
  std::string slot;
  text::message_template content;
  bool is_text = false;                             ///< false: the template of a JSON value
  form_identity identifies = form_identity::nobody; ///< of a form
  std::optional<instant> from;
  std::variant<std::monostate, instant, calendar::duration> until; ///< a duration: of showing it
  std::string next;
};

struct end_step {
  std::string reason;
};

struct gate_case {
  std::int64_t up_to = 0; ///< the last passage that goes this way
  std::string next;
  json title{};
};
/// Counts everybody who passes, exactly and over all versions of the campaign: the number of a
/// passage decides its way.
struct count_gate_step {
  std::string counter;                      ///< its name within the campaign
  std::vector<gate_case> cases;             ///< ascending
  std::string otherwise;                    ///< for all passages after the last case
  std::optional<calendar::schedule> resets; ///< at these instants the count begins anew
  std::string as;                           ///< variable: {"number"}; empty: not kept
};

/// Books points of the customer in the ledger, or takes a booking back.
struct points_step {
  /// How many points; of a reversal at most so many. Not set: all that is left to reverse.
  std::optional<rules::rule> amount;
  rules::rule reference; ///< what a booking (or a reversal) is known by: it is made once
  std::optional<rules::rule> reverses; ///< the reference of the booking that is taken back
  std::string book;                    ///< references are unique within a book
  std::string on_insufficient;         ///< fewer points are there than are taken; empty: hold
  std::string as; ///< variable: {"booked", "amount", "balance"}; empty: not kept
  std::string next;
};

struct tier_rule {
  json value;
  json when; ///< a condition over customer, traits and the lists of their records
};
/// Writes the first tier whose condition holds to a field of the customer.
struct tier_step {
  std::string field;
  std::vector<tier_rule> tiers; ///< from high to low
  json otherwise{};             ///< null: the tier stays as it is
  bool keeps_higher = false;    ///< a customer is never moved down the list
  std::string on_failure;       ///< the record's type refuses the tier; empty: hold
  std::string as;               ///< variable: {"from", "to", "changed"}; empty: not kept
  std::string next;
};

/// Starts another campaign for the same subject.
struct start_step {
  std::string campaign;
  std::map<std::string, rules::rule> data; ///< what its conditions see as trigger.data
  bool waits = false;                      ///< goes on when the started instance has ended
  std::optional<calendar::duration> timeout;
  std::string on_timeout;
  std::string on_failure; ///< it is not active, or takes no start of the subject; empty: hold
  std::string as;         ///< variable: {"instance", "status", "reason"}; empty: not kept
  std::string next;
};

/// Pauses the instance's own campaign, and ends the instance.
struct pause_campaign_step {
  std::string reason;
};

/// Asks the staff of the shop to do something for the subject. The instance goes on at once.
struct task_step {
  std::map<std::string, text::message_template> texts{}; ///< by language; "" in every one
  rules::rule reads{}; ///< of the data that the texts read, so that they are facts of the turn
  std::optional<calendar::duration> due{}; ///< by when it should be done, from now
  calendar::duration lasts{};              ///< nobody is asked any more after it
  std::vector<std::string> done_by{};      ///< marks of the desk that do it, beside task_done
  std::string next{};
};

using step_kind =
    std::variant<send_step, delay_step, wait_step, branch_step, split_step, voucher_step,
                 update_step, http_step, end_step, count_gate_step, points_step, tier_step,
                 start_step, pause_campaign_step, show_step, tag_step, task_step>;

struct step {
  std::string id;
  step_kind kind;
  json title{}; ///< for people: a text or {"vi", "en"}; null: none
};

/// The texts of a message in one language.
struct message_parts {
  text::message_template subject;
  text::message_template text;
  std::optional<text::message_template> html;
  /// What only one channel shows, by its name: the template of a JSON object.
  std::map<std::string, text::message_template, std::less<>> channels{};
};

/// Similar products that one text may ask for; the schema says it too.
inline constexpr std::uint32_t most_similar_products = 12;

/// Which products a message shows, and what stands in the place of one that is gone.
struct product_rules {
  /// Shown where the last viewed product is gone or out of stock: an object of fields, or the
  /// text "product:ID"; null: nothing.
  json fallback{};
  std::uint32_t similar = 3; ///< how many similar products, at most
  double price_band = 0.3;   ///< their price is at most this share below or above
};

/// A message of the campaign: parts by language, and which language is the fallback.
struct message {
  messages::purpose purpose = messages::purpose::promotional;
  std::map<std::string, message_parts> languages;
  std::string fallback_language;
  product_rules products{};
  std::vector<messages::picture_ptr> pictures{}; ///< by name
  std::int64_t library_version = 0; ///< of the library's message; 0: the campaign's own

  /// The parts in the language that lookup (RFC 4647, 3.4) finds for `language`, with its tag:
  /// "en-US" finds "en". nullptr where there is none.
  using parts_in_language = std::pair<const std::string, message_parts>;
  [[nodiscard]] const parts_in_language* find_parts(std::string_view language) const;
  /// The same, or else those in the fallback language; nullptr where not even these are there.
  [[nodiscard]] const parts_in_language* parts_for(std::string_view language) const;
};

/// How a send step names a message of the library: "library:welcome".
inline constexpr std::string_view library_prefix = "library:";

/// A version of a message of the library, as a campaign keeps it.
struct pinned_message {
  std::int64_t version = 0;
  json source; ///< as "message" in the schema
  bool operator==(const pinned_message&) const = default;
};
/// Messages of the library by id.
using message_library = std::map<std::string, pinned_message, std::less<>>;

/// One checked version of a campaign. Immutable once made.
struct definition {
  std::string id;
  std::string name;
  std::vector<std::string> tags;
  std::string timezone = "UTC";
  campaign::trigger trigger;
  rules::rule audience; ///< always true when absent
  /// Records that are nobody's in particular, and that its conditions and texts see, by name.
  std::map<std::string, subject_ref, std::less<>> reads;
  campaign::reentry reentry;
  std::vector<ending> goals;
  std::vector<ending> exits;
  pause_policy on_pause;
  campaign::limits limits;
  std::string start;
  std::map<std::string, step, std::less<>> steps;
  /// By the names that send steps use: its own, and "library:ID" of those it takes from there.
  std::map<std::string, message, std::less<>> messages;
  message_library library; ///< what it takes from the library, at the versions it began with
  json source;             ///< as it was put, for showing and storing

  /// The step with this id, or nullptr (end_target is nullptr unless declared).
  [[nodiscard]] const step* find(std::string_view step_id) const {
    const auto found = steps.find(step_id);
    return found == steps.end() ? nullptr : &found->second;
  }
};

using definition_ptr = std::shared_ptr<const definition>;

/// "send", "delay", …
[[nodiscard]] std::string_view type_name(const step_kind& kind);
/// "record_created", "record_changed", …
[[nodiscard]] std::string_view to_text(record_moment on);
/// "record_changed", "manual", …
[[nodiscard]] std::string_view type_name(const trigger& trigger);
/// What sort of campaign the trigger makes of it, in the word that operators know: "bulk",
/// "manual", "new_data", "changed_data", "new_or_changed_data", "webhook", "periodic" or "event".
[[nodiscard]] std::string_view kind_name(const trigger& trigger);
/// "banner", "popup", …
[[nodiscard]] std::string_view to_text(show_kind kind);
/// "once", "skip_if_open", …
[[nodiscard]] std::string_view to_text(reentry_policy policy);

/// Every step a step can go to, with the name of the way ("next", "timeout", "case 1", …).
struct transition {
  std::string name;
  std::string target;
  json title{}; ///< of the case, share or event; null: none
};
[[nodiscard]] std::vector<transition> transitions_of(const step& from);

} // namespace sojourn::campaign
