// Instances that other instances started, and what those who wait for them are told.
#pragma once

#include "engine/advance.hpp"
#include "storage/inbox.hpp"

namespace sojourn::storage {

/// For the instance that started this one and waits for it: that it has ended.
[[nodiscard]] std::optional<inbox_entry> tell_starter(const engine::instance_state& ended,
                                                      instant now);

/// For the instance that waits for a start: that nobody takes it.
[[nodiscard]] std::optional<inbox_entry> tell_starter_of_refusal(const inbox_entry& start,
                                                                 instant now);

} // namespace sojourn::storage
