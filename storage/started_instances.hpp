// Instances that other instances started, and what those who wait for them are told.
#pragma once

#include "storage/store.hpp"

namespace sojourn::storage {

/// Tells the instance that started this one and waits for it that it has ended with this turn.
[[nodiscard]] std::optional<delivery>
tell_starter(transaction& tx, const engine::instance_state& ended, instant now);

/// Tells the instance that asked for a start which nobody takes.
[[nodiscard]] std::optional<delivery> tell_starter_of_refusal(transaction& tx,
                                                              const delivery& start, instant now);

} // namespace sojourn::storage
