// E-mail addresses.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sojourn::addresses {

/// Whether mail can be addressed to `text`: a local part of up to 64 bytes written without
/// quotes, "@", and a domain name; 254 bytes in all. Letters beyond ASCII are taken
/// (RFC 6531); line breaks, blanks and address literals are not.
[[nodiscard]] bool is_email_address(std::string_view text);

/// What stands after the last "@".
[[nodiscard]] std::string_view domain_of(std::string_view address);

/// The address with its domain in ASCII (A-labels, RFC 5890), which every server takes; as it is
/// where the domain has no such form.
[[nodiscard]] std::string with_ascii_domain(std::string_view address);

/// Whether the part before the "@" needs a server that knows SMTPUTF8 (RFC 6531).
[[nodiscard]] bool needs_smtputf8(std::string_view address);

/// The form in which an address is stored and compared; nullopt: it is none.
///
/// Blanks around it, and "<" and ">", do not count. The domain is in lower case and in A-labels. So
/// is the local part in lower case (Unicode's case folding, normal form C): RFC 5321, 2.4 leaves
/// its case to the server, no server in use tells people apart by it, and a suppression that held
/// in one spelling alone would be none. Dots and "+…" in it stay: those are other mailboxes.
[[nodiscard]] std::optional<std::string> canonical_email(std::string_view written);

} // namespace sojourn::addresses
