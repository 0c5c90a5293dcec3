// Reading erasures.
#include "storage/erasures.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"
#include "storage/tables/person_rows.hpp"

namespace sojourn::storage {

namespace {

class pooled_erasure_reader final : public erasure_reader {
public:
  explicit pooled_erasure_reader(reader_pool& pool) : pool_{pool} {}

  std::optional<stored_erasure> find(erasure_id id) override {
    return pool_.with_tables([&](table_set& tables) { return tables.erasures.find(id); });
  }
  std::vector<stored_erasure> list(const std::string& subject, erasure_id before,
                                   std::size_t limit) override {
    return pool_.with_tables(
        [&](table_set& tables) { return list_erasures(tables, subject, before, limit); });
  }
  std::vector<stored_erasure> under_way() override {
    return pool_.with_tables([](table_set& tables) { return tables.erasures.under_way(); });
  }
  std::optional<json> everything_about(const std::string& customer) override {
    return pool_.with_connection([&](read_connection& from) {
      return from.in_snapshot([&] { return rows_about(from.db(), from.tables, customer); });
    });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<erasure_reader> make_erasure_reader(reader_pool& pool) {
  return std::make_unique<pooled_erasure_reader>(pool);
}

} // namespace sojourn::storage
