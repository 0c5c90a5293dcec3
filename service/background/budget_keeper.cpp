#include "service/background/budget_keeper.hpp"

#include "actors/campaign_log.hpp"
#include "service/background/wait_for_commit.hpp"
#include "service/implementation/check_messages.hpp"
#include "storage/budget.hpp"
#include "storage/campaigns.hpp"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace sojourn::service {

void budget_keeper::resume_due() {
  const auto now = services_.clock.now();
  const auto next = next_due();
  if (!next || *next > now)
    return;
  for (const auto& paused : services_.store.reader().budget().pauses()) {
    if (paused.look_at > now)
      continue;
    std::string unfit; // as when somebody resumes it
    if (const auto known = services_.catalogue.find(paused.campaign)) {
      if (const auto fit = check_messages(*known->newest->definition, services_.channels); !fit)
        unfit = fit.error().message;
    }
    using outcome = std::optional<storage::stored_campaign>;
    const auto resumed = begin_commit<outcome>(
                             services_.store,
                             [paused, unfit, now](storage::transaction& tx) {
                               return storage::resume_paid(tx, paused.campaign, unfit, now);
                             },
                             [this, &paused](const result<outcome>& made) {
                               if (made && *made)
                                 actors::apply_state(services_.catalogue, paused.campaign,
                                                     (*made)->state, storage::budget_name);
                             })
                             .get();
    if (!resumed)
      spdlog::error("the campaign \"{}\" stays paused for now: {}", paused.campaign,
                    resumed.error().message);
    else if (*resumed)
      wake_(paused.campaign);
  }
}

void budget_keeper::settle_unheard() {
  constexpr std::size_t portion = 256;
  const auto now = services_.clock.now();
  const auto due = unheard_due();
  if (!due || *due > now)
    return;
  std::int64_t total = 0;
  while (true) {
    const auto settled =
        wait_for_commit<std::int64_t>(services_.store, [now](storage::transaction& tx) {
          return result<std::int64_t>{storage::settle_unheard(tx, now, portion)};
        });
    if (!settled) {
      spdlog::error("what is reserved for unknown outcomes is not settled for now: {}",
                    settled.error().message);
      return;
    }
    total += *settled;
    if (*settled < static_cast<std::int64_t>(portion))
      break;
  }
  spdlog::info("settled what was reserved for {} outcomes that nobody heard of", total);
}

std::optional<instant> budget_keeper::unheard_due() const {
  const auto unheard = services_.store.reader().budget().unheard();
  if (!unheard.since)
    return std::nullopt;
  const auto plan = services_.budget.now();
  return *unheard.since + (plan != nullptr ? plan->unheard : budget::unheard_rule{}).after;
}

std::optional<instant> budget_keeper::next_due() const {
  const auto look = services_.store.reader().budget().next_look();
  const auto unheard = unheard_due();
  return look && unheard ? std::min(*look, *unheard) : look ? look : unheard;
}

} // namespace sojourn::service
