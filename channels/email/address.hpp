// E-mail addresses.
#pragma once

#include <string_view>

namespace sojourn::channels {

/// Whether mail can be addressed to `text`: a local part of up to 64 bytes written without
/// quotes, "@", and a domain name; 254 bytes in all. Letters beyond ASCII are taken
/// (RFC 6531); line breaks, blanks and address literals are not.
[[nodiscard]] bool is_email_address(std::string_view text);

/// What stands after the last "@".
[[nodiscard]] std::string_view domain_of(std::string_view address);

} // namespace sojourn::channels
