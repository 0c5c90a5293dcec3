// How the channels stand, as the API shows it.
#pragma once

#include "actors/dispatch/circuit_breaker.hpp"
#include "base/histogram.hpp"
#include "base/json.hpp"
#include "channels/channel.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace sojourn::actors {

/// Since the start of the daemon.
struct channel_counts {
  std::uint64_t accepted = 0;
  std::uint64_t failed = 0; ///< refused, or failed for the moment
  std::uint64_t unknown = 0;
  std::uint64_t held_back = 0; ///< by the rules around sends
};

struct channel_standing {
  channels::capabilities can;
  channel_counts counts;
  std::size_t waiting = 0; ///< effects in memory that wait for it
  std::optional<instant> oldest_at{};
  int in_flight = 0;
  histogram::figures took{};                               ///< from a hand-over to its answer
  std::optional<std::pair<instant, std::string>> closed{}; ///< until when, and why
};

/// {"items": [...], "next_cursor": null, "destinations": [...]}: of the destinations, those that
/// failed last.
[[nodiscard]] json describe_channels(const std::map<std::string, channel_standing>& channels,
                                     const std::map<std::string, circuit_breaker>& destinations);

} // namespace sojourn::actors
