// How a record changes, and whom that starts.
#pragma once

#include "engine/advance.hpp"
#include "storage/listeners.hpp"
#include "storage/records.hpp"

namespace sojourn::storage {

/// Patches a record for a turn, which creates it when it is not there. No listeners: nobody.
[[nodiscard]] result<record_change> apply_patch(transaction& tx, const engine::record_patch& patch,
                                                const listeners_ptr& listeners, instant now);

/// Puts in a record that its type takes, with its data as text, too, unless there is one with its
/// id: nullopt then.
[[nodiscard]] std::optional<record_change> add_record(transaction& tx, const subject_ref& record,
                                                      json data, const std::string& as_text,
                                                      const std::optional<std::string>& owner,
                                                      const listener_set& listeners, instant now);

/// What a write does to the fields that a trigger watches, each {"from", "to"} at its path;
/// null when it does not fire. A null `before`: the record is new. A missing field counts as
/// null.
[[nodiscard]] json watched_changes(const json& before, const json& after,
                                   const campaign::record_trigger& watches);

/// Takes away a record that is there, with what is kept beside it.
void remove_record(transaction& tx, const subject_ref& record,
                   const std::optional<std::string>& owner, const json& data);

} // namespace sojourn::storage
