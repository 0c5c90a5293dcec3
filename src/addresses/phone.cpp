#include "addresses/phone.hpp"

#include "addresses/blanks.hpp"
#include "base/ascii.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace sojourn::addresses {

namespace {

constexpr std::string_view vietnam = "84";
/// Of a country code and a national number together (E.164).
constexpr std::size_t most_digits = 15;

struct country {
  int code = 0;
  std::uint32_t lengths = 0; ///< bit n: national numbers may have n digits
  bool has_trunk = false;    ///< a "0" before national numbers is no part of them

  [[nodiscard]] bool takes(std::string_view national) const {
    return national.size() < 32 && ((lengths >> national.size()) & 1U) != 0;
  }
};

constexpr auto countries = std::to_array<country>({
#include "addresses/country_codes.inc"
});

/// The country whose code is `text`; nullptr: there is none.
const country* country_of(std::string_view text) {
  int code = 0;
  for (const char c : text)
    code = code * 10 + (c - '0');
  const auto found =
      std::lower_bound(countries.begin(), countries.end(), code,
                       [](const country& one, int value) { return one.code < value; });
  return found != countries.end() && found->code == code && !text.empty() ? &*found : nullptr;
}

/// The digit that a code point is; -1: none.
int digit_of(char32_t c) {
  for (const char32_t zero : {U'0', U'\uff10', U'\u0660', U'\u06f0'}) {
    if (c >= zero && c < zero + 10)
      return static_cast<int>(c - zero);
  }
  return -1;
}

bool is_separator(char32_t c) {
  constexpr std::u32string_view marks = U".-()[]/~\u2212\u30fc\uff08\uff09\uff0d\uff0e\uff0f";
  return is_blank(c) || (c >= U'\u2010' && c <= U'\u2015') ||
         marks.find(c) != std::u32string_view::npos;
}

struct dialled {
  bool has_plus = false;
  std::string digits;
};

std::optional<dialled> read_digits(std::string_view written) {
  auto rest = without_blanks_around(written);
  constexpr std::string_view scheme = "tel:";
  if (lower_ascii(rest.substr(0, scheme.size())) == scheme)
    rest.remove_prefix(scheme.size());
  dialled read;
  while (!rest.empty()) {
    const auto c = next_code_point(rest);
    const auto digit = digit_of(c);
    if (digit >= 0)
      read.digits += static_cast<char>('0' + digit);
    else if ((c == U'+' || c == U'\uff0b') && read.digits.empty() && !read.has_plus)
      read.has_plus = true;
    else if (!is_separator(c))
      return std::nullopt;
    if (read.digits.size() > most_digits + 3) // "00" and a trunk "0"
      return std::nullopt;
  }
  if (!read.has_plus && read.digits.starts_with("00")) {
    read.has_plus = true;
    read.digits.erase(0, 2);
  }
  return read;
}

/// What became of the first digits of mobile numbers in September 2018, when they lost one
/// (decision 798/QD-BTTTT of the ministry): "165" is "35".
struct prefix_change {
  std::string_view before;
  std::string_view after;
};
constexpr auto prefix_changes = std::to_array<prefix_change>({
    {"120", "70"}, {"121", "79"}, {"122", "77"}, {"123", "83"}, {"124", "84"}, {"125", "85"},
    {"126", "76"}, {"127", "81"}, {"128", "78"}, {"129", "82"}, {"162", "32"}, {"163", "33"},
    {"164", "34"}, {"165", "35"}, {"166", "36"}, {"167", "37"}, {"168", "38"}, {"169", "39"},
    {"186", "56"}, {"188", "58"}, {"199", "59"},
});

/// Whether the shape is one of the plan's (circular 22/2014/TT-BTTTT): which networks have which
/// mobile prefixes changes every year, so all of them are taken.
bool is_vietnamese(std::string_view national) {
  const auto size = national.size();
  if (size == 0)
    return false;
  switch (national.front()) {
  case '2': // a landline, with the area
    return size == 10;
  case '3':
  case '5':
  case '7':
  case '8':
  case '9': // a mobile phone
    return size == 9;
  case '1': // a service
    return (national.starts_with("1800") || national.starts_with("1900")) && size >= 8 &&
           size <= 10;
  default:
    return false;
  }
}

/// The national number as it is today; nullopt: it is none of Vietnam.
std::optional<std::string> vietnamese_number(std::string_view national) {
  constexpr std::size_t digits_before_the_change = 10;
  if (is_vietnamese(national))
    return std::string{national};
  if (national.size() != digits_before_the_change)
    return std::nullopt;
  for (const auto& [before, after] : prefix_changes) {
    if (national.starts_with(before))
      return std::string{after} + std::string{national.substr(before.size())};
  }
  return std::nullopt;
}

/// The national number in the country of this code, without the trunk "0" where it has one.
std::optional<std::string> national_number(std::string_view code, std::string_view national) {
  const auto* of = country_of(code);
  if (of == nullptr)
    return std::nullopt;
  if (of->has_trunk && national.starts_with('0'))
    national.remove_prefix(1);
  if (code == vietnam)
    return vietnamese_number(national);
  const bool begins_well = !national.starts_with('0') || !of->has_trunk;
  return begins_well && of->takes(national) ? std::optional<std::string>{national} : std::nullopt;
}

std::optional<std::string> joined(std::string_view code,
                                  const std::optional<std::string>& national) {
  if (!national || code.size() + national->size() > most_digits)
    return std::nullopt;
  return "+" + std::string{code} + *national;
}

/// Codes begin one another nowhere, so that the digits say where theirs ends.
std::optional<std::string> with_code(std::string_view digits) {
  for (std::size_t size = 1; size <= 3 && size < digits.size() && digits.front() != '0'; ++size) {
    const auto code = digits.substr(0, size);
    if (country_of(code) != nullptr)
      return joined(code, national_number(code, digits.substr(size)));
  }
  return std::nullopt;
}

} // namespace

std::optional<std::string> international_number(std::string_view written,
                                                std::string_view country_code) {
  const auto read = read_digits(written);
  if (!read || read->digits.empty())
    return std::nullopt;
  const std::string_view digits = read->digits;
  if (read->has_plus)
    return with_code(digits);
  // In Vietnam a number of nine digits may begin like its country code: "84 466 6531" is one.
  if (country_code == vietnam) {
    if (auto bare = joined(country_code, national_number(country_code, digits)))
      return bare;
  }
  if (digits.starts_with(country_code)) {
    if (auto coded = with_code(digits))
      return coded;
  }
  return joined(country_code, national_number(country_code, digits));
}

} // namespace sojourn::addresses
