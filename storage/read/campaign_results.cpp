#include "storage/read/campaign_results.hpp"

#include "reports/left_out.hpp"
#include "storage/read/monitor_counting.hpp"

#include <map>

namespace sojourn::storage {

namespace {

json persons_of(const reports::monitor_figures& figures) {
  return {{"sent", figures.sent},
          {"delivered", figures.delivered},
          {"read", figures.read},
          {"clicked", figures.clicked}};
}

void show(json& into, const reports::monitor_figures& figures) {
  into["orders"] = figures.bought.orders;
  into["buyers"] = figures.buyers;
  into["amount"] = reports::as_json(figures.bought.amount);
  into["refunded"] = reports::as_json(figures.bought.refunded);
}

/// Whom the messages did not go to, in all and by step.
void add_left_out(json& results, const std::vector<engine::passage_sum>& sums) {
  std::map<std::string, reports::left_out> by_step;
  for (const auto& sum : sums)
    by_step[sum.step].add(sum);
  for (const auto& [step, figures] : by_step) {
    auto& shown = results.at("by_step")[step];
    if (shown.is_null())
      shown = persons_of({}); // nobody got one of this step
  }
  for (auto& [step, shown] : results.at("by_step").items())
    by_step[step].show(shown);
  reports::left_out_of(sums).show(results);
}

} // namespace

json campaign_results(table_set& tables, const std::string& campaign, milliseconds window,
                      const std::stop_token& stop) {
  monitor_query what;
  what.campaigns.push_back({.id = campaign});
  what.by = {reports::dimension::step};
  what.window = window;
  monitor_counting counting{tables, what};
  if (!counting.run(stop))
    return nullptr;
  const auto table = counting.counts().table();
  auto results = persons_of(table.totals);
  auto& by_step = results["by_step"] = json::object();
  for (const auto& row : table.rows)
    by_step[row.key.front()] = persons_of(row.figures);
  add_left_out(results, tables.graph_counts.of_messages(campaign));
  show(results, table.totals);
  for (auto& [step, shown] : results.at("by_step").items()) {
    const auto* row = table.find({step});
    show(shown, row == nullptr ? reports::monitor_figures{} : row->figures);
  }
  return results;
}

} // namespace sojourn::storage
