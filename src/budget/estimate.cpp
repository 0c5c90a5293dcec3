#include "budget/estimate.hpp"

#include <algorithm>
#include <set>

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

/// The steps in groups that lie on a circle, each group after all that it leads to.
class groups {
public:
  explicit groups(const campaign::definition& campaign) : campaign_{campaign} {
    if (campaign.find(campaign.start) != nullptr)
      visit(campaign.start);
  }

  std::vector<std::vector<std::string>> found;
  std::map<std::string, std::size_t> group_of;
  std::map<std::string, std::vector<std::string>> leads_to;

private:
  struct mark {
    std::size_t order = 0;
    std::size_t lowest = 0;
  };

  /// Tarjan's; as deep as the campaign has steps, which are 500 at most.
  std::size_t visit(const std::string& id) {
    const auto order = marks_.size();
    marks_[id] = {order, order};
    stack_.push_back(id);
    auto& targets = leads_to[id];
    for (const auto& way : campaign::ways_of(*campaign_.find(id))) {
      if (campaign_.find(way.target) != nullptr)
        targets.push_back(way.target);
    }
    for (const auto& target : targets) {
      if (!marks_.contains(target)) {
        const auto lowest = visit(target);
        marks_[id].lowest = std::min(marks_[id].lowest, lowest);
      } else if (!group_of.contains(target)) {
        marks_[id].lowest = std::min(marks_[id].lowest, marks_[target].order);
      }
    }
    if (marks_[id].lowest == order)
      close(id);
    return marks_[id].lowest;
  }

  void close(const std::string& first) {
    std::vector<std::string> group;
    do {
      group.push_back(stack_.back());
      group_of[stack_.back()] = found.size();
      stack_.pop_back();
    } while (group.back() != first);
    found.push_back(std::move(group));
  }

  const campaign::definition& campaign_;
  std::map<std::string, mark> marks_;
  std::vector<std::string> stack_;
};

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
  const groups all{campaign};
  std::vector<tolls_by_pot> most(all.found.size());
  for (std::size_t number = 0; number < all.found.size(); ++number) {
    const auto& group = all.found[number];
    tolls_by_pot own;
    tolls_by_pot after;
    bool is_circle = group.size() > 1;
    for (const auto& id : group) {
      if (const auto tolls = of_step.find(id); tolls != of_step.end()) {
        for (const auto& [pot, amount] : tolls->second)
          own[pot] += amount;
      }
      for (const auto& target : all.leads_to.at(id)) {
        const auto next = all.group_of.at(target);
        is_circle |= target == id;
        if (next == number)
          continue;
        for (const auto& [pot, amount] : most[next])
          raise(after, pot, amount);
      }
    }
    made.loops |= is_circle && !own.empty();
    for (const auto& [pot, amount] : own)
      after[pot] += amount;
    most[number] = std::move(after);
  }
  if (most.empty())
    return made;
  for (const auto& [pot, amount] : most[all.group_of.at(campaign.start)])
    (pot.empty() ? made.tokens : made.credits[pot]) = amount;
  return made;
}

} // namespace sojourn::budget
