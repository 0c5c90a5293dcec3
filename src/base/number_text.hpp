// Numbers as text, the way JavaScript (and so JsonLogic and Mustache) writes them.
#pragma once

#include "base/json.hpp"

#include <string>

namespace sojourn {

/// "85", "1.21", "1e+21", "NaN", "-Infinity": the shortest text that reads back as
/// `number`, laid out as ECMAScript's Number::toString does.
[[nodiscard]] std::string number_text(double number);

/// The text of a JSON number. Integers beyond 2^53 keep all their digits.
[[nodiscard]] std::string number_text(const json& number);

} // namespace sojourn
