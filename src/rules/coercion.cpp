#include "rules/coercion.hpp"

#include "base/ascii.hpp"
#include "base/number_text.hpp"
#include "rules/rule.hpp"

#include <charconv>
#include <cmath>
#include <utility>

namespace sojourn::rules {

namespace {

constexpr std::string_view spaces = " \t\n\r\v\f";

/// "0x1F", "0b101", "0o17".
std::optional<decimal> read_radix(std::string_view text) {
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
    return std::nullopt;
  }
  std::uint64_t value = 0;
  const auto* last = text.data() + text.size();
  const auto [end, status] = std::from_chars(text.data() + 2, last, value, base);
  return status == std::errc{} && end == last ? decimal::of(json(value)) : std::nullopt;
}

std::optional<decimal> number_of_text(std::string_view text) {
  const auto body = trimmed(text, spaces);
  if (body.empty())
    return decimal{};
  if (body.size() > 2 && body[0] == '0' && (body[1] | 0x20) >= 'a' && (body[1] | 0x20) != 'e')
    return read_radix(body);
  return decimal::read(body);
}

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

bool is_nullish(const json& value) { return value.is_null() || value.is_discarded(); }

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

std::optional<decimal> to_number(const json& value) {
  switch (value.type()) {
  case json::value_t::null:
  case json::value_t::discarded:
    return decimal{};
  case json::value_t::boolean:
    return decimal{value.get<bool>() ? 1 : 0};
  case json::value_t::string:
    return number_of_text(value.get_ref<const std::string&>());
  case json::value_t::number_integer:
  case json::value_t::number_unsigned:
  case json::value_t::number_float:
    return decimal::of(value);
  default:
    return std::nullopt;
  }
}

bool is_nan(const json& value) {
  return value.is_number_float() && std::isnan(value.get<double>());
}

std::partial_ordering compare_numbers(const json& a, const json& b) {
  if (a.is_number_float() && b.is_number_float())
    return a.get<double>() <=> b.get<double>();
  const auto first = decimal::of(a);
  const auto second = decimal::of(b);
  if (!first || !second)
    return std::partial_ordering::unordered;
  return *first <=> *second;
}

bool strictly_equal(const json& a, const json& b) {
  if (a.is_number() && b.is_number())
    return std::is_eq(compare_numbers(a, b));
  if (a.type() != b.type())
    return is_nullish(a) && is_nullish(b);
  if (a.is_structured())
    return &a == &b;
  return a.is_discarded() || a == b;
}

std::optional<bool> loosely_equal(const json& a, const json& b) {
  if (is_nullish(a) && is_nullish(b))
    return true;
  if (is_nullish(a) || is_nullish(b)) {
    const auto& there = is_nullish(a) ? b : a;
    if (there.is_string() || there.is_structured())
      return false;
  } else if (a.is_string() && b.is_string()) {
    return a.get_ref<const std::string&>() == b.get_ref<const std::string&>();
  }
  const auto order = compare(a, b);
  return order ? std::optional{std::is_eq(*order)} : std::nullopt;
}

std::optional<std::partial_ordering> compare(const json& a, const json& b) {
  if (a.is_string() && b.is_string())
    return a.get_ref<const std::string&>() <=> b.get_ref<const std::string&>();
  if (a.is_number() && b.is_number())
    return compare_numbers(a, b);
  const auto first = to_number(a);
  const auto second = to_number(b);
  if (first && second)
    return *first <=> *second;
  const bool is_known = first || is_nan(a) || (a.is_string() && is_nullish(b));
  const bool is_other_known = second || is_nan(b) || (b.is_string() && is_nullish(a));
  if (is_known && is_other_known)
    return std::partial_ordering::unordered;
  return std::nullopt;
}

} // namespace sojourn::rules
