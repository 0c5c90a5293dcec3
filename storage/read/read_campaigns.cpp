// Reading campaigns.
#include "storage/campaigns.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/reader.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

campaign_figures figures_of(const std::map<engine::instance_status, std::int64_t>& by_status) {
  using enum engine::instance_status;
  campaign_figures found;
  for (const auto& [status, count] : by_status) {
    found.entered += count;
    if (status == waiting || status == engine::instance_status::paused)
      found.waiting += count;
    if (status == held)
      found.held += count;
    if (status == converted)
      found.converted += count;
  }
  return found;
}

std::map<std::string, campaign_figures> read_figures(table_set& tables) {
  const auto standing = tables.statistics.by_campaign();
  const auto errors = tables.graph_counts.errors();
  const auto pauses = tables.pauses.lasting();
  std::map<std::string, campaign_figures> found;
  for (const auto& row : tables.campaigns.all()) {
    campaign_figures one;
    if (const auto counts = standing.find(row.key); counts != standing.end())
      one = figures_of(counts->second);
    if (const auto error = errors.find(row.key); error != errors.end())
      one.last_error = error->second;
    if (const auto pause = pauses.find(row.key); pause != pauses.end())
      one.pause = pause->second;
    found.emplace(row.campaign.id, std::move(one));
  }
  return found;
}

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
  std::map<std::string, campaign_figures> figures() override {
    return pool_.in_snapshot([](table_set& tables) { return read_figures(tables); });
  }
  std::vector<engine::passage_sum> graph(version_key version, std::int64_t from,
                                         std::int64_t to) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.graph_counts.of_version(version, from, to); });
  }
  std::vector<engine::passage_sum> message_sums(const std::string& campaign) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.graph_counts.of_messages(campaign); });
  }
  std::map<std::string, std::map<engine::instance_status, std::int64_t>>
  standings(version_key version) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.statistics.of_version(version); });
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
