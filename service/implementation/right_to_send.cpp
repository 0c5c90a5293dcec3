#include "service/implementation/right_to_send.hpp"

#include "storage/campaigns.hpp"

namespace sojourn::service {

result<void> require_right_to_send(storage::transaction& tx, const caller& by,
                                   std::string_view what, std::span<const std::string> campaigns) {
  if (by.may.contains(accounts::permission::send))
    return {};
  for (const auto& campaign : campaigns) {
    const auto state = storage::state_of_campaign(tx, campaign);
    if (state != storage::campaign_state::active && state != storage::campaign_state::paused)
      continue;
    return fail(error_code::may_not_send,
                std::string{what} + " decides what the campaign \"" + campaign +
                    "\" sends, which is " + std::string{storage::to_text(*state)} +
                    "; to change it \"" + by.who + "\" needs the permission send as well");
  }
  return {};
}

} // namespace sojourn::service
