// Why an instance is where it is, in words and in fields.
#pragma once

#include "engine/advance.hpp"

namespace sojourn::engine {

/// {"status", "waiting_for", "step", "step_type", "summary", "due", "effect", "listens_to",
/// "can": [operator actions that make sense now], …}. `summary` is a sentence for a person.
[[nodiscard]] json explain(const campaign::definition& campaign, const instance_state& state,
                           instant now);

} // namespace sojourn::engine
