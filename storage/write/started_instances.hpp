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

/// Whether the instance is there: one that ended long ago may be forgotten.
[[nodiscard]] bool is_there(transaction& tx, instance_id id);

} // namespace sojourn::storage
