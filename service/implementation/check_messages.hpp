// Whether the messages of a campaign can go out over the channels that its steps name.
#pragma once

#include "campaign/definition.hpp"
#include "channels/channel.hpp"

namespace sojourn::service {

/// Asks each channel about the part that each message it would send holds for it, in every
/// language. Channels that are not configured are passed over. Errors: invalid_definition, with the
/// places in the definition.
[[nodiscard]] result<void> check_messages(const campaign::definition& definition,
                                          const channels::channel_map& over);

} // namespace sojourn::service
