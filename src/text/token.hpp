// The parsed form of a template: a tree of tokens.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sojourn::text {

/// Sections may nest this deep: far beyond any message, and shallow for the stack.
inline constexpr std::size_t max_section_depth = 64;

enum class token_kind {
  literal,     ///< `text` as it is
  variable,    ///< the value named `text`, escaped
  raw,         ///< the value named `text`, as it is
  section,     ///< `children` for each value named `text`, or a formatting section
  inverted,    ///< `children` when the value named `text` is absent or empty
  partial,     ///< the partial named `text`, each line behind `indentation`
  alternative, ///< the last '|' of a fallback section; elsewhere it is that character
};

struct token {
  token_kind kind = token_kind::section;
  std::string text{};
  std::string indentation{};
  std::vector<token> children{};
};

/// Parses a template into a section without a name. Errors: invalid_template.
[[nodiscard]] result<token> parse_tokens(std::string_view source);

} // namespace sojourn::text
