// What pages say by themselves, in Vietnamese and English.
#pragma once

#include "forms/answers.hpp"

#include <string>
#include <string_view>

namespace sojourn::forms {

/// A text of the page, by its name in words.cpp; in English for all languages but Vietnamese.
[[nodiscard]] std::string_view phrase(std::string_view name, std::string_view language);

/// What is wrong with an input, as a sentence that says what to do.
[[nodiscard]] std::string sentence(const field_error& wrong, std::string_view language);

/// `text` with `value` in the place of "{name}".
[[nodiscard]] std::string filled_in(std::string_view text, std::string_view name,
                                    std::string_view value);

/// The language that a page is shown in: `wanted`, else the first of an Accept-Language header
/// that is offered, else the first one offered.
[[nodiscard]] std::string language_for(const std::vector<std::string>& offered,
                                       std::string_view wanted, std::string_view accepted);

} // namespace sojourn::forms
