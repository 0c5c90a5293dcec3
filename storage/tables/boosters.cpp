#include "storage/tables/boosters.hpp"

#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

std::optional<stored_card> booster_card_table::find(const std::string& booster,
                                                    const std::string& id) {
  auto rows = find_.query(booster, id);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::vector<stored_card> booster_card_table::of(const std::string& booster) {
  return read_all(of_.query(booster));
}

std::vector<stored_card> booster_card_table::in_status(boosters::card_status status) {
  return read_all(in_status_.query(static_cast<int>(status)));
}

std::optional<instant> booster_card_table::next_look() {
  auto rows = next_look_.query();
  return rows.next() ? rows.optional_instant(0) : std::nullopt;
}

void booster_card_table::put(const stored_card& card) {
  put_.run(card.booster, card.id, card.version, dump(card.source), card.at,
           static_cast<int>(card.status),
           card.run ? std::optional{card.run->value} : std::optional<std::int64_t>{},
           card.gated ? 1 : 0, card.held_by, card.look_at, card.created_at, card.updated_at,
           card.updated_by, card.switched_at, card.switched_by);
}

std::vector<stored_card> booster_card_table::read_all(statement::rows from) {
  std::vector<stored_card> found;
  while (from.next())
    found.push_back(read(from));
  return found;
}

stored_card booster_card_table::read(const statement::rows& from) {
  const auto status = from.integer(5);
  if (status < 0 || status >= static_cast<std::int64_t>(boosters::card_statuses))
    throw corrupt_row{"a card of the booster \"" + from.text(0) + "\" has the status " +
                      std::to_string(status)};
  stored_card read{.booster = from.text(0),
                   .id = from.text(1),
                   .version = from.integer(2),
                   .source = json_column(from, 3, "a card"),
                   .at = from.at(4),
                   .status = static_cast<boosters::card_status>(status),
                   .gated = from.integer(7) != 0,
                   .held_by = from.text(8),
                   .look_at = from.optional_instant(9),
                   .created_at = from.at(10),
                   .updated_at = from.at(11),
                   .updated_by = from.text(12),
                   .switched_at = from.optional_instant(13),
                   .switched_by = from.text(14)};
  if (!from.is_null(6))
    read.run = run_id{from.integer(6)};
  return read;
}

void evaluation_table::add(const stored_evaluation& one) {
  add_.run(one.measured_at, one.applies_at, one.applied_at, dump(one.inputs), dump(one.thresholds),
           static_cast<int>(one.found), dump(one.missing), one.who);
}

std::vector<stored_evaluation> evaluation_table::before(std::int64_t number, std::size_t limit) {
  std::vector<stored_evaluation> found;
  auto rows = before_.query(number, limit);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::optional<stored_evaluation> evaluation_table::in_force() {
  auto rows = in_force_.query();
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

stored_evaluation evaluation_table::read(const statement::rows& from) {
  const auto found = from.integer(6);
  if (found < 0 || found > static_cast<std::int64_t>(boosters::eligibility::advanced))
    throw corrupt_row{"an evaluation of eligibility found " + std::to_string(found)};
  return {.number = from.integer(0),
          .measured_at = from.at(1),
          .applies_at = from.at(2),
          .applied_at = from.optional_instant(3),
          .inputs = json_column(from, 4, "an evaluation"),
          .thresholds = json_column(from, 5, "an evaluation"),
          .found = static_cast<boosters::eligibility>(found),
          .missing = json_column(from, 7, "an evaluation"),
          .who = from.text(8)};
}

std::int64_t run_people_table::of(run_id run, const std::string& day) {
  auto rows = of_.query(run.value, day);
  return rows.next() ? rows.integer(0) : 0;
}

std::int64_t run_people_table::on(const std::string& day) {
  auto rows = on_.query(day);
  return rows.next() ? rows.integer(0) : 0;
}

} // namespace sojourn::storage
