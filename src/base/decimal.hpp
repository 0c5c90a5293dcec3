// Decimal numbers: what points, money and conditions count with, instead of binary fractions.
#pragma once

#include "base/json.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn {

/// A decimal floating-point number of up to 38 digits. Sums, differences and products are exact
/// as long as they have no more digits; a quotient, and whatever is longer, is rounded half to
/// even at 18 digits or later, which is more than a double holds. 100 × 1.15 is 115.
class decimal {
public:
  __extension__ using magnitude = unsigned __int128;

  decimal() = default;
  explicit decimal(std::int64_t whole);

  /// A number of JSON: integers as they are, a double as the shortest decimal that reads back
  /// as it, which is how it was written. nullopt: no number, or not a finite one.
  [[nodiscard]] static std::optional<decimal> of(const json& number);
  /// A finite double, in the same way.
  [[nodiscard]] static std::optional<decimal> of(double number);
  /// "-12.50", "1e3"; digits beyond the 38th are rounded. nullopt: anything else around or in it.
  [[nodiscard]] static std::optional<decimal> read(std::string_view text);
  [[nodiscard]] static decimal of_thousandths(std::int64_t thousandths);

  [[nodiscard]] decimal operator-() const;
  [[nodiscard]] decimal operator+(const decimal& other) const;
  [[nodiscard]] decimal operator-(const decimal& other) const { return *this + -other; }
  [[nodiscard]] decimal operator*(const decimal& other) const;
  /// nullopt: `divisor` is 0.
  [[nodiscard]] std::optional<decimal> divided_by(const decimal& divisor) const;
  /// What is left after a whole quotient, with the sign of this number. nullopt: `divisor` is 0.
  [[nodiscard]] std::optional<decimal> remainder(const decimal& divisor) const;

  [[nodiscard]] std::strong_ordering operator<=>(const decimal& other) const;
  [[nodiscard]] bool operator==(const decimal& other) const { return (*this <=> other) == 0; }

  [[nodiscard]] bool is_zero() const { return digits_ == 0; }
  [[nodiscard]] bool is_negative() const { return negative_ && digits_ != 0; }
  [[nodiscard]] bool is_whole() const;
  /// The whole number towards 0; nullopt beyond 64 bits.
  [[nodiscard]] std::optional<std::int64_t> truncated() const;
  /// The largest whole number that is not greater; nullopt beyond 64 bits.
  [[nodiscard]] std::optional<std::int64_t> floor() const;
  /// In thousandths, rounded half away from 0; nullopt beyond 64 bits.
  [[nodiscard]] std::optional<std::int64_t> thousandths() const;
  /// The nearest double, which is infinite beyond their range.
  [[nodiscard]] double as_double() const;
  /// An integer where it is one of 64 bits, the nearest double otherwise.
  [[nodiscard]] json as_json() const;

private:
  decimal(bool negative, magnitude digits, int exponent)
      : negative_{negative}, digits_{digits}, exponent_{exponent} {}
  [[nodiscard]] std::optional<magnitude> whole_part() const;

  bool negative_ = false;
  magnitude digits_ = 0; ///< below 10^38
  int exponent_ = 0;
};

/// A sum of money as text: 1250500 thousandths are "1250.5".
[[nodiscard]] std::string text_of_thousandths(std::int64_t thousandths);

} // namespace sojourn
