// What the log tells of campaigns: their states, who changed them, and the reason given.
#pragma once

#include "actors/cache/catalogue.hpp"
#include "storage/campaigns.hpp"

#include <string_view>

namespace sojourn::actors {

/// Takes over a state that is committed, and tells the log if it is another one.
void apply_state(catalogue& campaigns, const std::string& campaign, storage::campaign_state state,
                 std::string_view who, std::string_view why = {});

/// The same of a pause that nobody asked for: by the budget, or a step.
inline void pause_known(catalogue& campaigns, const std::string& campaign, std::string_view who) {
  apply_state(campaigns, campaign, storage::campaign_state::paused, who);
}

} // namespace sojourn::actors
