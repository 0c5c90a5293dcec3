#include "storage/read/campaign_results.hpp"

#include "base/decimal.hpp"
#include "messages/attribution.hpp"
#include "records/traits.hpp"
#include "reports/left_out.hpp"
#include "storage/budget.hpp"
#include "storage/tables.hpp"

#include <map>
#include <set>

namespace sojourn::storage {

namespace {

/// What orders brought, by currency, in thousandths.
struct income {
  std::int64_t orders = 0;
  std::set<std::string> buyers;
  std::map<std::string, std::int64_t> amount;
  std::map<std::string, std::int64_t> refunded;

  void add(const std::string& buyer, const records::payment& paid) {
    ++orders;
    buyers.insert(buyer);
    amount[paid.currency] += paid.amount_thousandths;
    if (paid.called_off)
      refunded[paid.currency] += paid.amount_thousandths;
  }
};

json in_units(const std::map<std::string, std::int64_t>& thousandths) {
  json shown = json::object();
  for (const auto& [currency, amount] : thousandths)
    shown[currency] = text_of_thousandths(amount);
  return shown;
}

/// Whom the messages did not go to, in all and by step.
void add_left_out(json& results, const std::vector<engine::passage_sum>& sums) {
  std::map<std::string, reports::left_out> by_step;
  for (const auto& sum : sums)
    by_step[sum.step].add(sum);
  for (const auto& [step, figures] : by_step) {
    auto& shown = results.at("by_step")[step];
    for (const auto* figure : {"sent", "delivered", "read", "clicked"}) {
      if (!shown.contains(figure))
        shown[figure] = 0; // nobody got one of this step
    }
  }
  for (auto& [step, shown] : results.at("by_step").items())
    by_step[step].show(shown);
  reports::left_out_of(sums).show(results);
}

void show(json& into, const income& brought) {
  into["orders"] = brought.orders;
  into["buyers"] = brought.buyers.size();
  into["amount"] = in_units(brought.amount);
  into["refunded"] = in_units(brought.refunded);
}

} // namespace

json campaign_results(table_set& tables, const std::string& campaign, milliseconds window,
                      const std::stop_token& stop) {
  income whole;
  std::map<std::string, income> by_step;
  for (const auto& customer : tables.sends.touched(campaign)) {
    if (stop.stop_requested())
      return nullptr;
    const auto touches = tables.sends.touches(customer);
    for (const auto& [id, data] : tables.records.owned(customer, "order")) {
      const auto paid = records::payment_of(data);
      if (!paid)
        continue;
      const auto* owed_to = messages::credited(touches, paid->at, window);
      if (owed_to == nullptr || owed_to->campaign != campaign)
        continue;
      whole.add(customer, *paid);
      by_step[owed_to->step].add(customer, *paid);
    }
  }
  auto results = tables.sends.figures(campaign);
  add_left_out(results, tables.graph_counts.of_messages(campaign));
  show(results, whole);
  for (auto& [step, figures] : results.at("by_step").items())
    show(figures, by_step[step]);
  return results;
}

} // namespace sojourn::storage
