// Reading benchmarks, the suggestions that stay away, and the scores of days.
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"
#include "storage/suggestions.hpp"

namespace sojourn::storage {

namespace {

class pooled_suggestion_reader final : public suggestion_reader {
public:
  explicit pooled_suggestion_reader(reader_pool& pool) : pool_{pool} {}

  std::optional<stored_document> benchmarks() override {
    return pool_.with_tables(
        [](table_set& tables) { return tables.benchmarks.find(benchmarks_id); });
  }
  std::vector<away_suggestion> away() override {
    return pool_.with_tables([](table_set& tables) { return tables.suggestions.away(); });
  }
  std::vector<stored_score> scores(std::int64_t before, std::size_t limit) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.scores.before(before, limit); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<suggestion_reader> make_suggestion_reader(reader_pool& pool) {
  return std::make_unique<pooled_suggestion_reader>(pool);
}

} // namespace sojourn::storage
