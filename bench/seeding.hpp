// Data files with many sleepers of the sleeper campaign.
#pragma once

#include <string>

namespace sojourn::bench {

/// `count` sleepers fall due together on the daemon's second day, as many on its fourth …
struct due_groups {
  long groups = 0;
  long count = 0;
};

/// Installs the sleeper campaign on `directory` and fills it with `count` sleepers. Those
/// beyond the groups fall due months later, one millisecond after another.
void seed_sleepers(const std::string& directory, long count, due_groups due);

} // namespace sojourn::bench
