// The group that a campaign writes to, read from its audience.
#pragma once

#include "base/json.hpp"
#include "rules/expression.hpp"

#include <optional>

namespace sojourn::segments {

/// The one segment in which everybody of an audience is: that the condition asks for, or a part of
/// its "and". Having interacted with the shop, which boosters ask of everybody, makes no group.
/// nullopt: there is none, or more than one.
[[nodiscard]] std::optional<rules::segment_call> group_in(const json& audience);

} // namespace sojourn::segments
