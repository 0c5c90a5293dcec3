// Texts of strangers in places that are read line by line, such as a log.
#pragma once

#include <string>
#include <string_view>

namespace sojourn {

/// `text` with its control characters, line separators and marks that turn the direction of writing
/// (Unicode's Cc, U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069) written as escapes: "\n",
/// "\r",
/// "\t", else "\u0085". Everything else stays, bytes that are no UTF-8 among it.
[[nodiscard]] std::string escape_to_one_line(std::string_view text);

/// Whether `text` holds none of what escape_to_one_line writes as an escape.
[[nodiscard]] bool is_one_line(std::string_view text);

/// The same, but that it may have line breaks and tabs.
[[nodiscard]] bool is_plain_text(std::string_view text);

/// Whether a reader of `text` could take a part of it for a link: what a stranger calls themselves
/// stands in the subjects of mails.
[[nodiscard]] bool has_link(std::string_view text);

} // namespace sojourn
