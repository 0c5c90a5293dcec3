// Unicode's normal form C: how long a text is, however its accents were typed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sojourn::text {

/// `utf8` with every accent composed where Unicode can ("e" and U+0301 become "é"). What is
/// not UTF-8 becomes U+FFFD.
[[nodiscard]] std::string to_nfc(std::string_view utf8);

/// How many code points `utf8` has in this form: its length as limits of providers mean it.
[[nodiscard]] std::size_t nfc_length(std::string_view utf8);

} // namespace sojourn::text
