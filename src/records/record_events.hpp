// The events that a shop expects of its records: what a write of an order, a cart, a customer or a
// review means.
#pragma once

#include "base/json.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::records {

/// An event that writes of a record can cause.
struct record_event {
  std::string_view type;   ///< "order.paid"
  std::string_view record; ///< "order"
  bool once = true;        ///< it is caused once for each record
};

/// All of them. docs/api.md says when each is caused.
[[nodiscard]] std::span<const record_event> record_events();
/// The one of this type, or nullptr.
[[nodiscard]] const record_event* find_record_event(std::string_view type);

/// What a write of a record of type `record` causes, in the order in which a shop would tell it:
/// an order that arrives paid was placed first. `before` is null where the record is new.
/// Takes any data.
[[nodiscard]] std::vector<const record_event*> events_of(std::string_view record,
                                                         const json& before, const json& after);

/// The member of an event's data that names the record: "order_id".
[[nodiscard]] std::string naming_member(const record_event& event);

/// The data of the event: the fields of the record, and the member that names it.
[[nodiscard]] json data_of(const record_event& event, const std::string& id, const json& record);

} // namespace sojourn::records
