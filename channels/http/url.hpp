// URLs that an operator or a campaign gives.
#pragma once

#include "base/result.hpp"

#include <string>

namespace sojourn::channels {

/// Whether `url` is an absolute http or https URL with a host. Errors: invalid_request.
[[nodiscard]] result<void> check_http_url(const std::string& url);

/// "https://HOST" or "https://HOST:PORT" of such a URL, without the port that its scheme has
/// anyway. Errors: invalid_request.
[[nodiscard]] result<std::string> origin_of(const std::string& url);

} // namespace sojourn::channels
