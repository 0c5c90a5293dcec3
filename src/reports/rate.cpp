#include "reports/rate.hpp"

#include "base/decimal.hpp"

namespace sojourn::reports {

namespace {

/// To four places, halves away from 0; null for what has no value.
json to_four_places(const std::optional<decimal>& value) {
  constexpr std::int64_t ten = 10;
  constexpr double places = 10'000.0;
  const auto shifted = value ? (*value * decimal{ten}).thousandths() : std::nullopt;
  return shifted ? json(static_cast<double>(*shifted) / places) : json();
}

} // namespace

json ratio(std::int64_t part, std::int64_t whole) {
  return to_four_places(decimal{part}.divided_by(decimal{whole}));
}

json as_json(const rate& shown) {
  return {{"count", shown.count}, {"of", shown.of}, {"ratio", ratio(shown.count, shown.of)}};
}

json relative_change(std::int64_t now, std::int64_t before) { return ratio(now - before, before); }

json relative_change(const rate& now, const rate& before) {
  if (now.of == 0 || before.of == 0)
    return nullptr;
  // (a/b - c/d) / (c/d), without a quotient that would be rounded before the last.
  const auto then = decimal{before.count} * decimal{now.of};
  const auto gap = decimal{now.count} * decimal{before.of} - then;
  return to_four_places(gap.divided_by(then));
}

} // namespace sojourn::reports
