// Files that settings name: keys and descriptions.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string>

namespace sojourn::daemon {

/// Bytes of the longest file that is read whole.
inline constexpr std::size_t max_small_file_bytes = 1024 * 1024;

/// The whole content. Errors: invalid_settings, when it cannot be read or is too long.
[[nodiscard]] result<std::string> read_small_file(const std::string& path);

/// `text` without the blanks and line breaks around it, as editors leave them.
[[nodiscard]] std::string without_blanks_around(const std::string& text);

} // namespace sojourn::daemon
