// gzip (RFC 1952) of bodies, by zlib.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace sojourn::api {

[[nodiscard]] std::string gzip(std::string_view plain);

/// The body of one or several gzip members. Stops as soon as it would have more than `most_bytes`,
/// so that a small body cannot fill the memory. Errors: invalid_request (it is no gzip, or ends in
/// its middle), body_too_large.
[[nodiscard]] result<std::string> gunzip(std::string_view packed, std::size_t most_bytes);

} // namespace sojourn::api
