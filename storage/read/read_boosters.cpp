// Reading boosters, their cards, and the evaluations of eligibility.
#include "storage/boosters.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"

#include <algorithm>
#include <limits>

namespace sojourn::storage {

namespace {

class pooled_booster_reader final : public booster_reader {
public:
  explicit pooled_booster_reader(reader_pool& pool) : pool_{pool} {}

  std::vector<stored_document> list() override {
    return pool_.with_tables([](table_set& tables) { return tables.boosters.all(); });
  }
  std::optional<stored_document> find(const std::string& id) override {
    return pool_.with_tables([&](table_set& tables) { return tables.boosters.find(id); });
  }
  std::vector<stored_document> templates() override {
    return pool_.with_tables([](table_set& tables) { return tables.booster_templates.all(); });
  }
  std::optional<stored_document> find_template(const std::string& id) override {
    return pool_.with_tables([&](table_set& tables) { return tables.booster_templates.find(id); });
  }
  std::vector<stored_card> cards(const std::string& booster) override {
    auto found =
        pool_.with_tables([&](table_set& tables) { return tables.booster_cards.of(booster); });
    std::erase_if(
        found, [](const stored_card& one) { return one.status == boosters::card_status::removed; });
    return found;
  }
  std::optional<stored_card> card(const std::string& booster, const std::string& id) override {
    auto found = pool_.with_tables(
        [&](table_set& tables) { return tables.booster_cards.find(booster, id); });
    return found && found->status != boosters::card_status::removed ? found : std::nullopt;
  }
  std::vector<stored_card> in_status(boosters::card_status status) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.booster_cards.in_status(status); });
  }
  std::optional<instant> next_look() override {
    return pool_.with_tables([](table_set& tables) { return tables.booster_cards.next_look(); });
  }
  std::optional<stored_document> eligibility_document(const std::string& id) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.eligibility_documents.find(id); });
  }
  std::vector<stored_evaluation> evaluations(std::int64_t before, std::size_t limit) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.evaluations.before(before, limit); });
  }
  std::optional<stored_evaluation> newest_evaluation() override {
    auto found = evaluations(std::numeric_limits<std::int64_t>::max(), 1);
    return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
  }
  std::optional<stored_evaluation> evaluation_in_force() override {
    return pool_.with_tables([](table_set& tables) { return tables.evaluations.in_force(); });
  }
  std::int64_t people_on(const std::string& day) override {
    return pool_.with_tables([&](table_set& tables) { return tables.run_people.on(day); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<booster_reader> make_booster_reader(reader_pool& pool) {
  return std::make_unique<pooled_booster_reader>(pool);
}

} // namespace sojourn::storage
