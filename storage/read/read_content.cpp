// Reading what messages are made of.
#include "storage/content.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/saved.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_content_reader final : public content_reader {
public:
  explicit pooled_content_reader(reader_pool& pool) : pool_{pool} {}

  std::vector<stored_document> messages() override {
    return pool_.with_tables([](table_set& tables) { return tables.library_messages.all(); });
  }
  std::optional<stored_document> message(const std::string& id) override {
    return pool_.with_tables([&](table_set& tables) { return tables.library_messages.find(id); });
  }
  std::vector<stored_document> message_versions(const std::string& id) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.library_messages.versions(id); });
  }
  std::vector<stored_document> recommendations() override {
    return pool_.with_tables([](table_set& tables) { return tables.recommendations.all(); });
  }
  std::optional<stored_document> recommendation(const std::string& slot) override {
    return pool_.with_tables([&](table_set& tables) { return tables.recommendations.find(slot); });
  }
  std::vector<stored_document> recommendation_versions(const std::string& slot) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.recommendations.versions(slot); });
  }
  std::string last_viewed(const subject_ref& visitor) override {
    return pool_.with_tables([&](table_set& tables) {
      const auto owner = tables.aliases.claimed_behind(visitor).value_or(visitor);
      return tables.products.last_viewed(visitor, owner);
    });
  }
  std::vector<stored_product> products_near(const std::string& category, double price, double from,
                                            double to) override {
    return pool_.in_snapshot(
        [&](table_set& tables) { return tables.products.near(category, price, from, to); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<content_reader> make_content_reader(reader_pool& pool) {
  return std::make_unique<pooled_content_reader>(pool);
}

} // namespace sojourn::storage
