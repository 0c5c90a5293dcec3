#include "service/background/budget_keeper.hpp"

#include "actors/campaign_log.hpp"
#include "service/background/wait_for_commit.hpp"
#include "service/implementation/check_messages.hpp"
#include "storage/budget.hpp"
#include "storage/campaigns.hpp"

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

} // namespace sojourn::service
