// Links that tell when they are followed: signed, short, and only to places of the shop.
#pragma once

#include "base/instant.hpp"
#include "messages/purpose.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::messages {

/// What a link of ours is for.
enum class link_use : std::uint8_t {
  follow = 0,      ///< leads to one of the send's links
  open = 1,        ///< a picture of one pixel: the message is shown
  unsubscribe = 2, ///< the person wants no more of the message's purpose on its channel
};

/// Whom a link to unsubscribe is of. It says so itself, so that it holds for as long as somebody
/// keeps the message, whatever becomes of the send.
struct link_addressee {
  std::string subject; ///< "customer:42"
  std::string channel;
  messages::purpose purpose = messages::purpose::promotional;
  bool operator==(const link_addressee&) const = default;
};

/// What a link of ours says.
struct link_token {
  std::string tracking; ///< of the send: 32 hexadecimal digits
  link_use use = link_use::follow;
  std::uint8_t link = 0;              ///< of `follow`: which of the send's links
  std::optional<link_addressee> of{}; ///< of `unsubscribe`
  bool operator==(const link_token&) const = default;
};

/// Bytes of the key that signs tokens.
inline constexpr std::size_t link_key_bytes = 32;

/// The token and 10 bytes of its HMAC-SHA256 in the base64url alphabet: 38 characters, and more
/// with an addressee. `token.tracking` must be 32 hexadecimal digits.
[[nodiscard]] std::string seal_link(const link_token& token, std::string_view key);
/// The reverse; nullopt where it is none of ours.
[[nodiscard]] std::optional<link_token> open_link(std::string_view text, std::string_view key);

/// Whether the host is one of these domains, or below one; in whatever case they are written.
[[nodiscard]] bool is_host_of(std::string_view host, const std::vector<std::string>& domains);
/// Whether `url` is an http or https URL to one of these domains or below it, without a user name.
[[nodiscard]] bool leads_to(std::string_view url, const std::vector<std::string>& domains);

/// Gives the address that takes the place of a link; nullopt: it stays.
using link_replacer = std::function<std::optional<std::string>(std::string_view url)>;
/// `text` with its http and https URLs replaced. A full stop, comma or bracket that ends a
/// sentence does not belong to a URL.
[[nodiscard]] std::string replace_links(std::string_view text, const link_replacer& replace);
/// The same for the href attributes of HTML, whose character references are read and written.
[[nodiscard]] std::string replace_links_in_html(std::string_view html,
                                                const link_replacer& replace);

/// How a link was called.
struct link_visit {
  std::string method;
  std::string user_agent;
  std::string purpose;             ///< of Purpose, Sec-Purpose or X-Moz
  std::optional<milliseconds> age; ///< since the message was handed over
};
/// Whether a machine called: a prefetcher says so, a scanner comes at once, a robot has a name.
[[nodiscard]] bool is_automatic(const link_visit& visit);

} // namespace sojourn::messages
