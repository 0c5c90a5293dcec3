#include "channels/described/phone.hpp"

#include <algorithm>

namespace sojourn::channels {

std::optional<std::string> international_number(std::string_view written,
                                                std::string_view country_code) {
  constexpr std::size_t least_digits = 8;
  constexpr std::size_t most_digits = 15;
  constexpr std::string_view separators = " .-()/";
  std::string digits;
  bool has_plus = false;
  for (const char c : written) {
    if (c >= '0' && c <= '9')
      digits += c;
    else if (c == '+' && digits.empty() && !has_plus)
      has_plus = true;
    else if (separators.find(c) == std::string_view::npos)
      return std::nullopt;
  }
  if (!has_plus) {
    if (digits.starts_with("00"))
      digits.erase(0, 2);
    else if (digits.starts_with('0'))
      digits.replace(0, 1, country_code);
    else if (!digits.starts_with(country_code))
      return std::nullopt;
  }
  if (digits.size() < least_digits || digits.size() > most_digits || digits.front() == '0')
    return std::nullopt;
  return "+" + digits;
}

} // namespace sojourn::channels
