// Data files with many sleepers of the sleeper campaign.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"

#include <functional>
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

/// Installs `campaign`, whose instances rest at once and depend on nothing but their subject, on
/// `directory` and fills it with `count` of them; each begins at `begin`(its number). The subject
/// of number N is "customer:" and storage::seed_subject_id(N).
void seed_instances(const std::string& directory, const json& campaign, long count,
                    const std::function<instant(long number)>& begin);

} // namespace sojourn::bench
