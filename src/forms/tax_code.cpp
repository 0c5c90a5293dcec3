#include "forms/tax_code.hpp"

#include "base/ascii.hpp"

#include <array>

namespace sojourn::forms {

namespace {

constexpr std::size_t company_digits = 10;
constexpr std::size_t person_digits = 12;
constexpr std::size_t branch_digits = 13;

bool is_all_zero(std::string_view digits) {
  return digits.find_first_not_of('0') == std::string_view::npos;
}

/// The digit that the tenth one must be; 10: there is none.
int check_digit(std::string_view digits) {
  constexpr std::array weights{31, 29, 23, 19, 17, 13, 7, 5, 3};
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i)
    sum += weights[i] * (digits[i] - '0');
  return 10 - sum % 11;
}

bool is_company(std::string_view digits) {
  return !is_all_zero(digits.substr(2, 7)) && check_digit(digits) == digits[9] - '0';
}

} // namespace

std::optional<std::string> tax_code_of_vietnam(std::string_view written, bool takes_personal_ids) {
  std::string digits;
  std::size_t dashes = 0;
  for (const char c : written) {
    if (is_ascii_digit(c))
      digits += c;
    else if (c == '-' && digits.size() == company_digits)
      ++dashes;
    else if (c != ' ' && c != '.')
      return std::nullopt;
  }
  if (digits.size() == person_digits && dashes == 0 && takes_personal_ids)
    return is_all_zero(digits) ? std::nullopt : std::optional{digits};
  if (digits.size() == company_digits && dashes == 0)
    return is_company(digits) ? std::optional{digits} : std::nullopt;
  if (digits.size() != branch_digits || dashes > 1 || !is_company(digits))
    return std::nullopt;
  const auto branch = digits.substr(company_digits);
  if (is_all_zero(branch))
    return std::nullopt;
  return digits.substr(0, company_digits) + "-" + branch;
}

} // namespace sojourn::forms
