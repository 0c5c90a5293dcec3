// Links to hosted pages that say whom they are of, and the tokens that pages send back.
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn::forms {

/// The link of one person to a form, as a message brings it.
struct personal_link {
  std::string form;
  std::string tracking; ///< of the send: 32 hexadecimal digits, the first half of them the instance
  std::string subject;  ///< "customer:42"
  bool operator==(const personal_link&) const = default;
};
/// The link to what somebody wrote into a public form and did not send yet.
struct draft_link {
  std::string form;
  std::string draft; ///< 32 hexadecimal digits that nobody can guess
  bool operator==(const draft_link&) const = default;
};

/// The link by which the owner of an address confirms a request. It names whom the message is to,
/// so that one that somebody wrote into a text about themselves confirms nothing of others.
struct confirmation_link {
  std::int64_t request = 0;
  std::string subject; ///< "customer:42"
  bool operator==(const confirmation_link&) const = default;
};

/// The link as a token in the base64url alphabet, with 12 bytes of its HMAC-SHA256. `tracking` and
/// `draft` must be 32 hexadecimal digits.
[[nodiscard]] std::string seal(const personal_link& link, std::string_view key);
[[nodiscard]] std::string seal(const draft_link& link, std::string_view key);
[[nodiscard]] std::string seal(const confirmation_link& link, std::string_view key);

/// The reverse; nullopt where it is none of ours, or another kind of link.
[[nodiscard]] std::optional<personal_link> open_personal(std::string_view token,
                                                         std::string_view key);
[[nodiscard]] std::optional<draft_link> open_draft(std::string_view token, std::string_view key);
[[nodiscard]] std::optional<confirmation_link> open_confirmation(std::string_view token,
                                                                 std::string_view key);

/// How long a page may be open before it is sent; one that was open longer is shown again, with
/// what was written.
inline constexpr milliseconds page_lasts = std::chrono::hours{24};

/// What a page sends back of itself.
struct page_token {
  std::string page; ///< 24 hexadecimal digits, made when it was first shown: an answer's key
  instant shown_at{};
  bool code_given = false; ///< whoever fills it in gave the code of the form
  bool operator==(const page_token&) const = default;
};
/// `bound_to`: the form or link that it is a page of, and the browser where that has a secret.
[[nodiscard]] std::string seal(const page_token& token, std::string_view bound_to,
                               std::string_view key);
[[nodiscard]] std::optional<page_token> open_page(std::string_view text, std::string_view bound_to,
                                                  std::string_view key);

/// Gives the token that takes the place of an id in a link; nullopt: it stays.
using token_for = std::function<std::optional<std::string>(std::string_view id)>;
/// `text` with the id of each link `prefix` + id replaced, where nothing else of a name follows.
/// Links whose prefix is percent-encoded are replaced, too.
[[nodiscard]] std::string replace_ids(std::string_view text, std::string_view prefix,
                                      const token_for& replace);

} // namespace sojourn::forms
