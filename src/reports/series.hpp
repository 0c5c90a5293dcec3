// What happened in each hour or day, for charts.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::reports {

enum class series_unit { hour, day };

/// What a point counts: messages that left, were read and clicked first, orders that were paid, and
/// instances that began.
enum class series_kind { sends, reads, clicks, orders, starts };
inline constexpr std::array<std::string_view, 5> series_kind_names{"sends", "reads", "clicks",
                                                                   "orders", "starts"};

/// Points that one series may have.
inline constexpr std::size_t most_points = 2'000;

/// The hours or days that touch `[from, to)`, by the clock on the wall of a zone.
class series {
public:
  /// Errors: invalid_request, when `to` is not after `from` or there would be too many points;
  /// unknown_zone.
  [[nodiscard]] static result<series> between(instant from, instant to, series_unit unit,
                                              const std::string& zone);

  [[nodiscard]] bool holds(instant at) const { return from_ <= at && at < to_; }
  [[nodiscard]] instant from() const { return from_; }
  [[nodiscard]] instant to() const { return to_; }
  /// Counts what happened at `at`, if that is in it.
  void add(series_kind what, instant at, std::int64_t how_often = 1);

  /// [{"at": when the hour or day begins, "sends", …}, …].
  [[nodiscard]] json points() const;
  [[nodiscard]] std::string to_csv() const;

private:
  series(instant from, instant to, std::string zone)
      : from_{from}, to_{to}, zone_{std::move(zone)} {}

  instant from_;
  instant to_;
  std::string zone_;
  std::vector<instant> begins_{};
  std::vector<std::array<std::int64_t, series_kind_names.size()>> counts_{};
};

} // namespace sojourn::reports
