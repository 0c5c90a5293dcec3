// The pages of docs/errors, which are part of the program.
#pragma once

#include <span>
#include <string_view>

namespace sojourn::api {

struct error_page {
  std::string_view code; ///< "SJ0102"
  std::string_view text; ///< Markdown
};

/// Every page, by code.
[[nodiscard]] std::span<const error_page> error_pages();

} // namespace sojourn::api
