// The error of a request that names a record type that does not exist.
#pragma once

#include "base/result.hpp"

#include <string>

namespace sojourn::service {

[[nodiscard]] inline tl::unexpected<error> no_record_type(const std::string& type) {
  return fail(error_code::not_found, "there is no record type \"" + type +
                                         "\"; describe it with PUT /v1/record-types/" + type);
}

} // namespace sojourn::service
