// Codes of vouchers as turns take them, get them and give them back, with the points that they
// cost.
#pragma once

#include "storage/tables/vouchers.hpp"
#include "storage/turns.hpp"

namespace sojourn::storage {

/// Reserves a code for the new voucher effect of a turn and takes the points that it costs, or says
/// why there is none: "exhausted", "person_limit", "insufficient_points", "no_customer"; or that
/// the budget cannot pay it, which pauses the campaign. Errors: unknown_zone.
[[nodiscard]] result<engine::booking_outcome>
reserve_voucher(transaction& tx, const turn_write& turn, turn_written& written);

/// The code that this visit of a step has reserved is free again, and what it cost is given back.
void release_voucher(transaction& tx, const engine::pending_effect& effect, instance_id instance,
                     instant at);

/// What the entries voucher_issued and voucher_returned of a turn say of codes. Errors:
/// data_corrupt (a code is not reserved for the instance), version_mismatch (a code that goes back
/// was used or made void since the turn was made).
[[nodiscard]] result<void> write_codes(transaction& tx, const turn_write& turn);

/// Gives back what is left of the points that were paid for a code; how many they were.
std::int64_t refund_points(transaction& tx, const voucher_table::row& voucher, instant at);

} // namespace sojourn::storage
