// The Content-Encoding of a request's body (RFC 9110, section 8.4).
#pragma once

#include "api/refusal.hpp"
#include "api/request.hpp"

#include <optional>

namespace sojourn::api {

/// Unpacks the body of `ask` if it is gzip, up to `most_bytes`. Errors: unsupported_media_type with
/// Accept-Encoding, for any other coding; invalid_request; body_too_large.
[[nodiscard]] std::optional<refusal> decode_content(request& ask, std::size_t most_bytes);

/// Files are stored as they arrive. Errors: unsupported_media_type, for any coding.
[[nodiscard]] std::optional<refusal> refuse_coded_file(const request& ask);

} // namespace sojourn::api
