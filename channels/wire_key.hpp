// The text of an effect key as it can stand in a header of any protocol.
#pragma once

#include "base/ids.hpp"

#include <string>

namespace sojourn::channels {

/// The text of `key`, with what a header or the left side of a Message-ID cannot hold
/// percent-encoded. Different keys stay different, and the same key stays the same over
/// every attempt. Steps with ordinary names ("remind", "used?") are not changed.
[[nodiscard]] std::string wire_key(const effect_key& key);

} // namespace sojourn::channels
