// Suggested actions: which come first, why, and the draft that one call makes of each.
#pragma once

#include "base/instant.hpp"
#include "reports/benchmarks.hpp"
#include "reports/monitor.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace sojourn::reports {

/// Persons to whom something must have been sent before a group's own past decides on its place.
inline constexpr std::int64_t enough_of_past = 100;

/// An action with what the shop's data say of its group now.
struct suggestion {
  suggested_action action{};
  std::int64_t size = 0;         ///< customers in the group
  monitor_figures past{};        ///< what earlier messages to the group brought
  std::int64_t campaigns = 0;    ///< that sent those
  bool peers_of_template = true; ///< the benchmark is the template's

  [[nodiscard]] bool has_past() const { return past.sent >= enough_of_past; }
};

/// First the groups whose own past is at least as good as that of all groups together, then those
/// of which too little is known, then the others; each by conversion, or by the benchmark. Of two
/// that are alike the larger comes first, else the one whose id does. Groups without anybody go.
void arrange(std::vector<suggestion>& suggestions);

/// [{"code", "facts"}, …]: "own_past" or "no_own_past", and "peers".
[[nodiscard]] json reasons_of(const suggestion& of);

/// What the draft begins with.
struct draft_start {
  std::string zone{};
  instant at{}; ///< when the messages leave
};
/// The parameters of the scenario: those of the action, and of what the scenario takes and the
/// action leaves open the group ("group", "group_parameters"), the zone ("timezone") and the time
/// ("at"). `schema` is that of the scenario's parameters.
[[nodiscard]] json prefilled(const suggested_action& action, const json& schema,
                             const draft_start& start);

/// The id of the campaign that a draft makes on a day: "win-back-2026-09-09".
[[nodiscard]] std::string draft_id(const suggested_action& action, instant now,
                                   const std::string& zone);

} // namespace sojourn::reports
