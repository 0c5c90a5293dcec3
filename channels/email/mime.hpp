// The text of an e-mail: RFC 5322 headers and a MIME body, from plain values.
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "messages/picture.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sojourn::channels {

/// Somebody who sends or receives.
struct mailbox_address {
  std::string address;
  std::string name; ///< shown beside the address; may be empty
};

/// "The shop <shop@example.com>", "\"Shop, the\" <shop@example.com>" or the address alone.
[[nodiscard]] mailbox_address parse_mailbox(std::string_view text);

struct mail {
  mailbox_address from;
  mailbox_address to;
  std::string subject;
  std::string text;
  std::string html;
  std::vector<messages::picture_ptr> pictures{}; ///< that the HTML shows as "cid:NAME"
  instant date{};
  /// One click (RFC 8058) where it is https, else a page alone; empty: no such headers.
  std::string unsubscribe_url{};
  std::string message_id; ///< without the angle brackets; the boundary follows from it
};

/// The message, ready for the DATA command but for dot-stuffing: lines end in CRLF and hold 76
/// characters at most, but for an address that is longer; the same mail gives the same bytes.
/// With text and HTML it is multipart/alternative, with one of them it is that part alone. HTML
/// that shows pictures is multipart/related with them (RFC 2387): "cid:logo" becomes
/// "cid:logo.MESSAGE-ID", the Content-ID of the part, which is unlike that of any other mail.
///
/// Errors: invalid_request when an address is none, or something is not UTF-8. Line breaks and
/// other control characters in the subject and in display names become blanks.
[[nodiscard]] result<std::string> build_message(const mail& what);

/// `text` as it can stand in a header after `used` columns of its line: itself when it is
/// short printable ASCII, else encoded words (RFC 2047) of whole code points, folded.
[[nodiscard]] std::string encode_header_text(std::string_view text, std::size_t used);

/// `text` in quoted-printable, lines ended by CRLF.
[[nodiscard]] std::string quoted_printable(std::string_view text);

} // namespace sojourn::channels
