// `sojourn doctor`: whether this machine and these settings are fit for a daemon.
#pragma once

#include "cli/session.hpp"

#include <map>

namespace sojourn::cli {

struct doctor_options {
  std::string file{};                         ///< of settings; empty: defaults and environment
  std::map<std::string, std::string> flags{}; ///< of settings_flags
  std::string language = "en";
  bool offline = false; ///< connect to nobody but the daemon of this machine
  bool pages = false;   ///< read every page of the data
};

/// Shows each finding with what to do. The exit code is 0 when all is well, 1 with warnings, 2 with
/// problems.
[[nodiscard]] exit_result examine(session& context, const doctor_options& options);

} // namespace sojourn::cli
