// What an HTTP answer means for a hand-over.
#pragma once

#include "base/instant.hpp"
#include "channels/channel.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace sojourn::channels {

/// 2xx is accepted; 408, 425, 429 and 5xx are transient; the rest is rejected: redirects
/// are not followed, and another try would be answered the same.
[[nodiscard]] outcome kind_of_status(int status);

/// 502 and 504: a gateway did not hear from the server behind it, which may have taken the request
/// (RFC 9110, 15.6.3 and 15.6.5).
[[nodiscard]] bool is_second_hand(int status);

/// Reads a Retry-After header: seconds, or an HTTP date, which is taken relative to `date`
/// (the Date header of the same answer) or, without one, to `at`. Never negative, and a
/// week at most. Nullopt when it is neither.
[[nodiscard]] std::optional<milliseconds> parse_retry_after(const std::string& value,
                                                            const std::string& date, instant at);

} // namespace sojourn::channels
