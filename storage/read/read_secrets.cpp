// Reading secrets, opened.
#include "storage/read/area_readers.hpp"
#include "storage/secrets.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_secret_reader final : public secret_reader {
public:
  explicit pooled_secret_reader(reader_pool& pool) : pool_{pool} {}

  std::optional<std::string> find(const std::string& name) override {
    return pool_.with_tables([&](table_set& tables) { return tables.sealed.find(name); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<secret_reader> make_secret_reader(reader_pool& pool) {
  return std::make_unique<pooled_secret_reader>(pool);
}

} // namespace sojourn::storage
