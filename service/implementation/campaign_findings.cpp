#include "service/implementation/campaign_findings.hpp"

#include "service/implementation/campaign_price.hpp"
#include "service/implementation/lint_figures.hpp"

#include <algorithm>
#include <iterator>

namespace sojourn::service {

namespace {

using findings = std::vector<content::finding>;

} // namespace

result<std::vector<content::finding>> find_before_activation(actors::services& services,
                                                             const actors::running_version& version,
                                                             const std::stop_token& stop) {
  const auto by_figures = lint_figures_for(services, &version, json::object(), &stop);
  if (!by_figures)
    return fail(by_figures.error());
  auto all = content::lint_campaign(*version.definition, *by_figures);
  std::erase_if(all, [](const auto& one) { return one.how == content::severity::note; });
  auto of_budget = budget_findings(services, version, stop);
  if (!of_budget)
    return fail(std::move(of_budget.error()));
  std::ranges::move(*of_budget, std::back_inserter(all));
  return all;
}

std::string as_overridden(const content::finding& one) {
  std::string facts;
  for (const auto& [name, value] : one.facts)
    facts += (facts.empty() ? " (" : ", ") + name + " " + value;
  return one.code + facts + (facts.empty() ? "" : ")");
}

result<void> require_lasting_codes(actors::services& services,
                                   const actors::running_version& before,
                                   const campaign::definition_ptr& after) {
  const auto expiries = [&](const actors::running_version& of) -> result<findings> {
    const auto by = lint_figures_for(services, &of, json::object(), nullptr);
    if (!by)
      return fail(by.error());
    auto found = content::lint_campaign(*of.definition, *by);
    std::erase_if(found, [](const content::finding& one) {
      return one.how != content::severity::error || !one.code.starts_with("voucher_expire");
    });
    return found;
  };
  const auto had = expiries(before);
  if (!had)
    return fail(had.error());
  const auto has = expiries(*actors::make_running({}, after));
  if (!has)
    return fail(has.error());
  std::vector<error_detail> wrong;
  for (const auto& one : *has) {
    const bool is_known = std::ranges::any_of(*had, [&](const content::finding& other) {
      return other.code == one.code && other.pointer == one.pointer;
    });
    if (!is_known)
      wrong.push_back(
          {.pointer = one.pointer, .message = one.message, .code = one.code, .facts = one.facts});
  }
  if (wrong.empty())
    return {};
  return fail(error_code::codes_expire,
              "the campaign \"" + after->id +
                  "\" runs, and with this definition codes would expire before they are given; "
                  "name a pool that expires later, or another schedule",
              std::move(wrong));
}

} // namespace sojourn::service
