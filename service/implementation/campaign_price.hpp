// What a campaign will cost at most, and whether the budget suffices.
#pragma once

#include "actors/services.hpp"
#include "content/lint.hpp"
#include "storage/budget.hpp"
#include "storage/reader.hpp"

#include <stop_token>
#include <vector>

namespace sojourn::service {

/// What a campaign will cost at most, and whether that is left. Throws storage::read_failure.
[[nodiscard]] result<json> price_campaign(actors::services& services,
                                          const actors::running_version& version,
                                          const std::stop_token& stop);
/// A warning, where it is not left.
[[nodiscard]] result<std::vector<content::finding>>
budget_findings(actors::services& services, const actors::running_version& version,
                const std::stop_token& stop);

/// A campaign that waits for the budget, as answers show it.
[[nodiscard]] json show(const storage::budget_pause& paused);

} // namespace sojourn::service
