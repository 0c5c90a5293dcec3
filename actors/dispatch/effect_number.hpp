// What the dispatcher calls an effect while it has it.
#pragma once

#include <cstdint>

namespace sojourn::actors {

/// Its own number, counted from the start of the dispatcher.
using effect_number = std::uint64_t;

} // namespace sojourn::actors
