// What an instance reacts to, and the facts a turn may look at.
#pragma once

#include "base/outcome.hpp"
#include "engine/state.hpp"
#include "records/record_type.hpp"

#include <variant>

namespace sojourn::engine {

/// An event about the subject, or a signal to this instance alone.
struct event_arrived {
  std::string type;
  std::string id;
  json data = json::object();
  bool operator==(const event_arrived&) const = default;
};

/// The instance begins. `trigger` is what conditions see as `trigger`.
struct started {
  instance_id id;
  std::string campaign;
  std::uint32_t version = 0;
  subject_ref subject;
  std::string reentry_key;
  json trigger = json::object();
  std::string who;
  /// Events about the subject that were stored between the cause of the start and the first turn,
  /// in that order: those that meant something to the instance.
  std::vector<event_arrived> heard{};
  bool operator==(const started&) const = default;
};

/// The instance's timer is due.
struct timer_due {
  instant due{};
  bool operator==(const timer_due&) const = default;
};

/// A channel that was passed over, and why.
struct passed_over {
  std::string channel;
  std::string why;
  bool operator==(const passed_over&) const = default;
};

/// The code of a send that is put off to an hour in which it may arrive.
inline constexpr std::string_view quiet_hours_code = "quiet_hours";
/// The code of an action that the budget cannot pay now.
inline constexpr std::string_view budget_code = "budget";

/// An effect has come to its end, or one attempt of it has.
struct effect_settled {
  std::string step;
  std::uint32_t visit = 0;
  std::uint32_t attempt = 0;
  outcome how = outcome::accepted;
  std::string channel; ///< that took or refused it; empty for vouchers
  std::string code;
  std::string detail;
  std::string provider_id;
  std::string content_hash; ///< SHA-256 of what was handed over; empty where nothing was
  std::vector<passed_over> tried;
  std::optional<milliseconds> retry_after{};
  /// Of an unknown one: so long a receipt may tell what became of it.
  std::optional<milliseconds> receipt_within{};
  /// http: {"status", "body"}; voucher: see voucher_outcome; bookings: what was booked.
  json response{};
  json cost{}; ///< what the budget holds for the attempt, as budget::as_json; null: nothing
  bool operator==(const effect_settled&) const = default;
};

/// What became of a booking or a voucher: how it went, and what the step learns of it.
struct booking_outcome {
  outcome how = outcome::accepted; ///< rejected, or put_off: it could not be paid
  std::string code{};              ///< why it was not accepted
  std::string detail{};
  json booked{};
  json cost{};
  std::optional<milliseconds> retry_after{}; ///< of one that is put off
  bool operator==(const booking_outcome&) const = default;
};
[[nodiscard]] effect_settled booking_settled(const pending_effect& effect,
                                             const booking_outcome& outcome);

/// A code that is reserved for a voucher step.
struct reserved_code {
  std::string code;
  std::optional<instant> expires_at{};    ///< with all codes of its pool
  std::optional<std::string> valid_for{}; ///< once it is given, as its pool says
  std::optional<std::int64_t> points{};   ///< that it cost
  std::int64_t balance = 0;               ///< of points, behind that
};
/// How a voucher effect went; nullopt: its pool had no code.
[[nodiscard]] booking_outcome voucher_outcome(const std::optional<reserved_code>& code,
                                              json cost = {});

/// Why a voucher step got no code although its pool has some.
inline constexpr std::string_view person_limit_code = "person_limit";
inline constexpr std::string_view insufficient_points_code = "insufficient_points";

/// The event that tells an instance how one ended that it started and waits for. Its data is
/// {"step", "visit", "instance", "status", "reason"}; the status of one that was never begun is
/// "refused".
inline constexpr std::string_view started_ended_event = "campaign.ended";

/// What events are called that tell what became of a message: this and a receipt's kind. Their
/// data names the send: {"instance", "step", "visit", …}.
inline constexpr std::string_view receipt_event_prefix = "message.";

enum class command_kind {
  cancel,
  pause,
  resume,
  retry,
  skip,
  restarted,
  campaign_resumed,
  migrate,
  link, ///< the visitor that it is about turned out to be a customer
  continue_from,
  edit
};
[[nodiscard]] std::string_view to_text(command_kind kind);

/// The move of one instance to another version of its campaign, or back.
struct migration {
  std::uint32_t to = 0;
  std::string step;     ///< where it stands then
  bool re_time = false; ///< its timer is computed anew with the new definition
  /// Takes an earlier migration back: the timer is that of the time before it.
  bool back = false;
  std::optional<instant> due{};
  std::optional<instant> timer_set_at{};
  bool operator==(const migration&) const = default;
};
[[nodiscard]] std::string encode_migration(const migration& value);
/// The reverse. Errors: data_corrupt.
[[nodiscard]] result<migration> decode_migration(std::string_view text);

/// Whom an instance is about from now on, and the re-entry key that follows from that.
struct identity {
  subject_ref subject;
  std::string reentry_key;
  bool operator==(const identity&) const = default;
};

/// What the variables of an instance may be at most after an edit, as text.
inline constexpr std::size_t max_edited_bytes = 64 * 1024;

/// An operator's (or the system's) word about this instance.
struct commanded {
  command_kind kind = command_kind::cancel;
  std::string who;
  std::string why{};
  std::optional<migration> move{};   ///< of `migrate`
  std::optional<identity> becomes{}; ///< of `link`
  std::string step{};                ///< of `continue_from`: where it goes on; "end" ends it
  json vars{}; ///< of `edit`: an object that is merged over the variables (RFC 7396)
  bool operator==(const commanded&) const = default;
};

using input = std::variant<started, timer_due, event_arrived, effect_settled, commanded>;

/// An update that the type of its record refuses.
struct refused_update {
  std::string step;
  std::uint32_t visit = 0;
  std::string why;
  bool operator==(const refused_update&) const = default;
};

/// A time during which the campaign is paused; one that has not ended has no `to`.
struct pause {
  instant from{};
  std::optional<instant> to{};
  bool operator==(const pause&) const = default;
};

/// The hour of the day in which the subject reads most, as it is known when a turn begins.
struct best_hour {
  int hour = 0;      ///< [0, 24)
  std::string whose; ///< "person", "group" or "shop": whose reads and clicks say so
  std::string zone;  ///< of the subject's day
  bool operator==(const best_hour&) const = default;
};

/// A list that a condition reads is written into the journal. A longer one is for a segment to ask.
inline constexpr std::size_t max_list_bytes = 64 * 1024;

/// What a turn may look at besides the state. advance() writes down what it used.
struct facts {
  json record{}; ///< the subject's record as of now, or null
  json traits{}; ///< of a customer: what their records say, or null
  /// Of a customer: the lists of their records that conditions read, by name, each as segments see
  /// it. One of more than max_list_bytes is not given: its size as text stands there instead.
  json lists{};
  json reads{};    ///< the records of campaign::definition::reads by name, or null
  json products{}; ///< what texts show of them, when one is rendered; else null
  std::map<std::string, instant> redeemed{}; ///< by voucher variable: when its code was used
  /// By voucher variable what has changed of its code since it was given: {"expires_at",
  /// "voided_at"}; the first is null where it no longer expires.
  std::map<std::string, json> offers{};
  /// By step that sent: when its message was delivered, read, clicked, answered or failed, as
  /// {"delivered_at", …, "failed_at", "failure"}.
  std::map<std::string, json> receipts{};
  /// The segments that the campaign names, by rules::segment_key: whether the subject is in.
  std::map<std::string, bool> segments{};
  std::optional<engine::best_hour> best_hour{}; ///< nullopt: nobody knows
  bool campaign_paused = false;
  std::vector<pause> pauses{}; ///< since the timer was set, oldest first; see fact_needs
  std::map<std::string, std::string> campaigns{}; ///< states of those that steps start
  records::record_type_ptr record_type{}; ///< what updates of the record must keep; may be null
  /// In a replay: what the record's type, which may be another now, refused then.
  std::optional<refused_update> refused{};
  bool operator==(const facts&) const = default;
};

} // namespace sojourn::engine
