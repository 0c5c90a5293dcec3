// Texts of providers: bytes from outside that must become text.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"

#include <string>

namespace sojourn::channels {

/// `bytes`, with what is not UTF-8 replaced by U+FFFD.
[[nodiscard]] inline std::string valid_utf8(std::string bytes) {
  return is_utf8(bytes) ? bytes : json::parse(dump(bytes)).get<std::string>();
}

} // namespace sojourn::channels
