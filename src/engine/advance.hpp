// The heart: one input in, one turn out. A pure function.
#pragma once

#include "campaign/definition.hpp"
#include "engine/entry.hpp"
#include "engine/passage.hpp"
#include "records/tags.hpp"
#include "rules/expression.hpp"

#include <functional>
#include <set>

namespace sojourn::engine {

/// A change to the subject's record that commits with the turn.
struct record_patch {
  subject_ref subject;
  json patch = json::object();                       ///< RFC 7396
  std::map<std::string, records::tag_change> tags{}; ///< of lists, by field
  bool operator==(const record_patch&) const = default;
};

/// A start of another campaign that commits with the turn.
struct campaign_start {
  std::string campaign;
  subject_ref subject;
  json trigger = json::object();
  bool operator==(const campaign_start&) const = default;
};

/// One atomic advance of one instance. Timers, waits and the outbox row are functions
/// of the state after it, so a turn need not list them.
struct turn {
  std::vector<entry> entries; ///< empty: the input meant nothing to this instance
  instance_state after;
  std::vector<record_patch> patches{};
  std::vector<campaign_start> starts{};
  std::optional<campaign_paused> pauses_campaign{};
  std::vector<passage> passages{}; ///< for reports to count
};

/// Applies one input that arrived at `at`.
///
/// Runs until the instance blocks or ends. Same arguments, same answer, byte for byte;
/// reads no clock, draws no chance but the keyed hash of campaign, step and subject.
/// Errors: wrong_state (a command that the state does not allow), reentry_refused (the
/// audience does not hold the subject; only for `started`), and what conditions give
/// (only for `started`; later they fail or hold the instance).
[[nodiscard]] result<turn> advance(const campaign::definition& campaign,
                                   const instance_state& before, const input& what, instant at,
                                   const facts& known);

/// The first turn of an instance whose start was stored before these events about its subject, in
/// their order: it hears them, goals and exits before its first step. `how.heard` is set to those
/// that meant something. Errors: those of advance for `started`.
[[nodiscard]] result<turn> begin_late(const campaign::definition& campaign, started how,
                                      std::vector<event_arrived> since, instant at,
                                      const facts& known);

/// The types of events that an instance of the campaign may hear at some time: of its goals, exits
/// and waits.
[[nodiscard]] std::set<std::string> hearable(const campaign::definition& campaign);

/// Which facts a campaign can use at all; reading the others is a waste.
struct fact_needs {
  bool record = false;
  bool record_type = false; ///< for updates
  bool vouchers = false;
  bool receipts = false; ///< what became of messages after they left
  bool traits = false;
  bool traits_in_key = false; ///< of re-entry
  bool reads = false;
  std::set<std::string> lists{}; ///< of the customer's records
  bool pauses = false;           ///< of the campaign, where they make timers stand still or spread
  std::map<std::string, rules::segment_call> segments{}; ///< by rules::segment_key
  std::set<std::string> campaigns{};                     ///< that steps start
  bool best_hour = false;                                ///< for a delay
  /// The group that the audience names, whose hours stand in for the subject's: its
  /// rules::segment_key; empty: there is none.
  std::string hours_group{};
  bool traits_in_texts = false; ///< of messages and HTTP calls, when they are sent
  bool vouchers_in_texts = false;
  bool reads_in_texts = false;
  bool products_in_texts = false;
};
[[nodiscard]] fact_needs needs_of(const campaign::definition& campaign);

/// Variables of `state` that hold an issued voucher: variable → (pool, code).
struct voucher_ref {
  std::string variable;
  std::string pool;
  std::string code;
};
[[nodiscard]] std::vector<voucher_ref> vouchers_of(const instance_state& state);

/// The event types about its subject that this state listens to: goals, exits, and the
/// events of the wait it stands in. Empty once ended.
[[nodiscard]] std::set<std::string> subscriptions(const campaign::definition& campaign,
                                                  const instance_state& state);

/// Which earlier events a wait wants that begins in this turn: of these types, that happened
/// at or after `since`, and that were stored after this instance last heard one.
struct look_back {
  std::vector<std::string> types;
  instant since{};
  std::optional<instant> stored_after{};
};
/// nullopt: the turn begins no wait that looks back.
[[nodiscard]] std::optional<look_back> looks_back(const campaign::definition& campaign,
                                                  const turn& made, instant at);

/// The re-entry key of a start at `at`, of the record and the traits in `known`. Errors:
/// invalid_request when it is not text or a number.
[[nodiscard]] result<std::string> reentry_key(const campaign::definition& campaign,
                                              const subject_ref& subject, const json& trigger,
                                              const facts& known, instant at);

/// The data that conditions and templates see.
[[nodiscard]] json condition_data(const campaign::definition& campaign, const instance_state& state,
                                  const facts& known);
/// As much of it as `reader` can read.
[[nodiscard]] json condition_data(const campaign::definition& campaign, const instance_state& state,
                                  const facts& known, const rules::rule& reader);

/// Replays a journal: the entries of one instance, oldest first, with their instants.
struct stored_entry {
  instant at{};
  entry what;
};
/// The state after the last turn. Errors: data_corrupt when advance() gives other
/// entries than the journal holds; the message names the first that differs.
[[nodiscard]] result<instance_state> replay(const campaign::definition& campaign,
                                            std::span<const stored_entry> journal);
/// Gives the definition of a version of the campaign; nullptr when there is none.
using version_finder = std::function<const campaign::definition*(std::uint32_t version)>;
/// Sees each turn of a replay, with the version that the instance had before and has after it.
using turn_visitor =
    std::function<void(std::uint32_t version_before, std::uint32_t version, const turn& made)>;
/// The same for an instance that may have changed its version on the way.
[[nodiscard]] result<instance_state> replay(const version_finder& find,
                                            std::span<const stored_entry> journal,
                                            const turn_visitor& visit = {});

} // namespace sojourn::engine
