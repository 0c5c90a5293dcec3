// Effects that were taken back before anybody knew how they ended.
#pragma once

#include "actors/dispatch/handover_gate.hpp"
#include "storage/budget.hpp"
#include "storage/identities.hpp"

namespace sojourn::actors {

/// Call it on the writer's thread, inside the unit, when nothing of it can fail any more. What was
/// reserved for an effect is free again if it never leaves.
inline void revoke_effect(storage::transaction& tx, handover_gate& gate, instance_id instance,
                          const engine::pending_effect& effect, instant at) {
  const effect_key key{instance, effect.step, effect.visit};
  if (gate.revoke({instance, effect.step, effect.visit, effect.attempt}))
    storage::release_cost(tx, key, effect.attempt, at);
  else
    storage::mark_cost_unknown(tx, key, effect.attempt, at);
}

/// The same of those that the store took back by itself.
inline void revoke_effects(storage::transaction& tx, handover_gate& gate,
                           const std::vector<storage::revoked_effect>& revoked, instant at) {
  for (const auto& one : revoked)
    revoke_effect(tx, gate, one.instance, one.effect, at);
}

} // namespace sojourn::actors
