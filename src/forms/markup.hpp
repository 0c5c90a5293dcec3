// The markup of hosted pages, and the escaping of what stands in it.
#pragma once

#include "forms/page.hpp"

#include <string>
#include <string_view>

namespace sojourn::forms {

/// Of pages that are no form's.
inline const colours plain_colours{"#ffffff", "#1b1b1b", "#1a5fb4"};

/// A text or the value of an attribute as HTML holds it.
[[nodiscard]] std::string escaped(std::string_view text);

/// ` name="value"`.
[[nodiscard]] std::string attribute(std::string_view name, std::string_view value);

[[nodiscard]] std::string hidden_input(std::string_view name, std::string_view value);

/// A text with its blank lines as paragraphs and its line breaks as such.
[[nodiscard]] std::string paragraphs(std::string_view text);

/// What is around every page.
[[nodiscard]] page whole_page(std::string_view language, std::string_view title, const colours& own,
                              const std::string& body);

} // namespace sojourn::forms
