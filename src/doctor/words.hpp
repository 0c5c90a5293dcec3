// What the doctor says of its findings, in Vietnamese and English.
#pragma once

#include "doctor/finding.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sojourn::doctor {

struct said {
  std::string sentence; ///< what is found
  std::string advice;   ///< what to do; empty: nothing
};

/// In English for all languages but "vi". A code that has no words is said as it is.
[[nodiscard]] said say(const finding& one, std::string_view language);

/// The name of a check, for a list.
[[nodiscard]] std::string name_of_check(std::string_view check, std::string_view language);

/// The codes that have words.
[[nodiscard]] std::vector<std::string_view> known_codes();

} // namespace sojourn::doctor
