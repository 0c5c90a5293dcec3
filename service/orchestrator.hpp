// What the running daemon can be asked. One asynchronous interface, values in and
// out: api/ calls it, actors/ implements it. No CAF, no Beast, no SQL.
#pragma once

#include "base/completion.hpp"
#include "base/idempotency.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/preconditions.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sojourn::orchestrator {

/// Who asks and why; journaled with whatever they change.
struct caller {
  std::string who; ///< token name, or "loopback"
  std::string why; ///< free text of an operator, may be empty
  /// Whether they may start sends, and change what campaigns send that are active or paused.
  bool may_send = false;
};

/// A page of rows, and where the next begins.
struct page {
  std::vector<json> items;
  std::string next_cursor; ///< empty on the last page
};

struct page_request {
  std::uint32_t limit = 100; ///< 1 to 1000
  std::string cursor;        ///< opaque; empty for the first page
};

/// The answer of a write that can create: the resource, and whether it is new or an
/// earlier answer that the idempotency key found.
struct written {
  json body;
  bool created = false;
  bool replayed = false;
  std::int64_t version = 0; ///< for ETag; 0 where there is none
};

enum class campaign_action { activate, pause, resume, end, archive };
enum class instance_action { cancel, pause, resume, retry, skip };

struct start_request {
  std::string campaign;
  subject_ref subject;
  json data; ///< object; in reach of conditions as `trigger.data`
  caller by;
  idempotency idem;
};

struct instance_filter {
  std::string campaign; ///< empty: any
  std::string status;
  std::string step;
  std::string subject; ///< "customer:42"
};

/// One action on every instance that a filter means, as a durable job.
struct bulk_request {
  instance_filter filter;
  std::uint32_t version = 0; ///< only instances of this version; 0: of any
  std::string action;        ///< "cancel", "pause", "resume", "retry", "skip", "signal", "migrate"
  /// signal: {"type", "data"}; migrate: {"to": version, "policy": "follow" or "re_time",
  /// "map": {old step: new step}}.
  json details = json::object();
  std::uint32_t per_second = 0; ///< instances; 0: default_per_second
  bool dry_run = false;         ///< count, and do nothing
  caller by;
  idempotency idem;

  static constexpr std::uint32_t default_per_second = 200;
  static constexpr std::uint32_t max_per_second = 10'000;
};

enum class job_change { pause, resume, cancel };

/// A new draft with the definition of another campaign.
struct copy_request {
  std::string from;
  std::uint32_t version = 0; ///< 0: the newest
  std::string id;            ///< of the new campaign
  std::string name;          ///< empty: as the other's
  caller by;
  idempotency idem;
};

enum class record_write { put, patch, remove };
struct record_request {
  record_write how = record_write::put;
  std::string type;
  std::string id;
  json data; ///< put: the whole record; patch: an RFC 7396 merge patch
  preconditions only_if{};
  caller by;
};

/// A file of records that has arrived.
struct import_request {
  std::string type;
  std::string format;    ///< "csv" or "ndjson"
  bool replaces = false; ///< a row replaces its record; else it changes the fields that it has
  bool fires = true;     ///< whether campaigns react to what changes
  std::string key;       ///< the field that holds the record's id
  std::string path; ///< in the import directory; the callee takes it over, whatever comes of it
  caller by;
};

/// The erasure of a customer or a visitor.
struct erase_request {
  subject_ref subject;
  preconditions only_if{}; ///< of their record
  caller by;
};

/// Dotted path of a record's field → its value as text.
using record_filter = std::vector<std::pair<std::string, std::string>>;

/// What somebody wrote into a form on a page.
struct form_request {
  std::string visitor;
  std::string lead; ///< id of the record; the same again is the same form
  json data;        ///< of the record
  /// What showed the form, as the page says; empty: not said.
  std::string campaign;
  std::string step;
  std::string instance;
  /// Whether anybody hears of it. Otherwise the lead is stored, names nobody and starts nothing.
  bool starts = true;
  caller by;
};

/// CloudEvents 1.0 in values.
struct event_request {
  std::string source;
  std::string id;
  std::string type;
  subject_ref subject;
  std::optional<instant> at{};
  json data;
  caller by;
};

/// A call of a hook, as it arrived; the orchestrator knows the hook's secrets.
struct hook_request {
  std::string hook;
  std::string body;
  std::map<std::string, std::string> headers; ///< names in lower case
};

/// Which lines of the audit are asked for; an empty text: any.
struct audit_filter {
  std::string who;    ///< the name of a token, or "loopback"
  std::string what;   ///< the action, such as "campaign.put"; with a "." at its end, all below it
  std::string target; ///< the id of what was changed
  std::optional<instant> from{}; ///< the first instant
  std::optional<instant> to{};   ///< the first one after them
};

/// Which sends are asked for; an empty text: any.
struct send_filter {
  std::string subject;
  std::string campaign;
  std::string channel;
  std::string outcome;
  std::string instance;
};

/// A call of a provider about what it carried, as it arrived; its channel checks who calls.
struct receipt_request {
  std::string channel;
  std::string body;
  std::map<std::string, std::string> headers; ///< names in lower case
};

/// A call of a link that stands in a message.
struct link_request {
  std::string token;
  std::string method;
  std::string user_agent;
  std::string purpose; ///< what a prefetcher says of itself
};

/// A person's word about a channel and a purpose; empty: every one.
struct consent_request {
  subject_ref subject;
  std::string channel;
  std::string purpose;
  std::string state; ///< "given", "withdrawn", or "unknown", which forgets what was said
  std::string source;
  caller by;
};

/// An address that takes nothing more, or does again.
struct suppression_request {
  std::string channel;
  std::string address;
  std::string reason;
  caller by;
};

/// Money that comes into an account of credits; less than 0 takes some out.
struct deposit_request {
  std::string account;
  std::int64_t amount = 0; ///< in the smallest unit of its currency
  caller by;
  idempotency idem;
};

/// A segment, or a message of the library, to save.
struct document_request {
  std::string id; ///< empty: the definition's
  json definition;
  bool must_be_new = false;
  preconditions only_if{};
  caller by;
  idempotency idem;
};

/// A message to look at before anybody gets it.
struct preview_request {
  std::string message;
  /// Of its own messages, if `of_campaign`; else the one that gives the library's message its data,
  /// and its version where it takes it. Empty: none.
  std::string campaign;
  bool of_campaign = false;
  std::string customer;              ///< whose data texts see; empty: nobody's
  json data = json::object();        ///< merged over it
  std::string language;              ///< empty: the customer's, else the fallback
  std::vector<std::string> channels; ///< empty: those the message has parts for, or none by name
};

/// Occurrences that are to be made up for, by hand.
struct backfill_request {
  instant from{};
  instant to{};
  bool dry_run = false;
};

struct clock_request {
  std::optional<instant> to{};
  std::string advance; ///< ISO 8601; one of the two is given
};

/// Everything asynchronous: `done` is answered exactly once, on any thread. A write is
/// answered after its commit. Errors are those of the catalogue; `overloaded` and
/// `shutting_down` may come from every call.
class orchestrator {
public:
  virtual ~orchestrator() = default;

  // Campaigns. A put of an existing id with a changed definition makes a new version;
  // the same definition again changes nothing. A new version of an active or paused campaign, and
  // a change of a segment or a hook that one uses, take the right to send. Errors: may_not_send.
  virtual void validate_campaign(json definition, completion<json> done) = 0;
  virtual void put_campaign(std::string id, json definition, bool must_be_new,
                            preconditions only_if, caller by, idempotency idem,
                            completion<written> done) = 0;
  virtual void copy_campaign(copy_request request, completion<written> done) = 0;
  virtual void list_campaigns(page_request at, completion<page> done) = 0;
  virtual void get_campaign(std::string id, completion<written> done) = 0;
  virtual void campaign_versions(std::string id, completion<page> done) = 0;
  virtual void change_campaign(std::string id, campaign_action action, caller by,
                               completion<json> done) = 0;
  /// Lets a draft start instances, unless what is found in its messages and pools stands against
  /// that; findings whose code is overridden do not, which the audit keeps.
  virtual void activate_campaign(std::string id, std::vector<std::string> overridden, caller by,
                                 completion<json> done) = 0;
  /// What is wrong or doubtful in the messages that the campaign's steps send, and in its pools.
  virtual void lint_campaign(std::string id, json sample, completion<json> done) = 0;
  virtual void campaign_stats(std::string id, completion<json> done) = 0;
  virtual void campaign_graph(std::string id, completion<json> done) = 0;
  /// How many of the stored records of the campaign's subject type its audience holds now.
  virtual void campaign_audience(std::string id, completion<json> done) = 0;

  // Runs: a campaign with a manual trigger started for everybody whom its audience holds now.
  // The audience is frozen first; the answer does not wait for that.
  virtual void start_run(std::string campaign, json data, caller by, idempotency idem,
                         completion<written> done) = 0;
  virtual void list_runs(std::string campaign, page_request at, completion<page> done) = 0;
  virtual void get_run(std::string id, completion<json> done) = 0;
  virtual void cancel_run(std::string id, caller by, completion<json> done) = 0;
  /// Runs for the occurrences of a schedule in [from, to] that have none; with `dry_run` they
  /// are only told.
  virtual void backfill(std::string campaign, backfill_request what, caller by,
                        completion<json> done) = 0;
  /// The next occurrences of a campaign with the trigger "schedule".
  virtual void get_schedule(std::string campaign, completion<json> done) = 0;

  // Instances.
  virtual void start(start_request request, completion<written> done) = 0;
  virtual void list_instances(instance_filter filter, page_request at, completion<page> done) = 0;
  virtual void get_instance(instance_id id, completion<json> done) = 0;
  virtual void instance_journal(instance_id id, page_request at, completion<page> done) = 0;
  virtual void explain_instance(instance_id id, completion<json> done) = 0;
  virtual void command_instance(instance_id id, instance_action action, caller by,
                                completion<json> done) = 0;
  /// Hands an event with this type and data to one instance alone.
  virtual void signal_instance(instance_id id, std::string type, json data, caller by,
                               completion<json> done) = 0;

  // Jobs. The list of one is frozen first; the answer does not wait for that. A dry run is
  // answered with the counts, and creates nothing.
  virtual void act_on_instances(bulk_request request, completion<written> done) = 0;
  virtual void list_jobs(page_request at, completion<page> done) = 0;
  virtual void get_job(std::string id, completion<json> done) = 0;
  /// The instances on which nothing was done, and why.
  virtual void job_errors(std::string id, page_request at, completion<page> done) = 0;
  virtual void change_job(std::string id, job_change how, caller by, completion<json> done) = 0;
  /// A job that takes back what a job has migrated, where nothing has moved since.
  virtual void undo_job(std::string id, caller by, idempotency idem, completion<written> done) = 0;

  // Records, events, hooks.
  virtual void write_record(record_request request, completion<written> done) = 0;
  virtual void get_record(std::string type, std::string id, completion<written> done) = 0;
  virtual void list_records(std::string type, record_filter filter, page_request at,
                            completion<page> done) = 0;
  /// The records that have all of these identities, each by field and value, the oldest first.
  virtual void find_records(std::string type, record_filter identities, completion<page> done) = 0;
  /// Erases the personal data of somebody everywhere and leaves the figures. Answered after the
  /// first portion; the body's "state" is "running" when that was not all.
  virtual void erase(erase_request request, completion<written> done) = 0;
  virtual void get_erasure(std::string id, completion<json> done) = 0;
  /// Of one subject, or of all where it is empty; the newest first.
  virtual void list_erasures(std::string subject, page_request at, completion<page> done) = 0;
  /// The visitor is this customer: what was theirs becomes the customer's, once.
  virtual void link_visitor(std::string visitor, std::string customer, caller by,
                            completion<written> done) = 0;
  virtual void get_link(std::string visitor, completion<json> done) = 0;
  virtual void list_links(std::string customer, page_request at, completion<page> done) = 0;
  /// Takes a file of records; it is imported afterwards, whatever is killed meanwhile.
  virtual void begin_import(import_request request, completion<written> done) = 0;
  virtual void list_imports(page_request at, completion<page> done) = 0;
  virtual void get_import(std::string id, completion<json> done) = 0;
  virtual void cancel_import(std::string id, caller by, completion<json> done) = 0;
  /// What is kept of a customer from their records, by trait.
  virtual void customer_traits(std::string id, completion<json> done) = 0;
  /// The entries of a customer in the points ledger, newest first.
  virtual void customer_points(std::string id, page_request at, completion<page> done) = 0;
  /// Types that users put and those that come with Sojourn, by name.
  virtual void list_record_types(page_request at, completion<page> done) = 0;
  virtual void get_record_type(std::string name, completion<written> done) = 0;
  /// Puts the schema that later writes of these records must keep.
  virtual void put_record_type(std::string name, json schema, preconditions only_if, caller by,
                               completion<written> done) = 0;
  virtual void publish_event(event_request request, completion<written> done) = 0;
  /// Stores a form as a lead and publishes "form.submitted" of the visitor; where the form
  /// identifies a customer, the visitor's records become theirs and "form.identified" is published
  /// of them. All at once, and once for each lead. The answer is the same whoever was identified.
  /// Errors: invalid_request, with what does not fit the form at "/fields/NAME".
  virtual void take_form(form_request request, completion<written> done) = 0;

  // Hooks. Their calls carry a signature and no token.
  virtual void call_hook(hook_request request, completion<written> done) = 0;
  /// Secrets of the definition replace those that are there; a new hook without gets one, which
  /// only this answer shows.
  virtual void put_hook(std::string id, json definition, bool must_be_new, preconditions only_if,
                        caller by, idempotency idem, completion<written> done) = 0;
  virtual void list_hooks(page_request at, completion<page> done) = 0;
  virtual void get_hook(std::string id, completion<written> done) = 0;
  virtual void remove_hook(std::string id, preconditions only_if, caller by,
                           completion<json> done) = 0;
  /// An empty secret: one is made, which only this answer shows.
  virtual void add_hook_secret(std::string id, std::string secret, caller by, idempotency idem,
                               completion<written> done) = 0;
  virtual void retire_hook_secret(std::string id, std::string secret, caller by,
                                  completion<json> done) = 0;
  /// The last calls, the newest first.
  virtual void hook_deliveries(std::string id, page_request at, completion<page> done) = 0;

  /// What is shown to a subject now, in one slot or, where it is empty, in all of them.
  virtual void placements(subject_ref subject, std::string slot, completion<json> done) = 0;
  /// Calls `changed` after each commit that may have changed what is shown to the subject, on any
  /// thread, until what it returns is dropped. `changed` must be quick, and call nothing of this.
  /// What a record or the time changes of a placement is not heard.
  [[nodiscard]] virtual std::shared_ptr<void> watch_placements(const subject_ref& subject,
                                                               std::function<void()> changed) = 0;

  // Accounts at providers, by the name of a channel that uses them ("zns") or their own ("zalo").
  /// Trades the code of a consent for the account's first tokens; answers once they are stored.
  virtual void authorize_channel(std::string channel, std::string code, std::string verifier,
                                 caller by, completion<json> done) = 0;
  /// The templates that the shop has at the provider, as they were last read.
  virtual void channel_templates(std::string channel, page_request at, completion<page> done) = 0;
  /// Reads them anew; answers once they are stored.
  virtual void read_channel_templates(std::string channel, caller by, completion<json> done) = 0;

  // Sends: what was handed over, what is heard of it, and the rules around it.
  virtual void list_sends(send_filter filter, page_request at, completion<page> done) = 0;
  /// One with what it said and what was heard of it.
  virtual void get_send(std::string number, completion<json> done) = 0;
  virtual void take_receipts(receipt_request request, completion<json> done) = 0;
  /// What a campaign's messages brought; orders count that were paid within `window` (ISO 8601, a
  /// week if empty) of a click or else a read. Errors: not_found, invalid_duration.
  virtual void campaign_results(std::string id, std::string window, completion<json> done) = 0;
  /// Follows a link of a message: {"use": "follow", "url"}, {"use": "open"} or {"use":
  /// "unsubscribe", "channel"}, which changes nothing yet. Errors: not_found.
  virtual void visit_link(link_request request, completion<json> done) = 0;
  /// The person wants no more of what the link's message was. Errors: not_found.
  virtual void unsubscribe(std::string token, completion<json> done) = 0;
  /// Every channel: what it can do, what waits for it, whether it is open.
  virtual void list_channels(completion<json> done) = 0;
  virtual void get_send_rules(completion<written> done) = 0;
  virtual void put_send_rules(json document, preconditions only_if, caller by,
                              completion<written> done) = 0;
  virtual void list_consents(subject_ref subject, completion<json> done) = 0;
  virtual void put_consent(consent_request request, completion<json> done) = 0;
  virtual void list_suppressions(page_request at, completion<page> done) = 0;
  virtual void put_suppression(suppression_request request, completion<json> done) = 0;
  virtual void remove_suppression(suppression_request request, completion<json> done) = 0;

  /// What a subject looked at last, and so many products like it; 0: as many as is usual.
  virtual void recommendations(subject_ref subject, std::uint32_t count, completion<json> done) = 0;

  // Secrets that calls of campaigns name. No answer holds a value.
  /// Keeps a value under a name in the place of what was there. Errors: invalid_request.
  virtual void put_secret(std::string name, std::string value, caller by,
                          completion<written> done) = 0;
  /// Names, when each was set, and the campaigns that name it.
  virtual void list_secrets(page_request at, completion<page> done) = 0;
  /// Refused while an active or paused campaign names it.
  virtual void remove_secret(std::string name, caller by, completion<json> done) = 0;

  // The budget: what actions cost, and how much there is of tokens and credits.
  /// With what is reserved, spent and left, and the campaigns that it paused.
  virtual void get_budget(completion<written> done) = 0;
  /// Null removes it: nothing costs anything then.
  virtual void put_budget(json document, preconditions only_if, caller by,
                          completion<written> done) = 0;
  /// Errors: not_found; wrong_state where more is taken out than is left.
  virtual void deposit_credits(deposit_request request, completion<written> done) = 0;
  /// What was reserved and spent by "day", "month" or "year", newest first.
  virtual void budget_periods(std::string per, page_request at, completion<page> done) = 0;
  /// What the campaign will cost at most, by its audience of now and the budget of now.
  virtual void estimate_campaign(std::string id, completion<json> done) = 0;
  /// What it cost from `from` (its beginning) until before `to` (now), by action.
  virtual void campaign_statement(std::string id, std::optional<instant> from,
                                  std::optional<instant> to, completion<json> done) = 0;

  // Segments: saved conditions, and the groups that come with Sojourn.
  virtual void list_segments(page_request at, completion<page> done) = 0;
  virtual void get_segment(std::string id, completion<written> done) = 0;
  virtual void segment_versions(std::string id, completion<page> done) = 0;
  virtual void put_segment(document_request request, completion<written> done) = 0;
  /// Refused while a campaign or another segment names it.
  virtual void delete_segment(std::string id, preconditions only_if, caller by,
                              completion<json> done) = 0;
  /// How many customers are in it now, exactly.
  virtual void segment_size(std::string id, completion<json> done) = 0;
  /// The same of a segment that is not saved.
  virtual void size_of_condition(json definition, completion<json> done) = 0;
  virtual void segment_members(std::string id, page_request at, completion<page> done) = 0;
  /// Whether a customer is in, and why.
  virtual void segment_member(std::string id, std::string customer, completion<json> done) = 0;
  /// How many leave at each part of the segment's condition, one after the other.
  virtual void segment_funnel(std::string id, completion<json> done) = 0;
  /// The same of stages that are not saved: a list of {"name", "condition"}.
  virtual void funnel_of_stages(json stages, std::string zone, completion<json> done) = 0;

  // The library of messages. A campaign keeps the versions of those that it takes.
  virtual void list_messages(page_request at, completion<page> done) = 0;
  virtual void get_message(std::string id, completion<written> done) = 0;
  virtual void message_versions(std::string id, completion<page> done) = 0;
  virtual void put_message(document_request request, completion<written> done) = 0;
  /// Refused while a campaign that has not ended takes it.
  virtual void delete_message(std::string id, preconditions only_if, caller by,
                              completion<json> done) = 0;
  /// A message as somebody would get it, and what it lacked.
  virtual void preview_message(preview_request request, completion<json> done) = 0;
  /// What is wrong or doubtful in a message of the library; `language` is not read.
  virtual void lint_message(preview_request request, completion<json> done) = 0;

  // Vouchers.
  /// A pool that has expired gives no codes.
  virtual void create_pool(std::string pool, std::optional<instant> expires_at, caller by,
                           idempotency idem, completion<written> done) = 0;
  /// Adds codes; those the pool has already are counted as duplicates and left alone.
  virtual void add_codes(std::string pool, std::vector<std::string> codes, caller by,
                         idempotency idem, completion<json> done) = 0;
  virtual void list_pools(page_request at, completion<page> done) = 0;
  virtual void get_pool(std::string pool, completion<json> done) = 0;
  virtual void list_codes(std::string pool, std::string state, page_request at,
                          completion<page> done) = 0;
  /// Marks an issued code as used; emits `voucher.redeemed`.
  virtual void redeem(std::string pool, std::string code, caller by, completion<json> done) = 0;

  /// Who changed what, from new to old.
  virtual void list_audit(audit_filter filter, page_request at, completion<page> done) = 0;

  // The local inbox.
  virtual void list_mailbox(std::string subject, page_request at, completion<page> done) = 0;

  // Operation.
  virtual void ready(completion<json> done) = 0;
  /// Prometheus text.
  virtual void metrics(completion<std::string> done) = 0;
  virtual void storage_status(completion<json> done) = 0;
  /// Checks every invariant of the data; the outcome lists what does not hold.
  virtual void verify(completion<json> done) = 0;
  virtual void backup(caller by, completion<json> done) = 0;
  virtual void get_clock(completion<json> done) = 0;
  /// Moves a virtual clock, waking what falls due on the way, in due order, each at its
  /// due instant; answers when nothing more can move.
  virtual void move_clock(clock_request request, caller by, completion<json> done) = 0;
};

} // namespace sojourn::orchestrator
