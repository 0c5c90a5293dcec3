// URLs that an operator or a campaign gives.
#pragma once

#include "base/result.hpp"

#include <string>

namespace sojourn::channels {

/// Whether `url` is an absolute http or https URL with a host. Errors: invalid_request.
[[nodiscard]] result<void> check_http_url(const std::string& url);

} // namespace sojourn::channels
