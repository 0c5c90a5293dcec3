// Where a campaign shows a variable, such as the code of a voucher, to somebody.
#pragma once

#include "campaign/definition.hpp"

#include <set>
#include <string>
#include <string_view>

namespace sojourn::campaign {

/// Whether a text of the message, in any language and for any channel, shows the variable.
[[nodiscard]] bool shows_variable(const message& message, std::string_view variable);

/// The steps after which somebody may know the variable: those that send a message or make a call
/// with it, show it on the site, write it to the record or give it to another campaign.
[[nodiscard]] std::set<std::string, std::less<>> steps_showing(const definition& campaign,
                                                               std::string_view variable);

/// Whether an instance that stands at `from` may still come to one of these steps, which `from`
/// itself may be.
[[nodiscard]] bool can_reach(const definition& campaign, const std::string& from,
                             const std::set<std::string, std::less<>>& steps);

} // namespace sojourn::campaign
