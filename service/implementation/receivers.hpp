// What a write caused, as an answer tells it.
#pragma once

#include "storage/inbox.hpp"

namespace sojourn::service {

/// The instances among the receivers.
[[nodiscard]] inline json instances_of(const std::vector<storage::inbox_entry>& inbox_entries) {
  json ids = json::array();
  for (const auto& entry : inbox_entries) {
    if (entry.instance.value != 0)
      ids.push_back(to_text(entry.instance));
  }
  return ids;
}

/// The campaigns whose start waits for the end of their pause.
[[nodiscard]] inline json held_of(const std::vector<storage::inbox_entry>& inbox_entries) {
  json ids = json::array();
  for (const auto& entry : inbox_entries) {
    if (entry.held)
      ids.push_back(entry.campaign);
  }
  return ids;
}

/// The campaigns that are started, now or when their pause ends.
[[nodiscard]] inline json campaigns_of(const std::vector<storage::inbox_entry>& inbox_entries) {
  json ids = json::array();
  for (const auto& entry : inbox_entries) {
    if (entry.instance.value == 0)
      ids.push_back(entry.campaign);
  }
  return ids;
}

} // namespace sojourn::service
