#include "campaign/each_rule.hpp"

#include <algorithm>

namespace sojourn::campaign {

namespace {

template <class... Ts>
struct rule_visitor : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
rule_visitor(Ts...) -> rule_visitor<Ts...>;

} // namespace

void each_rule(const definition& campaign, const std::function<void(const rules::rule&)>& visit) {
  visit(campaign.audience);
  visit(campaign.reentry.key);
  for (const auto& ending : campaign.goals)
    visit(ending.match);
  for (const auto& ending : campaign.exits)
    visit(ending.match);
  for (const auto& [id, step] : campaign.steps) {
    std::visit(rule_visitor{
                   [&](const delay_step& delay) {
                     if (const auto* rule = std::get_if<rules::rule>(&delay.until))
                       visit(*rule);
                   },
                   [&](const wait_step& wait) {
                     for (const auto& awaited : wait.events)
                       visit(awaited.match);
                   },
                   [&](const branch_step& branch) {
                     for (const auto& option : branch.cases)
                       visit(option.when);
                   },
                   [&](const update_step& update) {
                     for (const auto& [field, rule] : update.set)
                       visit(rule);
                   },
                   [&](const tag_step& tag) {
                     std::ranges::for_each(tag.add, visit);
                     std::ranges::for_each(tag.remove, visit);
                   },
                   [&](const task_step& task) { visit(task.reads); },
                   [&](const voucher_step& voucher) {
                     if (voucher.points)
                       visit(*voucher.points);
                   },
                   [&](const points_step& points) {
                     visit(points.reference);
                     for (const auto* rule : {&points.amount, &points.reverses}) {
                       if (*rule)
                         visit(**rule);
                     }
                   },
                   [&](const start_step& start) {
                     for (const auto& [field, rule] : start.data)
                       visit(rule);
                   },
                   [](const auto&) {},
               },
               step.kind);
  }
}

} // namespace sojourn::campaign
