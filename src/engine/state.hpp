// The state of one instance: everything advance() needs to know of its past.
#pragma once

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::engine {

using sojourn::to_text; // instants and ids, beside the overloads below

/// Values are stored; never renumber them.
enum class instance_status : std::uint8_t {
  running = 0,   ///< only inside a turn; never stored
  waiting = 1,   ///< for what `waiting_for` says
  paused = 2,    ///< by an operator
  held = 3,      ///< retries exhausted or outcome unknown; an operator decides
  completed = 4, ///< went all its way
  converted = 5, ///< reached its goal
  cancelled = 6, ///< ended by an exit, a restart or an operator
  failed = 7,    ///< the definition could not be followed
};

enum class waiting_for : std::uint8_t {
  nothing = 0,
  timer = 1,         ///< a delay, or the pause before a retry
  event = 2,         ///< a wait step, with or without a timeout
  effect_result = 3, ///< a send, http or voucher step
  operator_decision = 4,
  campaign_resume = 5, ///< the campaign is paused
  quiet_hours = 6,     ///< the hour in which the send may leave
  rate_limit = 7,      ///< a cap on messages, or a budget, that has room again then
  receipt = 8,         ///< word of a send whose outcome is unknown, for a time
};
inline constexpr std::size_t waiting_fors = 9;
/// Whether it only waits for time to pass before a send is tried.
[[nodiscard]] constexpr bool is_put_off(waiting_for waiting) {
  return waiting == waiting_for::quiet_hours || waiting == waiting_for::rate_limit;
}

[[nodiscard]] constexpr bool is_ended(instance_status status) {
  return status >= instance_status::completed;
}

[[nodiscard]] std::string_view to_text(instance_status status);
[[nodiscard]] std::string_view to_text(waiting_for waiting);
[[nodiscard]] std::optional<instance_status> parse_status(std::string_view text);
[[nodiscard]] std::optional<waiting_for> parse_waiting_for(std::string_view text);

/// What kind of work an effect is. Values are stored; never renumber them.
enum class effect_kind : std::uint8_t {
  send = 0,
  http = 1,
  voucher = 2,
  // Booked by the store itself, in the transaction of the turn that asks:
  count = 3,  ///< the number of a passage
  points = 4, ///< points of the subject
  tier = 5,   ///< the tier of the subject
};
inline constexpr std::size_t effect_kinds = 6;
[[nodiscard]] std::string_view to_text(effect_kind kind);
/// Whether it goes to a channel, so that it has an outcome that conditions can ask for.
[[nodiscard]] constexpr bool is_message(effect_kind kind) { return kind <= effect_kind::http; }
/// Whether the store books it.
[[nodiscard]] constexpr bool is_booking(effect_kind kind) { return kind >= effect_kind::count; }

/// The one effect that is committed and not yet settled.
struct pending_effect {
  std::string step;
  std::uint32_t visit = 0;
  std::uint32_t attempt = 0; ///< counts from 1
  effect_kind kind = effect_kind::send;
  std::string pool{}; ///< voucher effects: the pool to reserve from
  json booking{};     ///< what to book, for bookings; storage/bookings.hpp says what is in it
  bool operator==(const pending_effect&) const = default;
};

/// What a show step put into a slot.
struct placement {
  std::string slot;
  std::optional<instant> from{};
  std::optional<instant> until{};
  bool operator==(const placement&) const = default;
};

/// The state of an instance between two turns. A value: equal states behave equally.
struct instance_state {
  instance_id id;
  std::string campaign;
  std::uint32_t version = 0;
  subject_ref subject;
  std::string reentry_key;

  instance_status status = instance_status::running;
  waiting_for waiting = waiting_for::nothing;
  std::string step;                    ///< where it is; the last step once it has ended
  std::uint32_t visit = 0;             ///< how often it has come to `step`
  std::uint32_t attempt = 0;           ///< of the effect of `step`
  std::uint32_t attempts_forgiven = 0; ///< attempts before an operator's retry; they count no more
  std::optional<instant> due{};        ///< its one timer
  std::optional<instant> timer_set_at{};     ///< when, where pauses make timers stand still
  std::optional<pending_effect> effect{};    ///< its row in the outbox
  std::optional<pending_effect> revoked{};   ///< taken back, yet its result may still come
  std::optional<waiting_for> paused_while{}; ///< what it waited for when it was paused
  std::optional<instant> paused_due{};       ///< the timer it had then

  instant started_at{};
  instant settled_at{};              ///< when the previous step settled: the anchor of a delay
  std::optional<instant> heard_at{}; ///< when an event last ended a wait
  json trigger = json::object();
  json vars = json::object();
  json outcomes = json::object(); ///< of send and http steps, by step id
  std::map<std::string, std::uint32_t> visits{};
  std::map<std::string, instant> anchors{};      ///< settling instants that a delay's `from` names
  std::map<std::string, placement> placements{}; ///< by show step; none once it has ended
  std::vector<json> deferred{};                  ///< inputs that came while paused, in order
  std::string reason;                            ///< why it is held or how it ended
  /// Why it is held, or which outcome is unknown, in a word that others of its kind have, too.
  std::string code{};

  bool operator==(const instance_state&) const = default;
};

/// The part of a state that is not in columns of the instance row, as compact JSON: all but
/// id, campaign, version, subject, reentry_key, status, waiting, step and due.
/// Equal states give equal bytes.
[[nodiscard]] std::string encode_state(const instance_state& state);

/// Reads encode_state's text into `state`, whose other members are already set.
/// Errors: data_corrupt.
[[nodiscard]] result<void> decode_state(std::string_view text, instance_state& state);

} // namespace sojourn::engine
