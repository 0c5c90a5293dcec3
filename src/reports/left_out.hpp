// Whom a message did not go to, and why, in the same words in every report.
#pragma once

#include "base/json.hpp"
#include "engine/passage.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace sojourn::reports {

/// Messages that no channel had.
struct left_out {
  std::int64_t unsubscribed = 0;                 ///< the person wants none
  std::int64_t suppressed = 0;                   ///< every address takes nothing more
  std::int64_t unreachable = 0;                  ///< there is no address
  std::map<std::string, std::int64_t> skipped{}; ///< by the code of the rule that held it back

  /// Takes a sum of the kinds `skipped` and `unreachable`; others are none of these.
  void add(const engine::passage_sum& sum);
  /// {"unsubscribed", "suppressed", "unreachable", "skipped": {CODE: count}} into `figures`.
  void show(json& figures) const;
};

[[nodiscard]] left_out left_out_of(std::span<const engine::passage_sum> sums);

} // namespace sojourn::reports
