// Reads the step `task`.
#pragma once

#include "campaign/step_reader.hpp"

namespace sojourn::campaign {

/// The step at `step`, which fits the schema; complains of what its texts name in vain.
[[nodiscard]] step_kind read_task(const node& step, const reading& context);

} // namespace sojourn::campaign
