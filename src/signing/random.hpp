// Bytes that nobody can guess, for new secrets.
#pragma once

#include <cstddef>
#include <string>

namespace sojourn::signing {

/// `count` bytes of the system's cryptographic generator.
[[nodiscard]] std::string random_bytes(std::size_t count);

} // namespace sojourn::signing
