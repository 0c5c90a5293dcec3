#include "storage/tables/placements.hpp"

#include "storage/sqlite/transaction.hpp"

namespace sojourn::storage {

bool placement_table::holds(const std::string& subject, const stored_placement& what) {
  auto rows = holds_.query(subject, what.slot, what.instance, what.step, what.begins, what.ends);
  return rows.next();
}

std::vector<stored_placement> placement_table::shown(const std::string& subject,
                                                     const std::string& slot, instant now,
                                                     std::size_t limit) {
  std::vector<stored_placement> found;
  auto rows = shown_.query(subject, slot, now, limit);
  while (rows.next())
    found.push_back({.slot = rows.text(0),
                     .instance = rows.instance(1),
                     .step = rows.text(2),
                     .begins = rows.optional_instant(3),
                     .ends = rows.optional_instant(4)});
  return found;
}

std::int64_t placement_table::count() {
  auto rows = count_.query();
  return rows.next() ? rows.integer(0) : 0;
}

void write_placements(transaction& tx, const engine::instance_state* before,
                      const engine::instance_state& after) {
  static const std::map<std::string, engine::placement> none;
  const auto& were = before != nullptr ? before->placements : none;
  const bool subject_changed = before != nullptr && before->subject != after.subject;
  if (were == after.placements && !subject_changed)
    return;
  const auto subject = to_text(after.subject);
  const auto subject_before = subject_changed ? to_text(before->subject) : subject;
  tx.add_changed_placements(subject);
  if (subject_changed)
    tx.add_changed_placements(subject_before);
  for (const auto& [step, was] : were) {
    const auto still = after.placements.find(step);
    if (subject_changed || still == after.placements.end() || still->second.slot != was.slot)
      tx.tables.placements.remove(subject_before, was.slot, after.id, step);
  }
  for (const auto& [step, is] : after.placements) {
    const auto was = were.find(step);
    if (subject_changed || was == were.end() || was->second != is)
      tx.tables.placements.put(subject, {is.slot, after.id, step, is.from, is.until});
  }
}

} // namespace sojourn::storage
