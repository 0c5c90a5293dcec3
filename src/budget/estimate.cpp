#include "budget/estimate.hpp"

#include "campaign/graph.hpp"

#include <algorithm>

namespace sojourn::budget {

namespace {

/// What each pot may have to pay; tokens are the pot without a name.
using tolls_by_pot = std::map<std::string, std::int64_t>;

std::vector<std::string> actions_of(const campaign::step& step) {
  if (const auto* send = std::get_if<campaign::send_step>(&step.kind)) {
    std::vector<std::string> actions;
    for (const auto& channel : send->via)
      actions.push_back(send_action(channel));
    return actions;
  }
  if (std::holds_alternative<campaign::http_step>(step.kind))
    return {"http"};
  if (std::holds_alternative<campaign::voucher_step>(step.kind))
    return {"voucher"};
  if (std::holds_alternative<campaign::points_step>(step.kind))
    return {"points"};
  if (std::holds_alternative<campaign::tier_step>(step.kind))
    return {"tier"};
  return {};
}

/// The dearest of each pot counts: a send goes out by one of its channels.
void raise(tolls_by_pot& to, const std::string& pot, std::int64_t amount) {
  auto& most = to[pot];
  most = std::max(most, amount);
}

} // namespace

estimate estimate_of(const campaign::definition& campaign, const plan& by) {
  estimate made;
  if (std::holds_alternative<campaign::broadcast_trigger>(campaign.trigger))
    return made;
  std::map<std::string, tolls_by_pot> of_step;
  for (const auto& [id, step] : campaign.steps) {
    for (const auto& action : actions_of(step)) {
      const auto costs = price_of(by, action);
      if (costs.is_free())
        continue;
      made.tolls.push_back({id, action, costs});
      if (costs.tokens > 0)
        raise(of_step[id], "", costs.tokens);
      if (costs.credits > 0)
        raise(of_step[id], costs.account, costs.credits);
    }
  }
  const auto numbered = campaign::number_steps(campaign);
  const auto circles = campaign::components_of(numbered.transitions);
  std::vector<tolls_by_pot> most(circles.members.size());
  for (std::size_t number = 0; number < circles.members.size(); ++number) {
    const auto& members = circles.members[number];
    tolls_by_pot own;
    tolls_by_pot after;
    bool is_circle = members.size() > 1;
    for (const auto member : members) {
      if (const auto tolls = of_step.find(numbered.steps[member]->id); tolls != of_step.end()) {
        for (const auto& [pot, amount] : tolls->second)
          own[pot] += amount;
      }
      for (const auto target : numbered.transitions[member]) {
        const auto next = circles.of_node[target];
        is_circle |= target == member;
        if (next == number)
          continue;
        for (const auto& [pot, amount] : most[next])
          raise(after, pot, amount);
      }
    }
    made.loops |= is_circle && !own.empty();
    for (const auto& [pot, amount] : own)
      after[pot] += amount;
    if (std::ranges::any_of(members, [&](std::size_t member) {
          return numbered.steps[member]->id == campaign.start;
        })) {
      for (const auto& [pot, amount] : after)
        (pot.empty() ? made.tokens : made.credits[pot]) = amount;
    }
    most[number] = std::move(after);
  }
  return made;
}

} // namespace sojourn::budget
