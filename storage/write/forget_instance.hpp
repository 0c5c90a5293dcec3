// Forgetting one instance that has ended, with all that hangs on it.
#pragma once

#include "storage/campaigns.hpp"
#include "storage/retention.hpp"
#include "storage/write/own_turns.hpp"

namespace sojourn::storage {

/// What went, by kind of row.
using forgotten_counts = std::array<std::int64_t, forgotten_rows>;

/// Removes an instance that has ended: its journal, sends with their receipts, and mailbox
/// messages. What was counted of it becomes sums; what orders may be owed to stays, and so do its
/// codes and a re-entry key that nobody may have again. False: it stays for now, because an effect
/// of it is still under way, or because it has the newest entry or send, whose number would be
/// given again. One that cannot be read stays, too, for verify to tell of.
[[nodiscard]] bool forget_instance(transaction& tx, own_turns& definitions, instance_id id,
                                   instant now, forgotten_counts& counts);

} // namespace sojourn::storage
