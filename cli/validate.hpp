// `sojourn validate`: checks a campaign definition without a daemon.
#pragma once

#include "cli/session.hpp"

namespace sojourn::cli {

/// Shows every mistake of the definition in `file`, as "pointer: message" a line each, or says
/// that there is none.
[[nodiscard]] exit_result validate(session& context, const std::string& file);

} // namespace sojourn::cli
