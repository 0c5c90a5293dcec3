// Reads e-mails that others wrote: headers and the parts of a body (RFC 5322, RFC 2045).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sojourn::channels {

/// Headers and a body, as views of the text that was read. Whatever the text, reading gives one.
struct mime_part {
  /// Names in lower case, values unfolded and without blanks around them; in their order.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string_view body;

  /// The value of the first header of this name (in lower case); empty: there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// Parts of a body that are looked at; a report has three.
inline constexpr std::size_t most_mime_parts = 32;

/// `text` as headers, an empty line, and a body. Lines end in CRLF or LF. A text that is cut off
/// gives what is there.
[[nodiscard]] mime_part read_mime_part(std::string_view text);

/// What a Content-Type says before its parameters, in lower case: "multipart/report".
[[nodiscard]] std::string media_type(std::string_view content_type);

/// The value of a parameter of a header, without its quotes; empty: there is none.
[[nodiscard]] std::string parameter_of(std::string_view header, std::string_view name);

/// The parts of a multipart body; the last one may be cut off.
[[nodiscard]] std::vector<mime_part> parts_of(std::string_view body, std::string_view boundary);

/// The body without its Content-Transfer-Encoding. What is no base 64 stays as it is.
[[nodiscard]] std::string decoded_body(const mime_part& part);

} // namespace sojourn::channels
