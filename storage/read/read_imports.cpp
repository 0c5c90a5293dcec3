// Reading imports.
#include "storage/imports.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_import_reader final : public import_reader {
public:
  explicit pooled_import_reader(reader_pool& pool) : pool_{pool} {}

  std::optional<stored_import> find(import_id id) override {
    return pool_.with_tables([&](table_set& tables) { return tables.imports.find(id); });
  }
  std::vector<stored_import> list(import_id before, std::size_t limit) override {
    return pool_.with_tables([&](table_set& tables) { return tables.imports.list(before, limit); });
  }
  std::vector<stored_import> under_way() override {
    return pool_.with_tables([](table_set& tables) { return tables.imports.under_way(); });
  }
  std::vector<import_error> errors(import_id id) override {
    return pool_.with_tables([&](table_set& tables) { return tables.imports.errors(id); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<import_reader> make_import_reader(reader_pool& pool) {
  return std::make_unique<pooled_import_reader>(pool);
}

} // namespace sojourn::storage
