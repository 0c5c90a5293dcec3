// Builds what a channel is handed: the message rendered for its person, the call with
// its values filled in. No CAF, no state.
#pragma once

#include "campaign/definition.hpp"
#include "channels/channel.hpp"
#include "engine/input.hpp"
#include "storage/sends.hpp"

#include <map>
#include <string>

namespace sojourn::actors {

/// The values of named secrets.
using secret_values = std::map<std::string, std::string>;

/// The delivery of the pending effect of `state` by a channel, rendered with the facts as of now.
/// Of `secrets` those are used that a call names. Links to hosted pages begin with `links_base` and
/// are nobody's yet (personal_links.hpp). Where `work` does not suffice for its texts, they are cut
/// off, and it must not leave.
[[nodiscard]] channels::send_attempt
make_attempt(const campaign::definition& campaign, const engine::instance_state& state,
             const engine::facts& known, const std::string& channel, instant now,
             const secret_values& secrets, work_budget& work, const std::string& links_base = {});

/// What the store has to know before a message may leave by `channel`, which can do `can`; all but
/// its hash, and whether it is marked.
[[nodiscard]] storage::send_request
make_send_request(const campaign::definition& campaign, std::uint32_t version,
                  const channels::send_attempt& attempt, const std::string& name,
                  const channels::capabilities& can, const channels::channel& channel);

/// SHA-256 (hex) of what the delivery says to the person or to the called system.
[[nodiscard]] std::string content_hash(const channels::send_attempt& attempt);

} // namespace sojourn::actors
