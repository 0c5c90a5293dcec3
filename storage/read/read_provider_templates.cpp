// Reading the mirrored templates of providers.
#include "storage/provider_templates.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_provider_template_reader final : public provider_template_reader {
public:
  explicit pooled_provider_template_reader(reader_pool& pool) : pool_{pool} {}

  std::vector<provider_template> list(const std::string& account) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.provider_templates.of(account); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<provider_template_reader> make_provider_template_reader(reader_pool& pool) {
  return std::make_unique<pooled_provider_template_reader>(pool);
}

} // namespace sojourn::storage
