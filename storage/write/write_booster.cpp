// Writing cards of boosters, evaluations of eligibility, and the people of a day.
#include "storage/audit.hpp"
#include "storage/boosters.hpp"
#include "storage/sqlite/transaction.hpp"

#include <algorithm>
#include <limits>

namespace sojourn::storage {

namespace {

/// Stands for all sends to one person; runs are counted from 1.
constexpr run_id sent_alone{0};

} // namespace

std::optional<stored_document> booster_of(transaction& tx, const std::string& id) {
  return tx.tables.boosters.find(id);
}

std::vector<stored_document> boosters_of(transaction& tx) { return tx.tables.boosters.all(); }

std::optional<stored_document> eligibility_document_of(transaction& tx, const std::string& id) {
  return tx.tables.eligibility_documents.find(id);
}

result<stored_card> card_of(transaction& tx, const std::string& booster, const std::string& card) {
  auto found = tx.tables.booster_cards.find(booster, card);
  if (!found || found->status == boosters::card_status::removed)
    return fail(error_code::not_found,
                "the booster \"" + booster + "\" has no card \"" + card + "\"");
  return std::move(*found);
}

std::vector<stored_card> cards_of(transaction& tx, const std::string& booster) {
  return tx.tables.booster_cards.of(booster);
}

void put_card(transaction& tx, const stored_card& card) { tx.tables.booster_cards.put(card); }

std::optional<boosters::card_name> card_of_campaign(transaction& tx, const std::string& campaign) {
  auto named = boosters::card_of(campaign);
  if (named && !tx.tables.booster_cards.find(named->booster, named->card))
    return std::nullopt;
  return named;
}

void add_evaluation(transaction& tx, const stored_evaluation& one) {
  tx.tables.evaluations.add(one);
}

void apply_evaluation(transaction& tx, std::int64_t number, instant now) {
  tx.tables.evaluations.apply(number, now);
}

std::optional<stored_evaluation> newest_evaluation(transaction& tx) {
  auto found = tx.tables.evaluations.before(std::numeric_limits<std::int64_t>::max(), 1);
  return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

std::optional<stored_evaluation> evaluation_in_force(transaction& tx) {
  return tx.tables.evaluations.in_force();
}

std::int64_t reserve_people(transaction& tx, run_id run, const std::string& day,
                            std::int64_t wanted, std::optional<std::int64_t> most) {
  auto& people = tx.tables.run_people;
  people.remove(run);
  people.forget_before(day); // a day that is over has no room to share
  const auto room = most ? std::max<std::int64_t>(0, *most - people.on(day)) : wanted;
  const auto reserved = std::min(wanted, room);
  people.put(run, day, reserved);
  return reserved;
}

bool reserve_person(transaction& tx, const std::string& day, std::optional<std::int64_t> most) {
  auto& people = tx.tables.run_people;
  people.forget_before(day);
  if (most && people.on(day) >= *most)
    return false;
  people.put(sent_alone, day, people.of(sent_alone, day) + 1);
  return true;
}

void release_person(transaction& tx, const std::string& day) {
  auto& people = tx.tables.run_people;
  if (const auto reserved = people.of(sent_alone, day); reserved > 0)
    people.put(sent_alone, day, reserved - 1);
}

} // namespace sojourn::storage
