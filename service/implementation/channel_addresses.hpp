// What the addresses of channels are, and the canonical form of one. No CAF, no state.
#pragma once

#include "base/result.hpp"
#include "channels/channel.hpp"

namespace sojourn::service {

/// What an address of this channel is: what a configured one declares; of one that is known and not
/// configured here, what it is wherever it is. nullopt: no channel is called so.
[[nodiscard]] std::optional<addresses::address_form>
address_form_of(const channels::channel_map& configured, const std::string& channel);

/// `written`, an address on this channel, as it is stored and compared. Errors: invalid_request,
/// with the pointer "/channel" (there is no such channel, or it has no addresses) or "/address".
[[nodiscard]] result<std::string> canonical_address_on(const channels::channel_map& configured,
                                                       const std::string& channel,
                                                       const std::string& written);

} // namespace sojourn::service
