// The daemon's figures as Prometheus text.
#pragma once

#include "actors/counters.hpp"
#include "base/json.hpp"
#include "storage/store.hpp"

#include <string>

namespace sojourn::actors {

/// The exposition format (text, version 0.0.4). `totals` are instances by status, `status`
/// is the storage's, `queue_length` the write units that wait.
[[nodiscard]] std::string metrics_text(const counters& count, const json& totals,
                                       const json& status,
                                       const std::vector<storage::held_total>& held,
                                       std::size_t queue_length);

} // namespace sojourn::actors
