#include "storage/tables/outbox.hpp"

#include "storage/outbox.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/write/bookings.hpp"

namespace sojourn::storage {

void mark_handed_over(transaction& tx, instance_id id) { tx.tables.outbox.mark_handed_over(id); }

void outbox_table::put(instance_id instance, const engine::pending_effect& effect, instant now) {
  put_.run(instance, effect.step, effect.visit, effect.attempt, effect.kind, effect.pool, now);
}

void outbox_table::put_outcome(instance_id instance, const engine::booking_outcome& outcome) {
  outcome_.run(encode_outcome(outcome), instance);
}

std::optional<outbox_row> outbox_table::find(instance_id instance) {
  auto rows = find_.query(instance);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::vector<outbox_row> outbox_table::after(instance_id after, std::size_t limit) {
  std::vector<outbox_row> found;
  auto rows = after_.query(after, limit);
  while (rows.next()) {
    try {
      found.push_back(read(rows));
    } catch (const corrupt_row& damaged) {
      auto& row = found.emplace_back();
      row.instance = rows.instance(0);
      row.damage = damaged.what();
    }
  }
  return found;
}

bool outbox_table::is_empty() {
  auto rows = any_.query();
  return !rows.next();
}

std::vector<instance_id> outbox_table::stray(std::size_t limit) {
  std::vector<instance_id> found;
  auto rows = stray_.query(limit);
  while (rows.next())
    found.push_back(rows.instance(0));
  return found;
}

outbox_row outbox_table::read(const statement::rows& from) {
  const auto kind = from.integer(4);
  if (kind < 0 || kind >= static_cast<int>(engine::effect_kinds))
    throw corrupt_row{"the outbox row of " + to_text(from.instance(0)) + " has the kind " +
                      std::to_string(kind)};
  outbox_row row{.instance = from.instance(0),
                 .effect = {.step = from.text(1),
                            .visit = static_cast<std::uint32_t>(from.integer(2)),
                            .attempt = static_cast<std::uint32_t>(from.integer(3)),
                            .kind = static_cast<engine::effect_kind>(kind),
                            .pool = from.text(5)},
                 .requested_at = from.at(6),
                 .handed_over = from.integer(7) != 0,
                 .is_asked_about = from.integer(7) == 2};
  if (!from.is_null(8))
    row.outcome = decode_outcome(from.view(8));
  return row;
}

engine::effect_settled settled_by_store(const outbox_row& row) {
  return engine::booking_settled(row.effect,
                                 row.outcome.value_or(engine::voucher_outcome(std::nullopt)));
}

std::int64_t outbox_table::count() {
  auto rows = count_.query();
  return rows.next() ? rows.integer(0) : 0;
}

} // namespace sojourn::storage
