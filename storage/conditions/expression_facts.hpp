// What is known of an expression before it is compiled.
#pragma once

#include "rules/expression.hpp"
#include "storage/conditions/condition_values.hpp"

#include <cstdint>
#include <optional>

namespace sojourn::storage {

/// Whether evaluating it may be an error; so of every operator that is not known here.
[[nodiscard]] bool can_fail(const rules::expression& e);

[[nodiscard]] std::optional<comparison> comparison_of(rules::operation op);

/// From how many on a comparison holds, where that is at least one.
[[nodiscard]] std::optional<std::int64_t> fewest_of(comparison how, const json& literal);

} // namespace sojourn::storage
