// The events that a definition names, whatever its version.
#pragma once

#include "base/json.hpp"

#include <set>
#include <string>

namespace sojourn::campaign {

/// The types of events that a stored definition starts by, ends by or waits for. Takes any JSON:
/// what is no definition names none.
[[nodiscard]] std::set<std::string> events_named(const json& definition);

} // namespace sojourn::campaign
