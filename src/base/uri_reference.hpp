// Whether a text is a URI-reference (RFC 3986, section 4.1).
#pragma once

#include <string_view>

namespace sojourn {

/// A URI, or a relative reference such as "/shop", "orders" or "?a=b": the characters of RFC 3986
/// alone, complete percent-escapes, a scheme before the first ':' of a first segment, brackets only
/// around the host, and one '#' at most. The empty text is one, too.
[[nodiscard]] bool is_uri_reference(std::string_view text);

} // namespace sojourn
