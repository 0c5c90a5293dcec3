// Goes through the messages of campaigns, and through the orders that are owed to them.
#pragma once

#include "messages/attribution.hpp"
#include "storage/monitor.hpp"
#include "storage/tables.hpp"

#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

namespace sojourn::storage {

/// Messages that are stored together.
struct scanned_place {
  message_place_table::row place;
  const monitored_campaign* campaign = nullptr;
};

/// Those of the campaigns in which a message may have been handed over in [from, to), nullopt being
/// any time; of one step and channel where these are not empty. What the result points at is in
/// `what`.
[[nodiscard]] std::vector<scanned_place> places_of(table_set& tables, const monitor_query& what);
/// Those of the campaigns in which something may have happened in [from, to): a message was handed
/// over, read or clicked.
[[nodiscard]] std::vector<scanned_place>
busy_places_of(table_set& tables, const monitor_query& what, instant from, instant to);

/// Who is who in the end: a visitor who was written to may have turned out to be a customer.
class recipient_aliases {
public:
  explicit recipient_aliases(table_set& tables);
  /// Throws corrupt_row for a number that no shop gives: a report has a few bytes for each below
  /// it.
  [[nodiscard]] std::uint32_t behind(std::uint32_t number) const {
    if (number > most_recipients)
      throw corrupt_row{"a message counts for the recipient " + std::to_string(number)};
    if (same_as_.empty())
      return number;
    const auto found = same_as_.find(number);
    return found == same_as_.end() ? number : found->second;
  }

private:
  static constexpr std::uint32_t most_recipients = 100'000'000;

  std::unordered_map<std::uint32_t, std::uint32_t> same_as_{};
};

/// Calls `visit(place, entry)` for each message of the places, with who got it in the end. False:
/// it was stopped.
template <class Visit>
bool scan_messages(table_set& tables, const std::vector<scanned_place>& places,
                   const recipient_aliases& aliases, const std::stop_token& stop,
                   const Visit& visit) {
  constexpr std::size_t between_looks = 16'384; // at the token
  std::size_t looked_at = 0;
  bool goes_on = !stop.stop_requested();
  for (const auto& one : places) {
    if (!goes_on)
      return false;
    tables.message_chunks.each(one.place, [&](std::int64_t, message_entry entry) {
      if (++looked_at % between_looks == 0 && stop.stop_requested())
        goes_on = false;
      if (!goes_on)
        return;
      entry.recipient = aliases.behind(entry.recipient);
      visit(one, entry);
    });
  }
  return goes_on;
}

/// Calls `visit(place, order)` for each order, paid in [from, to), that is owed to a message of one
/// of the places. An order is owed to one message of all, so it comes once at most. False: it was
/// stopped.
template <class Visit>
bool scan_orders(table_set& tables, const std::vector<scanned_place>& places,
                 const recipient_aliases& aliases, milliseconds window, instant from, instant to,
                 const std::stop_token& stop, const Visit& visit) {
  for (const auto& one : places) {
    if (stop.stop_requested())
      return false;
    tables.payments.each_touched(
        one.place.key, from, to, [&](payment_table::counted order, messages::credit here) {
          if (messages::credit_within(window, order.paid.at, order.clicked_at, order.read_at) !=
              here)
            return;
          order.recipient = aliases.behind(order.recipient);
          visit(one, order);
        });
  }
  return true;
}

} // namespace sojourn::storage
