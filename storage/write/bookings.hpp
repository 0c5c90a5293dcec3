// What the store books for an instance, in the transaction of the turn that asks for it.
#pragma once

#include "storage/budget.hpp"
#include "storage/turns.hpp"

namespace sojourn::storage {

/// Makes the booking of a turn's new effect and says how it went. What is booked stands in
/// `effect.booking`:
///
/// - count: {"counter", "since"}; the passage gets the next number of the campaign's counter,
///   which begins anew at the instant "since" (ms). Booked: {"number"}.
/// - points: {"book", "reference", "amount"} books points of the subject, once for a reference of
///   a book, whoever asks and however often. With "reverses", the reference of a booking, it takes
///   that one back: all that is left of it, or "amount" of it at most, once for each "reference".
///   A reversal that comes before its booking takes effect with it. Taking more points than are
///   there is rejected as insufficient_points. Booked: {"booked", "amount", "balance"}.
/// - tier: {"field", "zone", "tiers": [{"value", "when"}], "otherwise", "keep_higher"}; writes the
///   first tier whose condition holds over the customer, traits and orders of this moment.
///   Booked: {"from", "to", "changed"}; rejected as condition_failed or record_refused.
///
/// Points and tiers of a subject that is no customer are rejected as no_customer. What a booking
/// costs is spent with it; one that cannot be paid is put off. `written` gets the starts that a new
/// tier caused, and whether the campaign was paused. Errors: unknown_zone.
[[nodiscard]] result<engine::booking_outcome> book(transaction& tx, const turn_write& turn,
                                                   turn_written& written);

/// The new effect of a turn as the budget knows it.
[[nodiscard]] paid_action cost_of_effect(const turn_write& turn);
/// What becomes of an effect that cannot be paid now.
[[nodiscard]] engine::booking_outcome unpaid_outcome(unpaid refused);

/// The outcome as the outbox keeps it, and back; the latter throws corrupt_row.
[[nodiscard]] std::string encode_outcome(const engine::booking_outcome& outcome);
[[nodiscard]] engine::booking_outcome decode_outcome(std::string_view text);

} // namespace sojourn::storage
