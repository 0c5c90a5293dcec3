#include "records/record_events.hpp"

#include "records/members.hpp"

#include <algorithm>
#include <array>

namespace sojourn::records {

namespace {

bool has(const json& data, const char* field) { return !member(data, field).is_null(); }

bool has_status(const json& data, std::initializer_list<const char*> any) {
  const auto& status = member(data, "status");
  return std::ranges::any_of(any, [&](const char* one) { return status == one; });
}

/// Whether what the event tells is true of the record. Nothing is true of one that is not there.
bool holds(std::string_view event, const json& data) {
  if (data.is_null())
    return false;
  if (event == "order.confirmed")
    return has_status(data, {"confirmed"});
  if (event == "order.paid") // as in the trait orders_paid
    return has(data, "paid_at") || has_status(data, {"paid", "delivered"});
  if (event == "order.shipped")
    return has_status(data, {"shipped"});
  if (event == "order.delivered")
    return has(data, "delivered_at") || has_status(data, {"delivered"});
  if (event == "order.returned")
    return has_status(data, {"returned"});
  if (event == "order.cancelled")
    return has(data, "cancelled_at") || has_status(data, {"cancelled"});
  if (event == "order.refunded")
    return has_status(data, {"refunded"});
  return true; // placed, created
}

constexpr auto all_events = std::to_array<record_event>({{"customer.created", "customer"},
                                                         {"order.placed", "order"},
                                                         {"order.confirmed", "order"},
                                                         {"order.paid", "order"},
                                                         {"order.shipped", "order"},
                                                         {"order.delivered", "order"},
                                                         {"order.returned", "order"},
                                                         {"order.cancelled", "order"},
                                                         {"order.refunded", "order"},
                                                         {"cart.changed", "cart", false},
                                                         {"review.created", "review"}});

} // namespace

std::span<const record_event> record_events() { return all_events; }

const record_event* find_record_event(std::string_view type) {
  const auto found = std::ranges::find(all_events, type, &record_event::type);
  return found != all_events.end() ? &*found : nullptr;
}

std::vector<const record_event*> events_of(std::string_view record, const json& before,
                                           const json& after) {
  std::vector<const record_event*> inbox_entries;
  for (const auto& event : all_events) {
    if (event.record != record)
      continue;
    const bool fires = event.type == "cart.changed"
                           ? lines(before) != lines(after)
                           : holds(event.type, after) && !holds(event.type, before);
    if (fires)
      inbox_entries.push_back(&event);
  }
  return inbox_entries;
}

std::string naming_member(const record_event& event) { return std::string{event.record} + "_id"; }

json data_of(const record_event& event, const std::string& id, const json& record) {
  json data = record.is_object() ? record : json::object();
  data[naming_member(event)] = id;
  return data;
}

} // namespace sojourn::records
