// Percent-encoding (RFC 3986) of path segments, query strings and header values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sojourn {

/// `text` with its escapes resolved, or nullopt when a '%' is not followed by two
/// hexadecimal digits. `plus_is_space` reads '+' as forms write it.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text,
                                                        bool plus_is_space = false);

/// `text` as one path segment, or as a value of a query or a form: everything but unreserved
/// characters escaped.
[[nodiscard]] std::string percent_encode(std::string_view text);

} // namespace sojourn
