// Which form of an answer goes over the wire: all of it, compressed, or only that nothing changed.
#pragma once

#include "api/request.hpp"
#include "api/response.hpp"

#include <optional>

namespace sojourn::api {

/// Bodies below this stay as they are: a packet holds them anyway.
inline constexpr std::size_t least_compressed_bytes = 1024;

/// Whether an Accept-Encoding prefers gzip to the body as it is (RFC 9110, section 12.5.3). A
/// client without the header gets no coding. Weights that are none count as 0.
[[nodiscard]] bool prefers_gzip(std::string_view accept_encoding);

/// Refuses what a read may not be answered with: If-Match, or If-None-Match of something that is
/// no GET. Only for answers that have an ETag. Errors: version_mismatch.
[[nodiscard]] std::optional<error> refuse_by_precondition(const request& ask,
                                                          const response& answer);

/// Makes a 304 of an answer whose ETag If-None-Match lists, and compresses others where the client
/// prefers that and it is worth it. A compressed answer has an ETag of its own, and both name what
/// they vary by.
void represent(const request& ask, response& answer);

} // namespace sojourn::api
