// Broadcasts: what is shown to everybody, without anybody going through a campaign.
#pragma once

#include "campaign/node.hpp"

namespace sojourn::campaign {

/// Whether the definition at `root` is one.
[[nodiscard]] bool is_broadcast(const node& root);

/// Complains about what a broadcast cannot have: conditions, and steps that do something.
void check_broadcast(const node& root);

} // namespace sojourn::campaign
