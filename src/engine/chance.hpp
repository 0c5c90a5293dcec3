// Chance without a die: keyed hashes that replay to the same draw.
#pragma once

#include "campaign/definition.hpp"
#include "engine/state.hpp"

#include <initializer_list>
#include <string_view>

namespace sojourn::engine {

/// A draw in [0, 1) from the parts of a key: FNV-1a over the parts, each ended by a zero
/// byte, mixed by the finaliser of splitmix64. Equal keys draw equally, for ever.
[[nodiscard]] double draw(std::initializer_list<std::string_view> key);

/// How long to wait before the attempt after `attempt` (counts from 1):
/// initial · backoff^(attempt−1), at most max, less up to `jitter` of it, drawn by key;
/// at least what the provider asked for.
[[nodiscard]] milliseconds retry_delay(const campaign::retry_policy& policy, const effect_key& key,
                                       std::uint32_t attempt,
                                       std::optional<milliseconds> retry_after);

} // namespace sojourn::engine
