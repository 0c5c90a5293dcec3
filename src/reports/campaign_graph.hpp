// A campaign drawn as a graph, with what its instances did there.
#pragma once

#include "campaign/definition.hpp"
#include "engine/passage.hpp"
#include "engine/state.hpp"

#include <map>
#include <span>
#include <string>

namespace sojourn::reports {

/// How many instances are where now: step → status → count.
using step_standings = std::map<std::string, std::map<engine::instance_status, std::int64_t>>;

/// The ids of nodes that are no steps; a step's id has no colon.
inline constexpr std::string_view trigger_node = ":trigger";
inline constexpr std::string_view end_node = ":end";
inline constexpr std::string_view cancelled_node = ":cancelled";
inline constexpr std::string_view failed_node = ":failed";

/// {"nodes": […], "edges": […]}: the trigger, the steps by id, goals, exits and ends as nodes with
/// what came to them and went from them; and each transition that the definition has, or that an
/// instance took, with how many did. `sums` is of some days, `standing` of now.
[[nodiscard]] json campaign_graph(const campaign::definition& campaign,
                                  std::span<const engine::passage_sum> sums,
                                  const step_standings& standing);

/// What became of the messages that the sums are of: {"accepted", "rejected", "unknown",
/// "taken_back", "gave_up", "delivered", "read", "clicked", "replied", "bounced", "by_channel"} and
/// left_out.
[[nodiscard]] json message_figures(std::span<const engine::passage_sum> sums);

} // namespace sojourn::reports
