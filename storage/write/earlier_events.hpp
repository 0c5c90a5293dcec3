// What came before the wait that wants it.
#pragma once

#include "engine/advance.hpp"
#include "storage/events.hpp"
#include "storage/inbox.hpp"

namespace sojourn::storage {

/// Delivers to an instance whose wait begins the events that it wants and that came before it,
/// in the order in which they came.
[[nodiscard]] std::vector<inbox_entry> find_earlier_events(transaction& tx,
                                                           const engine::instance_state& waiting,
                                                           const engine::look_back& wanted,
                                                           instant now);

/// Brings an event that is stored to one instance, whether it waits for that or not.
[[nodiscard]] inbox_entry bring_event(transaction& tx, const stored_event& event, instance_id to,
                                      instant now);

} // namespace sojourn::storage
