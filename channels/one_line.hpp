// Texts that stand in a header: of a mail, or of a request.
#pragma once

#include <string>
#include <string_view>

namespace sojourn::channels {

/// `text` with its control characters and separators of lines as blanks, several together as one:
/// whatever a customer is called, it begins no header (RFC 5322, 2.2; RFC 9110, 5.5).
[[nodiscard]] std::string on_one_line(std::string_view text);

} // namespace sojourn::channels
