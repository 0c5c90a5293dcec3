// Going through the conditions of a definition.
#pragma once

#include "campaign/definition.hpp"

#include <functional>

namespace sojourn::campaign {

/// Calls `visit` with every condition that the engine evaluates: those of tiers are evaluated with
/// the booking, and the subject of a webhook trigger before there is an instance.
void each_rule(const definition& campaign, const std::function<void(const rules::rule&)>& visit);

} // namespace sojourn::campaign
