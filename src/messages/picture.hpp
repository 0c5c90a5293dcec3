// Pictures that a message brings along: its HTML shows them as "cid:NAME".
#pragma once

#include "base/result.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::messages {

struct picture {
  std::string name;         ///< letters, digits, "-", "_" and "."
  std::string content_type; ///< "image/png", "image/jpeg", "image/gif", "image/webp"
  std::string bytes;
  std::string sha256{}; ///< of the bytes, in hexadecimal digits
};
/// Shared: every rendering of a message refers to the same bytes.
using picture_ptr = std::shared_ptr<const picture>;

/// Bytes that one picture may have: with more, mails are slow to load and look like spam. The
/// schema says it too, in base 64.
inline constexpr std::size_t most_picture_bytes = 96 * 1024;

/// A picture of what is written in a message. Errors: invalid_request, when it is not base 64,
/// too large, or begins unlike a picture of its type.
[[nodiscard]] result<picture_ptr> make_picture(std::string name, std::string content_type,
                                               std::string_view base64);

/// A place in HTML where a picture is shown. Views of the HTML.
struct picture_place {
  std::size_t at = 0;    ///< of the name, behind "cid:"
  std::string_view name; ///< up to what ends it; a template's tag stays in it
};

/// Where `html` shows pictures: "cid:NAME" after a quote, "(", "=" or a blank.
[[nodiscard]] std::vector<picture_place> picture_places(std::string_view html);

/// The address of a picture that is written in place: "data:image/png;base64,…".
[[nodiscard]] std::string in_place(const picture& what);

/// `html` with each picture of `pictures` in its own text ("data:image/png;base64,…"), as a page
/// can show it that is no mail.
[[nodiscard]] std::string with_pictures_inside(std::string_view html,
                                               const std::vector<picture_ptr>& pictures);

} // namespace sojourn::messages
