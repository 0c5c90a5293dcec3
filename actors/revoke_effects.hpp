// Effects that the store took back by itself.
#pragma once

#include "actors/handover_gate.hpp"
#include "storage/identities.hpp"

namespace sojourn::actors {

/// Call it on the writer's thread, inside the unit, when nothing of it can fail any more.
inline void revoke_effects(handover_gate& gate,
                           const std::vector<storage::revoked_effect>& revoked) {
  for (const auto& one : revoked)
    gate.revoke(one.instance, {one.effect.step, one.effect.visit, one.effect.attempt});
}

} // namespace sojourn::actors
