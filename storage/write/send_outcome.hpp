// What the sends say of an outcome that the journal tells.
#pragma once

#include "engine/input.hpp"
#include "storage/sends.hpp"

#include <optional>

namespace sojourn::storage {

/// The outcome of a send that was settled so; nullopt: it was never handed over (skipped, put off).
[[nodiscard]] std::optional<send_outcome> outcome_of(engine::settlement how);

} // namespace sojourn::storage
