// The hosts to which the settings let channels speak.
#pragma once

#include "channels/reach/reach.hpp"
#include "config/settings.hpp"

#include <vector>

namespace sojourn::daemon {

/// Each host once a channel. Web pushes go where browsers say, and campaigns name the hosts of
/// `http` steps, so neither has one. The URL of a described provider counts where its host is no
/// template.
[[nodiscard]] std::vector<channels::reach_target> reach_targets(const config::settings& settings);

} // namespace sojourn::daemon
