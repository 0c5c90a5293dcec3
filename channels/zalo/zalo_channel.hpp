// The channels zns (by phone number) and zalo_oa (by user id) over one account.
#pragma once

#include "channels/zalo/account.hpp"

namespace sojourn::channels::zalo {

/// What Zalo takes of an id that comes back in receipts.
inline constexpr std::size_t most_tracking_bytes = 48;

/// A phone number as Zalo writes it, "84900000001"; nullopt: it cannot be one.
[[nodiscard]] std::optional<std::string> zalo_phone(const json& given);

/// Makes the account. Errors: invalid_settings.
[[nodiscard]] result<std::shared_ptr<account>> make_account(settings configured);

/// A message is its part for "zns": {"template_id", "template_data"}, and where it must be
/// "sending_mode". It reaches customers with a "phone". The tracking id is that of the send, but
/// Zalo does not promise to deduplicate by it, and neither does the channel.
[[nodiscard]] std::shared_ptr<channel> make_zns_channel(std::shared_ptr<account> of);

/// A message is its part for "zalo_oa": {"template_id", "template_data"}; or {"mode":
/// "consultation", "text"}, a reply within seven days of what the person did last
/// ("zalo_last_interaction_at" of the customer). It reaches customers with a "zalo_user_id" who do
/// not have "zalo_follows": false.
[[nodiscard]] std::shared_ptr<channel> make_oa_channel(std::shared_ptr<account> of);

} // namespace sojourn::channels::zalo
