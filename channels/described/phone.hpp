// Phone numbers as people write them, in the one form that a provider takes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sojourn::channels {

/// `written` in international form (E.164): "0901 234 567" is "+84901234567" for the country
/// code "84". What has no "+", "00" or "0" in front is taken for international when it begins
/// with the code. nullopt when it is no number of 8 to 15 digits.
[[nodiscard]] std::optional<std::string> international_number(std::string_view written,
                                                              std::string_view country_code);

} // namespace sojourn::channels
