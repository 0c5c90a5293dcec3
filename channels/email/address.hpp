// E-mail addresses.
#pragma once

#include <string>
#include <string_view>

namespace sojourn::channels {

/// Whether mail can be addressed to `text`: a local part of up to 64 bytes written without
/// quotes, "@", and a domain name; 254 bytes in all. Letters beyond ASCII are taken
/// (RFC 6531); line breaks, blanks and address literals are not.
[[nodiscard]] bool is_email_address(std::string_view text);

/// What stands after the last "@".
[[nodiscard]] std::string_view domain_of(std::string_view address);

/// The address with its domain in ASCII (RFC 5890), so that servers take it that know no
/// SMTPUTF8; as it is where the part before the "@" needs that anyway, or the domain is none.
[[nodiscard]] std::string with_ascii_domain(const std::string& address);

} // namespace sojourn::channels
