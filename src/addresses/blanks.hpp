// Characters that people copy along with an address and do not see.
#pragma once

#include <string>
#include <string_view>

namespace sojourn::addresses {

/// Whether nothing is to be seen of this code point: white space of any kind (no-break too), marks
/// of width zero and of the direction of writing, soft hyphens.
[[nodiscard]] bool is_blank(char32_t c);

/// `text` without such characters at its beginning and end.
[[nodiscard]] std::string_view without_blanks_around(std::string_view text);

/// Takes the first code point off `text`, which is not empty. A byte that begins none is U+FFFD.
[[nodiscard]] char32_t next_code_point(std::string_view& text);

/// Appends it in UTF-8; what is no code point as U+FFFD.
void append_code_point(std::string& text, char32_t c);

} // namespace sojourn::addresses
