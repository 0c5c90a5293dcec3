// The built console, as it is part of the program.
#pragma once

#include <span>
#include <string_view>

namespace sojourn::api {

/// A file of console/dist.
struct console_file {
  std::string_view path;         ///< below /console/: "index.html", "assets/index-BxK2.js"
  std::string_view content_type; ///< with its charset, where it is text
  std::string_view packed;       ///< gzip of what it holds
  std::string_view etag;         ///< of what it holds, in quotation marks
};

/// All of them, ordered by path.
[[nodiscard]] std::span<const console_file> console_files();

} // namespace sojourn::api
