// What a campaign will cost at most, and whether the budget suffices.
#pragma once

#include "actors/services.hpp"
#include "budget/estimate.hpp"
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

/// What so many entries cost at most: {"tokens", "credits": {ACCOUNT: amount}}.
[[nodiscard]] json cost_of(const budget::estimate& of, std::int64_t entries);
/// What the pots lack for such costs, as a sentence; empty: they suffice. `standing` is that of the
/// reader of the budget.
[[nodiscard]] std::string what_lacks(const json& most, const json& standing);

/// A campaign that waits for the budget, as answers show it.
[[nodiscard]] json show(const storage::budget_pause& paused);

} // namespace sojourn::service
