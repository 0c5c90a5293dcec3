// Scenarios that can be read.
#pragma once

#include "tests/documents/documents.hpp"

namespace sojourn::tests {

/// Small ones: each uses other kinds of parameters and placeholders.
[[nodiscard]] std::vector<shape> scenario_shapes();

/// Reads a scenario, and does with it all that is done without a store.
[[nodiscard]] result<void> read_scenario_document(const json& source);

} // namespace sojourn::tests
