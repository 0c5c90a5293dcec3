#include "storage/write/give_voucher.hpp"

#include "records/record_type.hpp"
#include "storage/budget.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/write/bookings.hpp"

namespace sojourn::storage {

namespace {

using engine::booking_outcome;

booking_outcome no_code(std::string_view code, std::string detail) {
  return {.how = outcome::rejected, .code = std::string{code}, .detail = std::move(detail)};
}

/// What points are booked under that were paid for codes of a pool: no campaign can name a book of
/// its own so.
std::string book_of_payments(const std::string& pool) { return "voucher:" + pool; }

/// How many points the effect costs the customer.
std::int64_t points_asked(const engine::pending_effect& effect) {
  return effect.booking.is_object() ? effect.booking.value("points", std::int64_t{0}) : 0;
}

/// Why the subject gets no code of the pool, whatever it holds.
std::optional<booking_outcome> refusal(transaction& tx, const turn_write& turn, std::int64_t pool,
                                       const pool_rules& rules, std::int64_t points) {
  const auto& subject = turn.after->subject;
  if (rules.expires_at && *rules.expires_at <= turn.at)
    return no_code("exhausted", "it expired at " + to_text(*rules.expires_at));
  if (rules.per_person) {
    const auto has = tx.tables.vouchers.count_of(pool, to_text(subject));
    if (has >= *rules.per_person)
      return no_code(engine::person_limit_code,
                     to_text(subject) + " has had " + std::to_string(has) + " of its codes, and " +
                         std::to_string(*rules.per_person) + " is the most");
  }
  if (points == 0)
    return std::nullopt;
  if (subject.type != records::customer_type)
    return no_code("no_customer", to_text(subject) + " is no customer, who alone has points");
  if (const auto there = tx.tables.points.balance(subject.id); there < points)
    return no_code(engine::insufficient_points_code,
                   to_text(subject) + " has " + std::to_string(there) +
                       " points, and a code costs " + std::to_string(points));
  return std::nullopt;
}

engine::reserved_code take_points(transaction& tx, const turn_write& turn,
                                  const voucher_table::row& voucher, const pool_rules& rules,
                                  std::int64_t points) {
  engine::reserved_code taken{
      .code = voucher.code, .expires_at = rules.expires_at, .valid_for = rules.valid_for};
  if (points == 0)
    return taken;
  const auto& effect = *turn.after->effect;
  const auto id = to_text(turn.after->id);
  const auto booked = tx.tables.points.add({.customer = turn.after->subject.id,
                                            .book = book_of_payments(effect.pool),
                                            .reference = id + "/" + effect.step + "/" +
                                                         std::to_string(effect.visit) + "/" +
                                                         std::to_string(effect.attempt),
                                            .amount = -points,
                                            .at = turn.at,
                                            .campaign = turn.campaign,
                                            .instance = turn.after->id});
  tx.tables.vouchers.set_booking(voucher, booked);
  taken.points = points;
  taken.balance = tx.tables.points.balance(turn.after->subject.id);
  return taken;
}

/// The code of an entry, if its instance has it.
std::optional<voucher_table::row> code_of(transaction& tx, const std::string& pool,
                                          const std::string& code, instance_id instance) {
  const auto key = tx.tables.vouchers.pool_key(pool);
  auto voucher = key ? tx.tables.vouchers.find(*key, code) : std::nullopt;
  if (!voucher || voucher->of.instance != instance)
    return std::nullopt;
  return voucher;
}

result<void> issue(transaction& tx, const turn_write& turn, const engine::voucher_issued& issued) {
  const auto voucher = code_of(tx, issued.pool, issued.code, turn.after->id);
  if (!voucher || voucher->state != voucher_state::reserved)
    return fail(error_code::data_corrupt, "the code \"" + issued.code + "\" of pool \"" +
                                              issued.pool + "\" is not reserved for " +
                                              to_text(turn.after->id));
  tx.tables.vouchers.issue(*voucher, turn.at, issued.valid_until);
  return {};
}

result<void> give_back(transaction& tx, const turn_write& turn,
                       const engine::voucher_returned& returned) {
  const auto voucher = code_of(tx, returned.pool, returned.code, turn.after->id);
  if (!voucher || voucher->state != voucher_state::issued)
    return fail(error_code::version_mismatch, "the code \"" + returned.code + "\" of pool \"" +
                                                  returned.pool + "\" is no longer issued to " +
                                                  to_text(turn.after->id));
  (void)refund_points(tx, *voucher, turn.at);
  tx.tables.vouchers.take_back(*voucher);
  return {};
}

} // namespace

result<booking_outcome> reserve_voucher(transaction& tx, const turn_write& turn,
                                        turn_written& written) {
  auto& vouchers = tx.tables.vouchers;
  const auto& effect = *turn.after->effect;
  const auto pool = vouchers.pool(effect.pool);
  if (!pool)
    return no_code("exhausted", "there is no such pool");
  const auto id = turn.after->id;
  if (const auto held = vouchers.held_by(id, effect.step, effect.visit);
      held && held->state == voucher_state::reserved)
    return engine::voucher_outcome(engine::reserved_code{.code = held->code,
                                                         .expires_at = pool->rules.expires_at,
                                                         .valid_for = pool->rules.valid_for});
  const auto points = points_asked(effect);
  if (auto refused = refusal(tx, turn, pool->key, pool->rules, points))
    return std::move(*refused);
  const auto voucher = vouchers.reserve(pool->key, {.instance = id,
                                                    .step = effect.step,
                                                    .visit = effect.visit,
                                                    .subject = to_text(turn.after->subject),
                                                    .campaign = turn.campaign});
  if (!voucher)
    return engine::voucher_outcome(std::nullopt);
  auto paid = reserve_cost(tx, cost_of_effect(turn));
  if (!paid)
    return fail(std::move(paid.error()));
  if (paid->refused) {
    vouchers.take_back(*voucher);
    written.paused_campaign |= paid->refused->paused_campaign;
    return unpaid_outcome(std::move(*paid->refused));
  }
  return engine::voucher_outcome(take_points(tx, turn, *voucher, pool->rules, points),
                                 std::move(paid->cost));
}

void release_voucher(transaction& tx, const engine::pending_effect& effect, instance_id instance,
                     instant at) {
  const auto held = tx.tables.vouchers.held_by(instance, effect.step, effect.visit);
  if (!held || held->state != voucher_state::reserved)
    return;
  (void)refund_points(tx, *held, at);
  tx.tables.vouchers.take_back(*held);
}

result<void> write_codes(transaction& tx, const turn_write& turn) {
  const auto issues = engine::entry{engine::voucher_issued{}}.index();
  const auto returns = engine::entry{engine::voucher_returned{}}.index();
  for (const auto& entry : turn.entries) {
    if (entry.type != issues && entry.type != returns)
      continue;
    auto decoded = engine::decode_entry(entry.type, entry.payload);
    if (!decoded)
      return fail(std::move(decoded.error()));
    auto done = entry.type == issues
                    ? issue(tx, turn, std::get<engine::voucher_issued>(*decoded))
                    : give_back(tx, turn, std::get<engine::voucher_returned>(*decoded));
    if (!done)
      return done;
  }
  return {};
}

std::int64_t refund_points(transaction& tx, const voucher_table::row& voucher, instant at) {
  constexpr const char* reference = "refund";
  if (voucher.booking == 0)
    return 0;
  auto& points = tx.tables.points;
  const auto paid = points.find(voucher.booking);
  if (!paid)
    throw corrupt_row{"the points that were paid for a code are not in the ledger, entry " +
                      std::to_string(voucher.booking)};
  tx.tables.vouchers.set_booking(voucher, 0);
  auto left = paid->amount;
  for (const auto& reversal : points.reversals(paid->book, paid->reference))
    left += reversal.amount;
  if (left == 0)
    return 0;
  points.add({.customer = paid->customer,
              .book = paid->book,
              .reference = reference,
              .reverses = paid->reference,
              .amount = -left,
              .at = at,
              .campaign = paid->campaign,
              .instance = paid->instance});
  return -left;
}

} // namespace sojourn::storage
