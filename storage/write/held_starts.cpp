#include "storage/write/held_starts.hpp"

#include <algorithm>

namespace sojourn::storage {

bool are_runs_quiet(table_set& tables) {
  const auto runs = tables.runs.under_way();
  return std::all_of(runs.begin(), runs.end(), [&](run_id id) {
    const auto run = tables.runs.find(id);
    if (!run || run->state != run_state::entering)
      return false;
    const auto campaign = tables.campaigns.find(run->campaign);
    return campaign && campaign->campaign.state == campaign_state::paused;
  });
}

} // namespace sojourn::storage
