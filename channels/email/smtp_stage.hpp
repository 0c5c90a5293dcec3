// Whether a refusal of a mail server is about one mail, or about the server itself.
#pragma once

#include <string_view>

namespace sojourn::channels {

/// Whether a refusal shows that the server works, and refuses this mail or this recipient alone:
/// otherwise everybody's mail is kept from it for a time. `command` is the one that was refused, of
/// which "RCPT" is about the address; `message_left` says that the mail itself was. 421 closes the
/// service, to whatever (RFC 5321, 3.8); of a whole mail 452 and an enhanced status 4.3.x are about
/// the server's own state (RFC 3463, 3.4).
[[nodiscard]] bool is_about_the_mail(std::string_view command, bool message_left, long code,
                                     std::string_view reply);

} // namespace sojourn::channels
