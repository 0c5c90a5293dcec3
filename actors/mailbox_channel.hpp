// The local inbox as a channel: the embedded default, so that nothing leaves a machine
// that configured nothing.
#pragma once

#include "channels/channel.hpp"
#include "storage/store.hpp"

namespace sojourn::actors {

/// Puts each message into the database once, whatever is repeated. `store` outlives it.
[[nodiscard]] std::shared_ptr<channels::channel> make_mailbox_channel(storage::store& store);

} // namespace sojourn::actors
