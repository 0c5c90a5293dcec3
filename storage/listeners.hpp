// Who listens to what is written: the campaigns that it starts, the events that are heard.
#pragma once

#include "campaign/definition.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace sojourn::storage {

/// A campaign that changes of records start.
struct record_listener {
  std::string campaign;
  campaign::record_trigger trigger;
};
/// A campaign that each event of a type starts, for the event's subject.
struct event_listener {
  std::string campaign;
  std::string event;
};

/// What becomes of the starts of a campaign that is paused, where a person paused it; in a pause by
/// the budget they are always kept, up to `most`.
struct start_pause {
  bool keeps = true;
  std::int64_t most = 0;
};

/// Who listens: given to all writes that can start campaigns, so that the fan-out is decided inside
/// the write transaction.
struct listener_set {
  std::vector<record_listener> records{}; ///< of campaigns that are active or paused
  std::vector<event_listener> events{};   ///< of these, too
  std::map<std::string, start_pause> paused{};
  /// Type of an event → the active and paused campaigns whose newest version may hear it.
  std::map<std::string, std::vector<std::string>> hearers{};
  /// The types of events that some version of a campaign names: no others are caused by records.
  std::set<std::string> named{};
};
/// Shared by all who write while the catalogue stays as it is; nullptr: nobody listens.
using listeners_ptr = std::shared_ptr<const listener_set>;

} // namespace sojourn::storage
