// Addresses in messages as browsers read them: where one leads, and whether it runs a script.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sojourn::messages {

/// An http or https URL.
struct web_address {
  /// As a browser sends it: visible ASCII alone, so that it can stand in a header.
  std::string url;
  std::string host;      ///< in lower case, international names in ASCII, without a dot at the end
  bool has_user = false; ///< "https://shop.example@elsewhere.example": what stands before "@"
};

/// Reads what stands in an href, a text or a field, as the URL Standard does
/// (https://url.spec.whatwg.org/): blanks and control characters around it do not count, line
/// breaks and tabs inside it neither, backslashes are slashes, the host becomes ASCII (UTS #46),
/// and whatever may not stand in a URL is percent-encoded. A "%" stays as it is. Reading the `url`
/// of one again gives the same. nullopt: it is no http or https URL with a host.
[[nodiscard]] std::optional<web_address> read_web_address(std::string_view written);

/// Whether a URL in a plain text ends before `rest`, which begins with a letter that is not ASCII:
/// of marks and blanks no URL is made ("…", "。", "）", the blank that does not break), of other
/// letters one may be.
[[nodiscard]] bool ends_url(std::string_view rest);

/// The host in ASCII and lower case (UTS #46), without a dot at its end; empty: it is none.
[[nodiscard]] std::string normal_host(std::string_view written);

/// The scheme of an address that runs a script or is a document of its own: "javascript",
/// "vbscript" or "data", in whatever case, and with whatever blanks and control characters stand in
/// it. Empty: it has none of these. Character references are the business of who reads the HTML.
[[nodiscard]] std::string_view unsafe_scheme(std::string_view written);

} // namespace sojourn::messages
