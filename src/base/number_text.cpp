#include "base/number_text.hpp"

#include <charconv>
#include <cmath>

namespace sojourn {

std::string number_text(double number) {
  if (std::isnan(number))
    return "NaN";
  if (std::isinf(number))
    return number < 0 ? "-Infinity" : "Infinity";
  if (number == 0)
    return "0";

  // Shortest scientific form, "d.ddde±xx", taken apart into digits and exponent.
  char buffer[40];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, std::abs(number), std::chars_format::scientific)
          .ptr;
  const std::string_view scientific(buffer, static_cast<std::size_t>(end - buffer));
  const auto e = scientific.find('e');
  std::string digits(1, scientific[0]);
  if (e > 2)
    digits += scientific.substr(2, e - 2);
  int exponent = 0;
  const auto sign_width = scientific[e + 1] == '+' ? 1u : 0u;
  std::from_chars(scientific.data() + e + 1 + sign_width, end, exponent);

  const auto count = static_cast<int>(digits.size());
  const int point = exponent + 1; // where the decimal point stands, in digits
  std::string text = number < 0 ? "-" : "";
  if (point > 21 || point < -5) {
    text += digits.substr(0, 1);
    if (count > 1)
      text += "." + digits.substr(1);
    text += exponent < 0 ? "e-" : "e+";
    text += std::to_string(std::abs(exponent));
  } else if (point <= 0) {
    text += "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  } else if (point >= count) {
    text += digits + std::string(static_cast<std::size_t>(point - count), '0');
  } else {
    text += digits.substr(0, static_cast<std::size_t>(point)) + "." +
            digits.substr(static_cast<std::size_t>(point));
  }
  return text;
}

std::string number_text(const json& number) {
  if (number.is_number_unsigned())
    return std::to_string(number.get<std::uint64_t>());
  if (number.is_number_integer())
    return std::to_string(number.get<std::int64_t>());
  return number_text(number.get<double>());
}

} // namespace sojourn
