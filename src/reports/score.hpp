// The operating score: how often the shop's messages are read, against what is suggested.
#pragma once

#include "base/json.hpp"
#include "reports/rate.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace sojourn::reports {

/// Parts of a whole in which suggested rates are kept: four places.
inline constexpr std::int64_t rate_places = 10'000;

/// A level, from so large a relative gap on.
struct score_level {
  std::string id;
  json title{};       ///< {"vi", "en"}
  double from = -1.0; ///< -1: the lowest, for nothing can be further below
};

/// Days of messages that a score looks at.
inline constexpr int days_of_score = 30;

struct score {
  rate own{};                 ///< persons who read, of persons whom something was sent
  std::int64_t suggested = 0; ///< in parts of rate_places

  /// (own - suggested) / suggested, to four places; null where nothing was sent, or 0 is suggested.
  [[nodiscard]] json gap() const;
};

/// The highest level that the gap reaches; nullptr: there is no gap, or no level.
[[nodiscard]] const score_level* level_of(const json& gap, const std::vector<score_level>& levels);

/// {"own", "suggested", "gap", "level": {"id", "title"}}; level is null where there is no gap.
[[nodiscard]] json as_json(const score& of, const std::vector<score_level>& levels);
/// The same of a day that is over, with the level of then. A level that the shop has no longer is
/// titled by its id.
[[nodiscard]] json as_json(const score& of, const std::string& level,
                           const std::vector<score_level>& levels);

} // namespace sojourn::reports
