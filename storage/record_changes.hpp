// How a record changes, and whom that starts.
#pragma once

#include "storage/store.hpp"

namespace sojourn::storage {

/// Patches a record for a turn, which creates it when it is not there.
[[nodiscard]] result<record_change> apply_patch(transaction& tx, const engine::record_patch& patch,
                                                const std::vector<record_listener>& listeners,
                                                instant now);

/// Delivers to an instance whose wait begins the events that it wants and that came before it,
/// in the order in which they came.
[[nodiscard]] std::vector<delivery> find_earlier_events(transaction& tx,
                                                        const engine::instance_state& waiting,
                                                        const engine::look_back& wanted,
                                                        instant now);

/// The changed fields among `fields`, each {"from", "to"} at its path; null when none
/// changed. A missing field counts as null.
[[nodiscard]] json changed_fields(const json& before, const json& after,
                                  const std::vector<std::string>& fields);

} // namespace sojourn::storage
