#include "storage/read/monitor_counting.hpp"

#include "calendar/day_number.hpp"

#include <algorithm>

namespace sojourn::storage {

std::int64_t day_cache::day_of(const std::string& zone, instant at) {
  // A quarter of an hour is of one day in every zone.
  const auto quarter = quarter_of(at);
  auto& known = zones_[zone];
  if (known.any && known.last_quarter == quarter)
    return known.last_day;
  const auto [found, is_new] = known.days.try_emplace(quarter, 0);
  if (is_new)
    found->second = calendar::day_number(at, zone);
  known.any = true;
  known.last_quarter = quarter;
  known.last_day = found->second;
  return known.last_day;
}

monitor_counting::monitor_counting(table_set& tables, const monitor_query& what)
    : tables_{tables}, what_{what}, needs_days_{what.day.has_value() ||
                                                std::ranges::find(what.by,
                                                                  reports::dimension::day) !=
                                                    what.by.end()},
      counts_{what.by} {}

bool monitor_counting::run(const std::stop_token& stop) {
  const auto places = places_of(tables_, what_);
  const recipient_aliases aliases{tables_};
  const bool is_whole = scan_messages(
      tables_, places, aliases, stop,
      [this](const scanned_place& place, const message_entry& message) { take(place, message); });
  if (!is_whole)
    return false;
  return scan_orders(tables_, places, aliases, what_.window, instant::min(), instant::max(), stop,
                     [this](const scanned_place& place, const payment_table::counted& order) {
                       if (const auto row = row_of(place, order.sent_at))
                         counts_.add_order(*row, order.recipient, order.paid);
                     });
}

void monitor_counting::take(const scanned_place& place, const message_entry& message) {
  const auto row = row_of(place, message.sent_at);
  if (!row || !message.counts)
    return;
  counts_.add_message(*row, message.recipient,
                      {.delivered = message.is_delivered,
                       .read = message.read_at.has_value(),
                       .clicked = message.clicked_at.has_value(),
                       .is_forgotten = message.is_forgotten});
}

std::optional<std::uint32_t> monitor_counting::row_of(const scanned_place& place, instant sent_at) {
  if ((what_.from && sent_at < *what_.from) || (what_.to && sent_at >= *what_.to))
    return std::nullopt;
  const auto day = needs_days_ ? days_.day_of(place.campaign->zone, sent_at) : 0;
  if (what_.day && day != *what_.day)
    return std::nullopt;
  if (place_ != &place || day_ != day) {
    place_ = &place;
    day_ = day;
    row_ = counts_.row_of({.phase = place.campaign->phase,
                           .group = place.campaign->group,
                           .campaign = place.campaign->id,
                           .step = place.place.step,
                           .channel = place.place.channel,
                           .day = day});
  }
  return row_;
}

} // namespace sojourn::storage
