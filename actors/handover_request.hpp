// Builds what a channel is handed: the message rendered for its person, the call with
// its values filled in. No CAF, no state.
#pragma once

#include "campaign/definition.hpp"
#include "channels/channel.hpp"
#include "engine/input.hpp"

namespace sojourn::actors {

/// The delivery of the pending effect of `state` by a channel, rendered with the facts as of now.
[[nodiscard]] channels::delivery make_delivery(const campaign::definition& campaign,
                                               const engine::instance_state& state,
                                               const engine::facts& known,
                                               const std::string& channel, instant now);

/// SHA-256 (hex) of what the delivery says to the person or to the called system.
[[nodiscard]] std::string content_hash(const channels::delivery& delivery);

} // namespace sojourn::actors
