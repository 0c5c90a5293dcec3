// Reading what is shown to whom.
#include "storage/placements.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_placement_reader final : public placement_reader {
public:
  explicit pooled_placement_reader(reader_pool& pool) : pool_{pool} {}

  std::vector<stored_placement> shown(const std::string& subject, const std::string& slot,
                                      instant now, std::size_t limit) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.placements.shown(subject, slot, now, limit); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<placement_reader> make_placement_reader(reader_pool& pool) {
  return std::make_unique<pooled_placement_reader>(pool);
}

} // namespace sojourn::storage
