#include "storage/held_starts.hpp"

#include <algorithm>

namespace sojourn::storage {

std::int64_t count_held_starts(read_connection& from) {
  statement held{from.db(), "SELECT count(*) FROM campaign c JOIN delivery d ON d.campaign = c.id "
                            "AND d.instance = 0 WHERE c.state = 2"};
  auto rows = held.query();
  return rows.next() ? rows.integer(0) : 0;
}

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
