// What instances did in the graphs of their campaigns, counted by version and day with the commits.
#pragma once

#include "engine/advance.hpp"
#include "storage/version_key.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sojourn::storage {

/// What is counted together.
struct graph_place {
  version_key version;
  std::int64_t day = 0; ///< calendar::day_number in the zone of the version
  engine::passage_kind kind = engine::passage_kind::moved;
  std::string step; ///< empty: the trigger
  std::string name;
  std::string to;
  bool operator==(const graph_place&) const = default;
};

struct graph_change {
  graph_place place;
  std::int64_t change = 1;
};
using graph_changes = std::vector<graph_change>;
using graph_changes_ptr = std::shared_ptr<const graph_changes>;

struct graph_place_hash {
  [[nodiscard]] std::size_t operator()(const graph_place& place) const {
    const std::hash<std::string_view> text;
    auto hash = static_cast<std::size_t>(place.version.value) * 1'000'003U +
                static_cast<std::size_t>(place.day) * 32U + static_cast<std::size_t>(place.kind);
    for (const auto* part : {&place.step, &place.name, &place.to})
      hash = hash * 0x9E3779B97F4A7C15U + text(*part);
    return hash;
  }
};
using graph_tally = std::unordered_map<graph_place, std::int64_t, graph_place_hash>;

/// What a turn of an instance of `version` counts. `before` is the version that it had until then;
/// `zone` is that of `version`.
[[nodiscard]] graph_changes graph_changes_of(version_key before, version_key version,
                                             std::string_view zone,
                                             const std::vector<engine::passage>& passages);

/// When an instance of a campaign was held or failed last.
struct campaign_error {
  instant at{};
  instance_id instance;
  std::string step;
  std::string code;
};

} // namespace sojourn::storage
