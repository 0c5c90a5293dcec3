// What values become on their way from a call into a record: numbers of texts, one spelling of
// phone numbers, instants of local times.
#pragma once

#include "base/json.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sojourn::hooks {

enum class conversion {
  none,
  text,     ///< without blanks around it
  id,       ///< a record's id
  phone,    ///< in international form; null for what is no number
  email,    ///< in its one spelling; null for what is no address
  number,   ///< of a decimal text
  whole,    ///< a whole number
  money,    ///< a number, as the types of orders and products have amounts
  decimal,  ///< the same as decimal text
  currency, ///< "usd" is "USD"
  flag,     ///< true or false
  instant,  ///< RFC 3339 in UTC, of RFC 3339, local time, or seconds or milliseconds since 1970
  date,     ///< a day; null for what is none
};

/// By their names in documents, in the order of the enumeration, without `none`.
[[nodiscard]] std::span<const std::string_view> conversion_names();
/// nullopt: none is called so.
[[nodiscard]] std::optional<conversion> find_conversion(std::string_view name);

struct conversion_options {
  std::string country = "84"; ///< calling code of phone numbers without one
  std::string zone = "UTC";   ///< of times without an offset
};

/// The value as `how` wants it. Nothing, a blank text, and the year 1, which some systems write for
/// no date, are null. nullopt: it cannot be so.
[[nodiscard]] std::optional<json> convert(conversion how, const json& value,
                                          const conversion_options& options);

/// The amount in units of the currency, where it counts in its smallest ones: 1999 in "usd" are
/// 19.99, and 1999 in "vnd" are 1999. Computed in decimals. nullopt: the amount is no number, or
/// the currency no three letters.
[[nodiscard]] std::optional<json> in_units(const json& amount, const json& currency);

} // namespace sojourn::hooks
