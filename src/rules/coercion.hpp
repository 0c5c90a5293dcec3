// How JsonLogic's operators see JSON values: what they compare, add and join.
//
// These are the community's semantics (json-logic/compat-tables): numbers, booleans, null and
// texts that are numbers meet as numbers, and where a value would have to be a number and is
// none, that is an error and no guess. A missing value (JavaScript's undefined) is json's
// `discarded`; it never leaves rules/.
#pragma once

#include "base/decimal.hpp"
#include "base/json.hpp"

#include <compare>
#include <optional>
#include <string>

namespace sojourn::rules {

/// JavaScript's undefined.
[[nodiscard]] const json& undefined();

/// null or undefined.
[[nodiscard]] bool is_nullish(const json& value);

/// String(value): "null", "1,2", "[object Object]".
[[nodiscard]] std::string to_string(const json& value);

/// The value as a number: null and missing are 0, true is 1, "" is 0, " 12 " is 12. nullopt: a
/// text that is no number, a list, an object, or NaN.
[[nodiscard]] std::optional<decimal> to_number(const json& value);

/// NaN, which only `date_diff` without a date makes: it is no error to meet it, and it is
/// neither equal to, nor less, nor greater than anything.
[[nodiscard]] bool is_nan(const json& value);

/// Two numbers of JSON, exactly, whatever their size.
[[nodiscard]] std::partial_ordering compare_numbers(const json& a, const json& b);

/// a === b. Arrays and objects are equal only to themselves, the very same value.
[[nodiscard]] bool strictly_equal(const json& a, const json& b);

/// a == b: two texts as texts, all else as numbers. null and missing equal 0, false and each
/// other, but no text, list or object. nullopt: one of the two would have to be a number.
[[nodiscard]] std::optional<bool> loosely_equal(const json& a, const json& b);

/// a <=> b as `<` and its kin see it: texts by code point, all else by number. `unordered` for
/// null beside a text that is no number, and for NaN. nullopt: one would have to be a number.
[[nodiscard]] std::optional<std::partial_ordering> compare(const json& a, const json& b);

} // namespace sojourn::rules
