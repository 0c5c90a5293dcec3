// Reading the budget and its ledger.
#include "storage/budget.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/read/show_budget.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_budget_reader final : public budget_reader {
public:
  explicit pooled_budget_reader(reader_pool& pool) : pool_{pool} {}

  stored_budget newest() override {
    return pool_.with_tables([](table_set& tables) { return tables.budget.newest(); });
  }
  json standing(instant now) override {
    return pool_.in_snapshot(
        [&](table_set& tables) { return show_standing(tables.budget, tables.budget_ledger, now); });
  }
  std::vector<budget_pause> pauses() override {
    return pool_.with_tables([](table_set& tables) { return tables.budget_pauses.all(); });
  }
  std::optional<budget_pause> pause_of(const std::string& campaign) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.budget_pauses.find(campaign); });
  }
  std::optional<instant> next_look() override {
    return pool_.with_tables([](table_set& tables) { return tables.budget_pauses.next_look(); });
  }
  unheard_costs unheard() override {
    return pool_.with_tables(
        [](table_set& tables) { return tables.budget_ledger.count_unheard(); });
  }
  json reserved_for(const effect_key& key, std::uint32_t attempt) override {
    return pool_.with_tables([&](table_set& tables) {
      const auto held = tables.budget_ledger.find(key, attempt);
      return held ? budget::as_json(held->costs) : json{};
    });
  }
  json statement(const std::string& campaign, instant from, instant to) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.budget_ledger.statement_of(campaign, from, to); });
  }
  std::vector<json> periods(budget_period per, const std::string& before,
                            std::size_t limit) override {
    const std::size_t label_size = per == budget_period::year    ? 4
                                   : per == budget_period::month ? 7
                                                                 : 10;
    return pool_.with_tables(
        [&](table_set& tables) { return tables.budget_ledger.periods(label_size, before, limit); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<budget_reader> make_budget_reader(reader_pool& pool) {
  return std::make_unique<pooled_budget_reader>(pool);
}

} // namespace sojourn::storage
