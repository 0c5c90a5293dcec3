// Phone numbers as people write them, in the one form in which they are stored and sent.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sojourn::addresses {

/// `written` in international form (E.164): "0901 234 567" is "+84901234567" for the country
/// code "84". nullopt: it is no number.
///
/// With "+" or "00" in front it is of the country whose code follows, and has one of the lengths
/// that numbers there have. Else it is a number of `country_code`: with the "0" of long-distance
/// calls, with the code, with both ("+84 (0) 901…", "840901…"), or bare. Numbers of Vietnam have
/// the shape that its numbering plan gives them; those of eleven digits from before September 2018
/// are what they became ("0165 123 4567" is "+84351234567").
///
/// Blanks of all kinds, dots, hyphens, slashes and brackets between digits do not count, "tel:" may
/// stand in front, and digits may be full-width. What else stands there, such as an extension or a
/// second number, makes it none.
[[nodiscard]] std::optional<std::string> international_number(std::string_view written,
                                                              std::string_view country_code = "84");

} // namespace sojourn::addresses
