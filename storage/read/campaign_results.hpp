// What the messages of a campaign brought.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"

#include <stop_token>
#include <string>

namespace sojourn::storage {

struct table_set;

/// {"sent", "delivered", "read", "clicked", "unsubscribed", "suppressed", "unreachable", "skipped",
/// "buyers", "orders", "amount", "refunded", "by_step"}: persons; messages that did not go to
/// anybody, told apart by why; orders that are owed to the campaign's messages, each to one message
/// of one campaign (messages::credited); their amounts by currency as decimal text, and how much of
/// that was called off again. The data monitor shows the same of the campaign, by step. `stop` ends
/// it early, with null.
[[nodiscard]] json campaign_results(table_set& tables, const std::string& campaign,
                                    milliseconds window, const std::stop_token& stop);

} // namespace sojourn::storage
