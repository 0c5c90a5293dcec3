// The instant at which these tests take place.
#pragma once

#include "base/instant.hpp"

namespace sojourn::actors {

inline const instant now = from_unix_ms(1'767'225'600'000);

} // namespace sojourn::actors
