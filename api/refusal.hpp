// Why a request is not handled, and what goes with that.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sojourn::api {

struct refusal {
  error what;
  int status = 0;                                                  ///< 0: the one of the catalogue
  std::vector<std::pair<std::string_view, std::string>> headers{}; ///< names are literals
};

} // namespace sojourn::api
