// Data files with many sleepers of the sleeper campaign.
#pragma once

#include <string>

namespace sojourn::bench {

/// Installs the sleeper campaign on `directory` and fills it with `count` sleepers that
/// fall due one millisecond after another: the first `due_soon` within 101 days of the
/// daemon's first instant, the others later.
void seed_sleepers(const std::string& directory, long count, long due_soon);

} // namespace sojourn::bench
