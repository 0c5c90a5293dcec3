// What every actor stands on: the store, the clock, the catalogue, and where the others are.
#pragma once

#include "actors/cache/budget_cache.hpp"
#include "actors/cache/catalogue.hpp"
#include "actors/cache/change_bell.hpp"
#include "actors/cache/hook_registry.hpp"
#include "actors/cache/placement_bell.hpp"
#include "actors/cache/secret_cache.hpp"
#include "actors/cache/segment_catalogue.hpp"
#include "actors/cache/send_rules_cache.hpp"
#include "actors/counters.hpp"
#include "actors/directory.hpp"
#include "actors/dispatch/channel_slots.hpp"
#include "actors/dispatch/handover_gate.hpp"
#include "actors/dispatch/link_tracker.hpp"
#include "actors/options.hpp"
#include "actors/ownership.hpp"
#include "actors/standstill.hpp"
#include "base/clock.hpp"
#include "channels/channel.hpp"
#include "storage/store.hpp"

namespace sojourn::channels::zalo {
class account;
}

namespace sojourn::actors {

/// Shared by all actors; outlives them. Every member is thread-safe.
struct services {
  actors::options options;
  storage::store& store;
  const clock_source& clock;
  const channels::channel_map& channels;
  actors::catalogue& catalogue;
  channels::zalo::account* zalo = nullptr; ///< the shop's account at Zalo; nullptr: it has none
  std::shared_ptr<placement_bell> bell = std::make_shared<placement_bell>();
  std::shared_ptr<change_bell> changes = std::make_shared<change_bell>();
  /// Of restored data: held until everything overdue is answered.
  std::shared_ptr<actors::standstill> standstill =
      std::make_shared<actors::standstill>(std::make_shared<sole_ownership>());
  std::shared_ptr<const ownership> owner = standstill;
  handover_gate gate{};
  channel_slots slots{};
  counters count{};
  hook_registry hooks{};
  actors::directory directory{};
  segment_catalogue segments{};
  send_rules_cache send_rules{};
  secret_cache secrets{};
  budget_cache budget{};
  link_tracker tracker{}; ///< set before the first actor runs
  /// Ids of new instances; guarded by its own mutex.
  std::mutex id_mutex{};
  instance_id_source ids{};

  [[nodiscard]] instance_id next_id() {
    const std::lock_guard lock{id_mutex};
    return ids.next(clock.now());
  }
};

} // namespace sojourn::actors
