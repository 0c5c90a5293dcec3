#include "hooks/convert.hpp"

#include "addresses/email.hpp"
#include "addresses/phone.hpp"
#include "base/ascii.hpp"
#include "base/blanks.hpp"
#include "base/decimal.hpp"
#include "base/ids.hpp"
#include "base/rfc3339.hpp"
#include "calendar/calendar.hpp"

#include <algorithm>
#include <array>

namespace sojourn::hooks {

namespace {

constexpr auto conversions =
    std::to_array<std::string_view>({"text", "id", "phone", "email", "number", "whole", "money",
                                     "decimal", "currency", "flag", "instant", "date"});

constexpr std::size_t date_length = 10;
/// What .NET writes for no date.
constexpr std::string_view year_one = "0001-01-01";

/// A text, a number or a flag as text, without blanks around it; nullopt: it is a list or an
/// object.
std::optional<std::string> written(const json& value) {
  if (value.is_string())
    return std::string{without_blanks_around(value.get_ref<const std::string&>())};
  if (value.is_null())
    return std::string{};
  if (value.is_primitive())
    return dump(value);
  return std::nullopt;
}

std::optional<decimal> read_number(const json& value) {
  constexpr std::size_t longest = 64;
  if (value.is_number())
    return decimal::of(value);
  const auto text = written(value);
  return text && !value.is_boolean() && text->size() <= longest ? decimal::read(*text)
                                                                : std::nullopt;
}

/// Decimal text; a number with more than three decimals as JSON writes it.
json decimal_text(const decimal& number) {
  const auto thousandths = number.thousandths();
  return thousandths && decimal::of_thousandths(*thousandths) == number
             ? text_of_thousandths(*thousandths)
             : dump(number.as_json());
}

std::optional<json> to_flag(const json& value, std::string text) {
  if (value.is_boolean())
    return value;
  text = lower_ascii(text);
  if (text == "true" || text == "1" || text == "yes")
    return json(true);
  if (text == "false" || text == "0" || text == "no")
    return json(false);
  return std::nullopt;
}

std::optional<instant> read_epoch(std::int64_t number) {
  // Milliseconds from March 1973 on; as seconds they would be beyond the year 5000.
  constexpr std::int64_t fewest_ms = 100'000'000'000;
  constexpr std::int64_t ms_per_second = 1'000;
  const bool is_in_ms = number >= fewest_ms || number <= -fewest_ms;
  const auto ms = is_in_ms ? number : number * ms_per_second;
  return ms >= to_unix_ms(first_instant) && ms <= to_unix_ms(last_instant)
             ? std::optional{from_unix_ms(ms)}
             : std::nullopt;
}

/// "2026-03-01 09:00:00.1230000" is "2026-03-01T09:00:00": a fraction without an offset, and the
/// blank that databases write.
std::string as_iso(std::string text) {
  if (text.size() > date_length && text[date_length] == ' ')
    text[date_length] = 'T';
  const auto dot = text.find('.');
  if (dot != std::string::npos &&
      std::all_of(text.begin() + static_cast<std::ptrdiff_t>(dot) + 1, text.end(), is_ascii_digit))
    text.resize(dot);
  return text;
}

std::optional<instant> read_instant(const std::string& text, const std::string& zone) {
  constexpr std::size_t most_digits = 13;
  if (text.size() <= most_digits && std::ranges::all_of(text, is_ascii_digit))
    return read_epoch(std::stoll(text));
  const auto at = calendar::parse_local(as_iso(text), zone);
  return at ? std::optional{*at} : std::nullopt;
}

/// The day that is written, or where it is an instant, the day that it is in the zone.
std::optional<json> to_date(const std::string& text, const std::string& zone) {
  const auto day = text.substr(0, date_length);
  const auto whole = read_written_time(as_iso(text));
  if (!whole || !whole->offset)
    return calendar::parse_local(day, "UTC") ? json(day) : json{};
  const auto at = read_instant(text, zone);
  const auto local = at ? calendar::to_local_text(*at, zone) : std::string{};
  return local ? json(local->substr(0, date_length)) : json{};
}

std::optional<json> to_currency(const std::string& text) {
  if (text.size() != 3 || !std::ranges::all_of(text, is_ascii_letter))
    return std::nullopt;
  auto code = text;
  std::ranges::transform(code, code.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return json(std::move(code));
}

/// Decimals of a currency, as payment services count them.
int decimals_of(std::string_view currency) {
  constexpr auto without =
      std::to_array<std::string_view>({"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA",
                                       "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"});
  constexpr auto with_three =
      std::to_array<std::string_view>({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"});
  if (std::ranges::find(without, currency) != without.end())
    return 0;
  return std::ranges::find(with_three, currency) != with_three.end() ? 3 : 2;
}

} // namespace

std::span<const std::string_view> conversion_names() { return conversions; }

std::optional<conversion> find_conversion(std::string_view name) {
  const auto found = std::ranges::find(conversions, name);
  return found == conversions.end()
             ? std::nullopt
             : std::optional{static_cast<conversion>(found - conversions.begin() + 1)};
}

std::optional<json> convert(conversion how, const json& value, const conversion_options& options) {
  if (how == conversion::none)
    return value;
  const auto text = written(value);
  if (!text)
    return std::nullopt;
  if (text->empty())
    return json{};
  const auto number = how == conversion::number || how == conversion::whole ||
                              how == conversion::money || how == conversion::decimal
                          ? read_number(value)
                          : std::nullopt;
  switch (how) {
  case conversion::none:
  case conversion::text:
    break;
  case conversion::id:
    return is_record_id(*text) ? std::optional{json(*text)} : std::nullopt;
  case conversion::phone: {
    const auto normal = addresses::international_number(*text, options.country);
    return normal ? json(*normal) : json{};
  }
  case conversion::email: {
    const auto normal = addresses::canonical_email(*text);
    return normal ? json(*normal) : json{};
  }
  case conversion::number:
  case conversion::money:
    return number ? std::optional{number->as_json()} : std::nullopt;
  case conversion::whole: {
    const auto whole = number && number->is_whole() ? number->truncated() : std::nullopt;
    return whole ? std::optional{json(*whole)} : std::nullopt;
  }
  case conversion::decimal:
    return number ? std::optional{decimal_text(*number)} : std::nullopt;
  case conversion::currency:
    return to_currency(*text);
  case conversion::flag:
    return to_flag(value, *text);
  case conversion::instant: {
    if (text->starts_with(year_one))
      return json{};
    const auto at = read_instant(*text, options.zone);
    return at ? std::optional{json(to_text(*at))} : std::nullopt;
  }
  case conversion::date:
    return text->starts_with(year_one) ? json{} : to_date(*text, options.zone);
  }
  return json(*text);
}

std::optional<json> in_units(const json& amount, const json& currency) {
  const auto number = read_number(amount);
  const auto code = currency.is_string() ? to_currency(currency.get<std::string>()) : std::nullopt;
  if (!number || !code)
    return std::nullopt;
  auto divisor = decimal{1};
  for (int i = decimals_of(code->get_ref<const std::string&>()); i > 0; --i)
    divisor = divisor * decimal{10};
  return number->divided_by(divisor)->as_json();
}

} // namespace sojourn::hooks
