// Inbox entries: stored, held, dropped.
#pragma once

#include "storage/inbox.hpp"
#include "storage/listeners.hpp"

namespace sojourn::storage {

/// Stores them, and sets their numbers; those that start an instance hear every event that is
/// stored from now on, or from their own cause on if that is set.
void insert_inbox_entries(transaction& tx, std::vector<inbox_entry>& inbox_entries);

/// Puts the start that a trigger asks for into `into`. That of a campaign that is paused is held,
/// or, where nothing may be kept, dropped and counted.
void ask_for_start(transaction& tx, std::vector<inbox_entry>& into, inbox_entry start,
                   const listener_set& listeners);

/// Takes an inbox entry away. False when it is consumed already.
[[nodiscard]] bool consume_inbox_entry(transaction& tx, std::int64_t number);

} // namespace sojourn::storage
