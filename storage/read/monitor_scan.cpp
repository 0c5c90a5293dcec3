#include "storage/read/monitor_scan.hpp"

namespace sojourn::storage {

namespace {

bool begins_before(const message_place_table::row& place, const std::optional<instant>& to) {
  return !to || begin_of_period(place.period) < *to;
}

bool ends_after(const message_place_table::row& place, const std::optional<instant>& from) {
  return !from || begin_of_period(place.period + 1) > *from;
}

template <class IsMeant>
std::vector<scanned_place> places_where(table_set& tables, const monitor_query& what,
                                        const IsMeant& is_meant) {
  std::vector<scanned_place> found;
  for (const auto& campaign : what.campaigns) {
    for (auto& place : tables.message_places.of(campaign.id)) {
      if ((what.step.empty() || place.step == what.step) &&
          (what.channel.empty() || place.channel == what.channel) && is_meant(place))
        found.push_back({std::move(place), &campaign});
    }
  }
  return found;
}

} // namespace

std::vector<scanned_place> places_of(table_set& tables, const monitor_query& what) {
  return places_where(tables, what, [&](const message_place_table::row& place) {
    return begins_before(place, what.to) && ends_after(place, what.from);
  });
}

std::vector<scanned_place> busy_places_of(table_set& tables, const monitor_query& what,
                                          instant from, instant to) {
  return places_where(tables, what, [&](const message_place_table::row& place) {
    return begins_before(place, to) && (ends_after(place, from) || place.heard_at >= from);
  });
}

recipient_aliases::recipient_aliases(table_set& tables) {
  for (const auto& one : tables.recipients.aliases())
    same_as_.emplace(one.number, one.is);
}

} // namespace sojourn::storage
