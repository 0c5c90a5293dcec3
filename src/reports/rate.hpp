// Rates as people compare them: the exact counts, and their ratio.
#pragma once

#include "base/json.hpp"

#include <cstdint>

namespace sojourn::reports {

/// `part` of `whole`, to four places; null where `whole` is 0.
[[nodiscard]] json ratio(std::int64_t part, std::int64_t whole);

/// A share of something that is counted.
struct rate {
  std::int64_t count = 0;
  std::int64_t of = 0;
};
/// {"count", "of", "ratio"}.
[[nodiscard]] json as_json(const rate& shown);

/// By how much of `before` a count has changed: 11 against 10 is 0.1; null where `before` is 0.
[[nodiscard]] json relative_change(std::int64_t now, std::int64_t before);
/// The same of two rates; null where either cannot be told, or the one before is 0.
[[nodiscard]] json relative_change(const rate& now, const rate& before);

} // namespace sojourn::reports
