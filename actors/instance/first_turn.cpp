#include "actors/instance/first_turn.hpp"

#include "actors/instance/turn_request.hpp"
#include "storage/turns.hpp"

namespace sojourn::actors {

namespace {

bool is_all_in_its_row(const engine::turn& made) {
  return !made.entries.empty() && !made.after.effect && made.patches.empty() &&
         made.starts.empty() && !made.pauses_campaign &&
         made.after.waiting != engine::waiting_for::campaign_resume;
}

} // namespace

storage::turn_ptr resting_first_turn(services& services, const planned_start& plan,
                                     std::int64_t entry) {
  const auto at = services.clock.now();
  const auto known = gather_start_facts(services, *plan.version, plan.start.subject);
  if (!known)
    return nullptr;
  auto made = engine::advance(*plan.version->definition, {}, plan.start, at, *known);
  if (!made || !is_all_in_its_row(*made))
    return nullptr;
  auto write = make_turn_write(*plan.version, 0, at, nullptr, std::move(*made), entry, {});
  // That nothing was stored since its cause is looked up by the commit: for most, nothing was.
  write.heard_through = plan.cause;
  return std::make_shared<const storage::turn_write>(std::move(write));
}

void apply_first_turn(services& services, const storage::turn_write& committed) {
  services.count.turns.fetch_add(1, std::memory_order_relaxed);
  services.count.entries.fetch_add(committed.entries.size(), std::memory_order_relaxed);
  services.count.starts.fetch_add(1, std::memory_order_relaxed);
  if (committed.after->due)
    arm_timer_if_near(services, committed.after->id, *committed.after->due);
}

} // namespace sojourn::actors
