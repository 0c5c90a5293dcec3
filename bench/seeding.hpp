// Data files with many sleepers of the sleeper campaign.
#pragma once

#include <string>

namespace sojourn::bench {

/// Installs the sleeper campaign on `directory` and fills it with `count` sleepers: the first
/// `due_soon` fall due at one instant within 101 days of the daemon's first, the others
/// later, one millisecond after another.
void seed_sleepers(const std::string& directory, long count, long due_soon);

} // namespace sojourn::bench
