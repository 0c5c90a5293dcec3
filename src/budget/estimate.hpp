// What a campaign can cost before anybody has entered it.
#pragma once

#include "budget/plan.hpp"
#include "campaign/definition.hpp"

#include <vector>

namespace sojourn::budget {

/// A step that costs something; a send has one for each of its channels that does.
struct toll {
  std::string step;
  std::string action;
  price costs;
  bool operator==(const toll&) const = default;
};

/// What one instance can cost at most.
struct estimate {
  std::vector<toll> tolls{};                     ///< by step
  std::int64_t tokens = 0;                       ///< on the way that costs most of them
  std::map<std::string, std::int64_t> credits{}; ///< by account, each on the way that costs most
  /// A step that costs can be come to again; the figures are those of coming to each step once.
  bool loops = false;
};

/// An upper bound: of the ways through the campaign the dearest, of the channels of a send the
/// dearest, and everything at the first attempt. What steps start in other campaigns is not in it;
/// a broadcast costs nothing.
[[nodiscard]] estimate estimate_of(const campaign::definition& campaign, const plan& by);

} // namespace sojourn::budget
