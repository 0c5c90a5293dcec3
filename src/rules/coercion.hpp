// JavaScript's view of JSON values: what JsonLogic's operators compare and add.
//
// A missing value (JavaScript's undefined) is json's `discarded`; it never leaves rules/.
#pragma once

#include "base/json.hpp"

#include <compare>
#include <string>

namespace sojourn::rules {

/// JavaScript's undefined.
[[nodiscard]] const json& undefined();

/// String(value): "null", "1,2", "[object Object]".
[[nodiscard]] std::string to_string(const json& value);

/// Number(value): null is 0, "" is 0, " 12 " is 12, text that is no number is NaN.
[[nodiscard]] double to_number(const json& value);

/// parseFloat(value): the number at the front of the text, "12 VND" is 12.
[[nodiscard]] double parse_float(const json& value);

/// `number` as JSON: an integer where it is one, as JavaScript shows it.
[[nodiscard]] json from_number(double number);

/// a === b. Arrays and objects are equal only to themselves, the very same value.
[[nodiscard]] bool strictly_equal(const json& a, const json& b);

/// a == b.
[[nodiscard]] bool loosely_equal(const json& a, const json& b);

/// a <=> b as `<` and its kin see it: texts by code point, all else by number.
/// `unordered` when either is no number.
[[nodiscard]] std::partial_ordering compare(const json& a, const json& b);

} // namespace sojourn::rules
