#include "text/format.hpp"

#include "base/ascii.hpp"
#include "calendar/calendar.hpp"
#include "text/language.hpp"

#include <algorithm>
#include <array>

namespace sojourn::text {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Decimals of a currency (ISO 4217).
std::size_t decimals_of(std::string_view currency) {
  constexpr auto without =
      std::to_array<std::string_view>({"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
                                       "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"});
  constexpr auto with_three =
      std::to_array<std::string_view>({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"});
  if (std::find(without.begin(), without.end(), currency) != without.end())
    return 0;
  if (std::find(with_three.begin(), with_three.end(), currency) != with_three.end())
    return 3;
  return 2;
}

/// A decimal number as its digits, so that no rounding but ours takes place.
struct amount {
  bool negative = false;
  std::string whole;
  std::string fraction;
};

/// Reads "-1250000.50" at the front of `text` and takes it off; nullopt if there is none.
std::optional<amount> parse_amount(std::string_view& text) {
  amount read;
  if (text.starts_with('-') || text.starts_with('+')) {
    read.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const auto parse_digits = [&] {
    const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
    std::string digits(text.begin(), end);
    text.remove_prefix(digits.size());
    return digits;
  };
  read.whole = parse_digits();
  if (read.whole.empty())
    return std::nullopt;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    read.fraction = parse_digits();
    if (read.fraction.empty())
      return std::nullopt;
  }
  read.whole.erase(0, std::min(read.whole.find_first_not_of('0'), read.whole.size() - 1));
  return read;
}

/// Rounds half away from zero to so many decimals, and fills up with zeros.
void round_to(amount& number, std::size_t decimals) {
  const bool up = number.fraction.size() > decimals && number.fraction[decimals] >= '5';
  number.fraction.resize(decimals, '0');
  if (up) {
    auto digits = "0" + number.whole + number.fraction;
    auto at = digits.size() - 1;
    for (; digits[at] == '9'; --at)
      digits[at] = '0';
    ++digits[at];
    if (digits.front() == '0')
      digits.erase(0, 1);
    number.fraction = digits.substr(digits.size() - decimals);
    number.whole = digits.substr(0, digits.size() - decimals);
  }
  if (number.whole == "0" && number.fraction.find_first_not_of('0') == std::string::npos)
    number.negative = false;
}

std::string grouped(std::string_view digits, char separator) {
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0)
      text += separator;
    text += digits[i];
  }
  return text;
}

} // namespace

bool is_formatting(std::string_view section) {
  return section == money_name || section == date_name || section == upper_name ||
         section == fallback_name || section == form_name || section == confirm_name;
}

std::string format_money(std::string_view text, std::string_view language) {
  auto rest = trimmed(text);
  auto number = parse_amount(rest);
  const auto currency = trimmed(rest);
  const bool is_code =
      currency.size() == 3 &&
      std::all_of(currency.begin(), currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!number || !(currency.empty() || is_code))
    return std::string{text};
  if (is_code)
    round_to(*number, decimals_of(currency));

  const bool vietnamese = is_of_language(language, "vi");
  auto formatted = grouped(number->whole, vietnamese ? '.' : ',');
  if (!number->fraction.empty())
    formatted += (vietnamese ? "," : ".") + number->fraction;
  if (number->negative)
    formatted.insert(0, 1, '-');
  if (currency.empty())
    return formatted;
  if (!vietnamese)
    return std::string{currency} + " " + formatted;
  return formatted + " " + (currency == "VND" ? "₫" : std::string{currency});
}

std::string format_date(std::string_view text, std::string_view language, std::string_view zone) {
  constexpr auto months = std::to_array<std::string_view>(
      {"January", "February", "March", "April", "May", "June", "July", "August", "September",
       "October", "November", "December"});
  const auto at = calendar::parse_local(trimmed(text), zone);
  const auto local = at ? calendar::to_local_text(*at, zone) : fail(at.error());
  if (!local)
    return std::string{text};
  // "2026-03-01T16:30:00+07:00"
  const auto year = local->substr(0, 4);
  const auto month = local->substr(5, 2);
  const auto day = local->substr(8, 2);
  if (is_of_language(language, "vi"))
    return day + "/" + month + "/" + year;
  const auto month_index = static_cast<std::size_t>(std::stoi(month) - 1);
  return std::to_string(std::stoi(day)) + " " + std::string{months[month_index]} + " " + year;
}

} // namespace sojourn::text
