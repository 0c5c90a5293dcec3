// Reading scenarios of the shop, and what scenarios made.
#include "storage/library.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/saved.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_library_reader final : public library_reader {
public:
  explicit pooled_library_reader(reader_pool& pool) : pool_{pool} {}

  std::vector<stored_document> scenarios() override {
    return pool_.with_tables([](table_set& tables) { return tables.scenarios.all(); });
  }
  std::optional<stored_document> scenario(const std::string& id) override {
    return pool_.with_tables([&](table_set& tables) { return tables.scenarios.find(id); });
  }
  std::vector<stored_document> scenario_versions(const std::string& id) override {
    return pool_.with_tables([&](table_set& tables) { return tables.scenarios.versions(id); });
  }
  std::vector<installation> installations(const std::string& scenario) override {
    return pool_.with_tables([&](table_set& tables) { return tables.installations.of(scenario); });
  }
  std::optional<installation> installation_of(const std::string& campaign) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.installations.find(campaign); });
  }
  std::map<std::string, std::int64_t> installation_counts() override {
    return pool_.with_tables([](table_set& tables) { return tables.installations.counts(); });
  }
  std::int64_t consents_given(const std::string& channel, int purpose) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.consents.given(channel, purpose); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<library_reader> make_library_reader(reader_pool& pool) {
  return std::make_unique<pooled_library_reader>(pool);
}

} // namespace sojourn::storage
