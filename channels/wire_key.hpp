// The text of an effect key as it can stand in a header of any protocol.
#pragma once

#include "base/ids.hpp"

#include <string>

namespace sojourn::channels {

/// The text of `key`, with what a header or the left side of a Message-ID cannot hold
/// percent-encoded. Different keys stay different, and the same key stays the same over
/// every attempt. Steps with ordinary names ("remind", "used?") are not changed.
[[nodiscard]] std::string wire_key(const effect_key& key);

/// The same in at most `most` bytes, of which there are at least 40: a wire key that is longer
/// becomes its instance, "-", and as much of its SHA-256 as there is room for. An instance's text
/// is always as long, so whoever holds the wire keys of an instance finds the one that is meant.
[[nodiscard]] std::string short_key(const effect_key& key, std::size_t most);

} // namespace sojourn::channels
