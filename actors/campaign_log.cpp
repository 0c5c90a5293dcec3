#include "actors/campaign_log.hpp"

#include "storage/campaigns.hpp"

#include <spdlog/spdlog.h>

namespace sojourn::actors {

void apply_state(catalogue& campaigns, const std::string& campaign, storage::campaign_state state,
                 std::string_view who, std::string_view why) {
  const auto before = campaigns.find(campaign);
  campaigns.set_state(campaign, state);
  if (!before || before->state == state)
    return;
  // As JSON texts, which have no line breaks: people write the reason.
  spdlog::info("the campaign \"{}\" is {} by {}{}", campaign, storage::to_text(state),
               dump(json(who)), why.empty() ? "" : ": " + dump(json(why)));
}

} // namespace sojourn::actors
