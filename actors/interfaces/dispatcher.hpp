// The DISPATCHER hands committed effects over to their channels, and their outcomes back.
#pragma once

#include "actors/cache/catalogue.hpp"
#include "actors/dispatch/admitted_send.hpp"
#include "actors/dispatch/effect_number.hpp"
#include "actors/interfaces/instance.hpp"
#include "channels/channel.hpp"
#include "storage/sends.hpp"

namespace sojourn::actors {

/// An effect that was just committed, with the state it was committed in.
struct dispatch {
  running_version_ptr version;
  std::shared_ptr<const engine::instance_state> state;
  /// What was decided with the turn; nullptr: it was not asked yet.
  std::shared_ptr<admitted_send> admitted{};
};
/// Effects about which it is asked whether they may leave, all in one commit.
struct asked_effects {
  std::vector<effect_number> effects;
  std::vector<admission_request> requests; ///< of the effect at the same place
};
/// INTERNAL: it is decided, in the order of the requests, which of them may leave; those are
/// written down. Or it could not be decided.
struct sends_admitted {
  std::shared_ptr<const asked_effects> asked;
  std::shared_ptr<result<std::vector<storage::admission_result>>> admissions;
};
/// INTERNAL: an account may take a message again.
struct serve_lanes {};
/// INTERNAL: what came in before is dealt with; hand over what may leave, and ask about the next.
struct serve_now {};
/// INTERNAL: a channel has answered.
struct channel_answered {
  effect_number effect = 0;
  std::shared_ptr<channels::attempt_result> answer;
};
/// INTERNAL: the outcome was taken by the instance, or was not.
struct outcome_taken {
  effect_number effect = 0;
  bool again = false;
};
/// INTERNAL: the next page of the outbox.
struct read_further {};
/// INTERNAL: tell the instance once more.
struct tell_outcome {
  effect_number effect = 0;
};

using dispatcher_actor = typed_actor<
    // Hands the effect over as soon as its channel has room; what is too much stays in the
    // outbox until there is. Repeating it is harmless while the effect is pending.
    void(dispatch),
    // Reads the outbox for effects that are not on their way. Repeating it is harmless.
    void(catch_up),
    // INTERNAL.
    void(sends_admitted),
    // INTERNAL.
    void(channel_answered),
    // INTERNAL.
    void(outcome_taken),
    // INTERNAL.
    void(tell_outcome),
    // INTERNAL.
    void(read_further),
    // INTERNAL.
    void(serve_lanes),
    // INTERNAL.
    void(serve_now),
    // Answers with every channel: what waits, what is under way, what is closed and why.
    void(report_channels),
    // Answers true when every effect that was handed over has settled.
    bool(drain),
    // Ends the dispatcher; effects stay in the outbox.
    void(stop_now)>;

} // namespace sojourn::actors

SOJOURN_LOCAL_MESSAGE(sojourn::actors::dispatch)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::sends_admitted)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::serve_lanes)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::serve_now)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::report_channels)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::channel_answered)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::outcome_taken)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::tell_outcome)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::read_further)
