#include "rules/coercion.hpp"

#include "base/ascii.hpp"
#include "base/number_text.hpp"
#include "rules/rule.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace sojourn::rules {

namespace {

constexpr std::string_view spaces = " \t\n\r\v\f";
constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
constexpr auto infinity = std::numeric_limits<double>::infinity();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The decimal number at the front of `text` and how many bytes it takes; 0 bytes when
/// there is none.
struct leading_number {
  double value = nan;
  std::size_t length = 0;
};

leading_number read_decimal(std::string_view text) {
  const bool has_sign = text.starts_with('-') || text.starts_with('+');
  const double sign = text.starts_with('-') ? -1 : 1;
  const auto unsigned_text = text.substr(has_sign ? 1 : 0);
  constexpr std::string_view infinity_name = "Infinity";
  if (unsigned_text.starts_with(infinity_name))
    return {sign * infinity, infinity_name.size() + has_sign};
  // from_chars also knows "inf" and "nan", which JavaScript does not.
  const auto first = unsigned_text.substr(0, 2);
  if (first.empty() ||
      !(is_digit(first[0]) || (first[0] == '.' && first.size() == 2 && is_digit(first[1]))))
    return {};
  double value = 0;
  const auto [end, status] =
      std::from_chars(unsigned_text.data(), unsigned_text.data() + unsigned_text.size(), value);
  const auto length = static_cast<std::size_t>(end - unsigned_text.data());
  // from_chars leaves the value alone here; strtod tells zero from infinity.
  if (status == std::errc::result_out_of_range)
    value = std::strtod(std::string{unsigned_text.substr(0, length)}.c_str(), nullptr);
  return {sign * value, length + has_sign};
}

/// "0x1F", "0b101", "0o17".
double read_radix(std::string_view text) {
  int base = 0;
  switch (text[1] | 0x20) {
  case 'x':
    base = 16;
    break;
  case 'o':
    base = 8;
    break;
  case 'b':
    base = 2;
    break;
  default:
    return nan;
  }
  std::uint64_t value = 0;
  const auto* last = text.data() + text.size();
  const auto [end, status] = std::from_chars(text.data() + 2, last, value, base);
  return status == std::errc{} && end == last ? static_cast<double>(value) : nan;
}

double number_of_text(std::string_view text) {
  const auto body = trimmed(text, spaces);
  if (body.empty())
    return 0;
  if (body.size() > 2 && body[0] == '0' && !is_digit(body[1]) && body[1] != '.' &&
      (body[1] | 0x20) != 'e')
    return read_radix(body);
  const auto number = read_decimal(body);
  return number.length == body.size() ? number.value : nan;
}

/// Beyond what 64 signed bits hold, json compares a number by its bits.
bool is_negative(const json& number) {
  return !number.is_number_unsigned() && number.get<double>() < 0;
}

bool is_nullish(const json& value) { return value.is_null() || value.is_discarded(); }

} // namespace

bool truthy(const json& value) {
  switch (value.type()) {
  case json::value_t::null:
  case json::value_t::discarded:
    return false;
  case json::value_t::boolean:
    return value.get<bool>();
  case json::value_t::string:
    return !value.get_ref<const std::string&>().empty();
  case json::value_t::array:
    return !value.empty();
  case json::value_t::number_integer:
  case json::value_t::number_unsigned:
  case json::value_t::number_float: {
    const auto number = value.get<double>();
    return number != 0 && !std::isnan(number);
  }
  default:
    return true;
  }
}

const json& undefined() {
  static const json value(json::value_t::discarded);
  return value;
}

std::string to_string(const json& value) {
  switch (value.type()) {
  case json::value_t::null:
    return "null";
  case json::value_t::discarded:
    return "undefined";
  case json::value_t::boolean:
    return value.get<bool>() ? "true" : "false";
  case json::value_t::string:
    return value.get<std::string>();
  case json::value_t::array: {
    std::string text;
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i > 0)
        text += ',';
      if (!is_nullish(value[i]))
        text += to_string(value[i]);
    }
    return text;
  }
  case json::value_t::number_integer:
  case json::value_t::number_unsigned:
  case json::value_t::number_float:
    return number_text(value);
  default:
    return "[object Object]";
  }
}

double to_number(const json& value) {
  switch (value.type()) {
  case json::value_t::null:
    return 0;
  case json::value_t::boolean:
    return value.get<bool>() ? 1 : 0;
  case json::value_t::string:
    return number_of_text(value.get_ref<const std::string&>());
  case json::value_t::array:
    return number_of_text(to_string(value));
  case json::value_t::number_integer:
  case json::value_t::number_unsigned:
  case json::value_t::number_float:
    return value.get<double>();
  default:
    return nan;
  }
}

double parse_float(const json& value) {
  if (value.is_number())
    return value.get<double>();
  const auto text = to_string(value);
  const auto begin = text.find_first_not_of(spaces);
  return begin == std::string::npos ? nan
                                    : read_decimal(std::string_view{text}.substr(begin)).value;
}

json from_number(double number) {
  constexpr double largest_exact = 9007199254740992.0; // 2^53
  if (std::abs(number) <= largest_exact && std::trunc(number) == number)
    return static_cast<std::int64_t>(number);
  return number;
}

bool strictly_equal(const json& a, const json& b) {
  if (a.is_number() && b.is_number())
    return a == b && is_negative(a) == is_negative(b);
  if (a.type() != b.type())
    return false;
  if (a.is_structured())
    return &a == &b;
  return a.is_discarded() || a == b;
}

bool loosely_equal(const json& a, const json& b) {
  if (is_nullish(a) || is_nullish(b))
    return is_nullish(a) && is_nullish(b);
  if (a.type() == b.type() || (a.is_number() && b.is_number()))
    return strictly_equal(a, b);
  // An array or object meets a primitive as text; what is left are numbers, texts and
  // booleans of different types, which meet as numbers.
  if (a.is_structured() && b.is_structured())
    return false;
  if (a.is_structured())
    return loosely_equal(to_string(a), b);
  if (b.is_structured())
    return loosely_equal(a, to_string(b));
  return to_number(a) == to_number(b);
}

std::partial_ordering compare(const json& a, const json& b) {
  const auto is_text = [](const json& value) { return value.is_string() || value.is_structured(); };
  if (a.is_string() && b.is_string())
    return a.get_ref<const std::string&>() <=> b.get_ref<const std::string&>();
  if (is_text(a) && is_text(b))
    return to_string(a) <=> to_string(b);
  return to_number(a) <=> to_number(b);
}

} // namespace sojourn::rules
