// Reading campaigns.
#include "storage/campaigns.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/reader.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_campaign_reader final : public campaign_reader {
public:
  explicit pooled_campaign_reader(reader_pool& pool) : pool_{pool} {}

  std::vector<stored_campaign> list() override {
    return pool_.with_tables([](table_set& tables) {
      std::vector<stored_campaign> found;
      for (auto& row : tables.campaigns.all())
        found.push_back(std::move(row.campaign));
      return found;
    });
  }
  std::vector<stored_version> versions(const std::string& campaign) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.campaigns.versions(campaign); });
  }
  result<stored_version> load_version(version_key key) override {
    return as_result([&]() -> result<stored_version> {
      auto found =
          pool_.with_tables([&](table_set& tables) { return tables.campaigns.find_version(key); });
      if (!found)
        return fail(error_code::not_found,
                    "there is no campaign version with the key " + std::to_string(key.value));
      return std::move(*found);
    });
  }
  std::vector<engine::pause> pauses(const std::string& campaign, instant since) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.pauses.since(campaign, since); });
  }
  json statistics(const std::string& campaign) override {
    return pool_.with_tables([&](table_set& tables) { return tables.statistics.show(campaign); });
  }
  json totals() override {
    return pool_.with_tables([](table_set& tables) { return tables.statistics.totals(); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<campaign_reader> make_campaign_reader(reader_pool& pool) {
  return std::make_unique<pooled_campaign_reader>(pool);
}

} // namespace sojourn::storage
