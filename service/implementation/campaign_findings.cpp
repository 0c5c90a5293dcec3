#include "service/implementation/campaign_findings.hpp"

#include "service/implementation/campaign_price.hpp"
#include "service/implementation/lint_figures.hpp"

#include <algorithm>
#include <iterator>

namespace sojourn::service {

result<std::vector<content::finding>> find_before_activation(actors::services& services,
                                                             const actors::running_version& version,
                                                             const std::stop_token& stop) {
  const auto by_figures = lint_figures_for(services, &version, json::object(), &stop);
  if (!by_figures)
    return fail(by_figures.error());
  auto all = content::lint_campaign(*version.definition, *by_figures);
  auto of_budget = budget_findings(services, version, stop);
  if (!of_budget)
    return fail(std::move(of_budget.error()));
  std::ranges::move(*of_budget, std::back_inserter(all));
  return all;
}

} // namespace sojourn::service
