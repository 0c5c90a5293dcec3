#include "base/decimal.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

namespace sojourn {

namespace {

using magnitude = decimal::magnitude;

constexpr int most_digits = 38;
/// Half of them: what operands of long products and quotients keep.
constexpr int half_digits = 19;
/// Far beyond doubles; a text with a larger exponent is no number.
constexpr int largest_exponent = 10'000;

constexpr auto powers_of_ten = [] {
  std::array<magnitude, most_digits + 1> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i)
    powers[i] = powers[i - 1] * 10;
  return powers;
}();

magnitude power(int of_ten) { return powers_of_ten[static_cast<std::size_t>(of_ten)]; }

int count_digits(magnitude of) {
  return static_cast<int>(std::upper_bound(powers_of_ten.begin(), powers_of_ten.end(), of) -
                          powers_of_ten.begin());
}

struct parts {
  magnitude digits = 0;
  int exponent = 0;
};

/// Takes so many digits off the end, rounded half to even. Any number taken off leaves one.
void drop(parts& from, int count) {
  if (count <= 0)
    return;
  from.exponent += count;
  if (count > most_digits) {
    from.digits = 0;
    return;
  }
  const auto divisor = power(count);
  const auto rest = from.digits % divisor;
  from.digits /= divisor;
  if (rest > divisor / 2 || (rest == divisor / 2 && from.digits % 2 == 1))
    ++from.digits;
}

void keep(parts& of, int digits) { drop(of, count_digits(of.digits) - digits); }

void strip_zeros(parts& of) {
  while (of.digits != 0 && of.digits % 10 == 0) {
    of.digits /= 10;
    ++of.exponent;
  }
}

/// Gives both the same exponent: the larger number is written with more zeros, and where there
/// is no room for them, the smaller one loses digits that do not count.
void align(parts& a, parts& b) {
  if (a.exponent < b.exponent)
    return align(b, a);
  const auto room = std::min(most_digits - count_digits(a.digits), a.exponent - b.exponent);
  a.digits *= power(std::max(room, 0));
  a.exponent -= std::max(room, 0);
  drop(b, a.exponent - b.exponent);
}

} // namespace

decimal::decimal(std::int64_t whole)
    : negative_{whole < 0}, digits_{whole < 0 ? -static_cast<magnitude>(whole)
                                              : static_cast<magnitude>(whole)} {}

decimal decimal::of_thousandths(std::int64_t thousandths) {
  decimal made{thousandths};
  made.exponent_ = -3;
  return made;
}

std::optional<decimal> decimal::of(double number) {
  if (!std::isfinite(number))
    return std::nullopt;
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  return read({buffer, static_cast<std::size_t>(end - buffer)});
}

std::optional<decimal> decimal::of(const json& number) {
  if (number.is_number_unsigned())
    return decimal{false, number.get<std::uint64_t>(), 0};
  if (number.is_number_integer())
    return decimal{number.get<std::int64_t>()};
  return number.is_number_float() ? of(number.get<double>()) : std::nullopt;
}

std::optional<decimal> decimal::read(std::string_view text) {
  decimal made;
  if (text.starts_with('-') || text.starts_with('+')) {
    made.negative_ = text.front() == '-';
    text.remove_prefix(1);
  }
  bool any = false;
  bool in_fraction = false;
  int dropped = -1; // the first digit for which there is no room
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '.' && !in_fraction) {
      in_fraction = true;
      continue;
    }
    if (!is_ascii_digit(c))
      break;
    any = true;
    if (made.digits_ < power(most_digits - 1)) {
      made.digits_ = made.digits_ * 10 + static_cast<magnitude>(c - '0');
      made.exponent_ -= in_fraction ? 1 : 0;
    } else {
      dropped = dropped < 0 ? c - '0' : dropped;
      made.exponent_ += in_fraction ? 0 : 1;
    }
  }
  if (!any)
    return std::nullopt;
  if (dropped >= 5 && made.digits_ + 1 < power(most_digits))
    ++made.digits_;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    at += at < text.size() && text[at] == '+' && text.substr(at).size() > 1 && text[at + 1] != '-';
    int exponent = 0;
    const auto* last = text.data() + text.size();
    const auto [end, status] = std::from_chars(text.data() + at, last, exponent);
    if (status != std::errc{} || std::abs(exponent) > largest_exponent)
      return std::nullopt;
    made.exponent_ += exponent;
    at = static_cast<std::size_t>(end - text.data());
  }
  if (at != text.size() || std::abs(made.exponent_) > 2 * largest_exponent)
    return std::nullopt;
  return made;
}

decimal decimal::operator-() const { return {!negative_, digits_, exponent_}; }

decimal decimal::operator+(const decimal& other) const {
  if (digits_ == 0)
    return other;
  if (other.digits_ == 0)
    return *this;
  parts a{digits_, exponent_};
  parts b{other.digits_, other.exponent_};
  align(a, b);
  if (negative_ != other.negative_) {
    const bool first = a.digits >= b.digits;
    return {first ? negative_ : other.negative_, first ? a.digits - b.digits : b.digits - a.digits,
            a.exponent};
  }
  parts sum{a.digits + b.digits, a.exponent};
  if (sum.digits >= power(most_digits))
    drop(sum, 1);
  return {negative_, sum.digits, sum.exponent};
}

decimal decimal::operator*(const decimal& other) const {
  parts a{digits_, exponent_};
  parts b{other.digits_, other.exponent_};
  if (count_digits(a.digits) + count_digits(b.digits) > most_digits) {
    strip_zeros(a);
    strip_zeros(b);
    auto& longer = a.digits > b.digits ? a : b;
    auto& shorter = a.digits > b.digits ? b : a;
    keep(longer, std::max(half_digits, most_digits - count_digits(shorter.digits)));
    keep(shorter, most_digits - count_digits(longer.digits));
  }
  return {negative_ != other.negative_, a.digits * b.digits, a.exponent + b.exponent};
}

std::optional<decimal> decimal::divided_by(const decimal& divisor) const {
  if (divisor.digits_ == 0)
    return std::nullopt;
  if (digits_ == 0)
    return decimal{};
  parts a{digits_, exponent_};
  parts b{divisor.digits_, divisor.exponent_};
  strip_zeros(b);
  keep(b, half_digits);
  const auto room = most_digits - count_digits(a.digits);
  a.digits *= power(room);
  parts quotient{a.digits / b.digits, a.exponent - room - b.exponent};
  const auto rest = a.digits % b.digits;
  if (rest * 2 > b.digits || (rest * 2 == b.digits && quotient.digits % 2 == 1))
    ++quotient.digits;
  if (quotient.digits >= power(most_digits))
    drop(quotient, 1);
  strip_zeros(quotient);
  return decimal{negative_ != divisor.negative_, quotient.digits, quotient.exponent};
}

std::optional<decimal> decimal::remainder(const decimal& divisor) const {
  if (divisor.digits_ == 0)
    return std::nullopt;
  parts a{digits_, exponent_};
  parts b{divisor.digits_, divisor.exponent_};
  strip_zeros(b);
  keep(b, most_digits - 1); // ten times a rest must have room
  if (a.exponent >= b.exponent) {
    auto rest = a.digits % b.digits;
    for (int i = a.exponent - b.exponent; i > 0 && rest != 0; --i)
      rest = rest * 10 % b.digits;
    return decimal{negative_, rest, b.exponent};
  }
  const auto zeros = b.exponent - a.exponent;
  if (count_digits(b.digits) + zeros > most_digits)
    return *this; // the divisor is larger
  return decimal{negative_, a.digits % (b.digits * power(zeros)), a.exponent};
}

std::strong_ordering decimal::operator<=>(const decimal& other) const {
  if (digits_ == 0 || other.digits_ == 0 || negative_ != other.negative_) {
    const auto sign = [](const decimal& of) { return of.digits_ == 0 ? 0 : of.negative_ ? -1 : 1; };
    return sign(*this) <=> sign(other);
  }
  const auto sizes = [&]() -> std::strong_ordering {
    const auto a = count_digits(digits_);
    const auto b = count_digits(other.digits_);
    if (a + exponent_ != b + other.exponent_)
      return a + exponent_ <=> b + other.exponent_;
    // As long as one another, so that zeros at the end of the shorter one are few.
    if (exponent_ >= other.exponent_)
      return digits_ * power(exponent_ - other.exponent_) <=> other.digits_;
    return digits_ <=> other.digits_ * power(other.exponent_ - exponent_);
  }();
  return negative_ ? 0 <=> sizes : sizes;
}

std::optional<magnitude> decimal::whole_part() const {
  if (digits_ == 0)
    return magnitude{0};
  if (exponent_ <= 0)
    return -exponent_ > most_digits ? magnitude{0} : digits_ / power(-exponent_);
  if (count_digits(digits_) + exponent_ > most_digits)
    return std::nullopt;
  return digits_ * power(exponent_);
}

bool decimal::is_whole() const {
  return digits_ == 0 || exponent_ >= 0 ||
         (-exponent_ <= most_digits && digits_ % power(-exponent_) == 0);
}

std::optional<std::int64_t> decimal::truncated() const {
  const auto whole = whole_part();
  constexpr auto most = static_cast<magnitude>(std::numeric_limits<std::int64_t>::max());
  if (!whole || *whole > most + (negative_ ? 1 : 0))
    return std::nullopt;
  return static_cast<std::int64_t>(negative_ ? -*whole : *whole);
}

std::optional<std::int64_t> decimal::floor() const {
  const auto whole = truncated();
  const bool below = whole && is_negative() && !is_whole();
  if (below && *whole == std::numeric_limits<std::int64_t>::min())
    return std::nullopt;
  return below ? *whole - 1 : whole;
}

std::optional<std::int64_t> decimal::thousandths() const {
  decimal scaled{negative_, digits_, exponent_ + 3};
  const decimal half{negative_, 5, -1};
  return (scaled + half).truncated();
}

double decimal::as_double() const {
  char buffer[64];
  char* at = buffer + sizeof buffer;
  *--at = '\0';
  auto rest = digits_;
  std::string text = negative_ ? "-" : "";
  do {
    *--at = static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest != 0);
  text += at;
  text += 'e' + std::to_string(exponent_);
  return std::strtod(text.c_str(), nullptr);
}

json decimal::as_json() const {
  if (is_whole()) {
    if (const auto whole = truncated())
      return *whole;
    const auto large = whole_part();
    if (large && !negative_ && *large <= std::numeric_limits<std::uint64_t>::max())
      return static_cast<std::uint64_t>(*large);
  }
  return as_double();
}

std::string text_of_thousandths(std::int64_t thousandths) {
  const auto size = thousandths < 0 ? 0 - static_cast<std::uint64_t>(thousandths)
                                    : static_cast<std::uint64_t>(thousandths);
  auto text = (thousandths < 0 ? "-" : "") + std::to_string(size / 1000);
  if (const auto rest = size % 1000; rest != 0) {
    auto digits = std::to_string(1000 + rest).substr(1);
    digits.erase(digits.find_last_not_of('0') + 1);
    text += "." + digits;
  }
  return text;
}

} // namespace sojourn
