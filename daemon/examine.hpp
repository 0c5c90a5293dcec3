// Measures on this machine what `sojourn doctor` judges: the effects of src/doctor.
#pragma once

#include "config/settings.hpp"
#include "doctor/finding.hpp"

namespace sojourn::daemon {

struct examination {
  bool reaches_out = true; ///< connects to the hosts of channels
  bool every_page = false; ///< reads all of the data
  instant now{};
};

struct examined {
  doctor::findings found;       ///< of everything but the settings and the daemon
  bool holds_directory = false; ///< a daemon has the data open
};

/// Writes one small file into the data directory, where that is there, and removes it again;
/// connects to the hosts of the channels, each for at most some seconds. Changes nothing else.
[[nodiscard]] examined examine(const config::settings& settings, const examination& how);

} // namespace sojourn::daemon
