// Reading the inbox.
#include "storage/inbox.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_inbox_reader final : public inbox_reader {
public:
  explicit pooled_inbox_reader(reader_pool& pool) : pool_{pool} {}

  std::vector<inbox_entry> list(std::int64_t after, std::size_t limit) override {
    return pool_.with_tables([&](table_set& tables) { return tables.inbox.after(after, limit); });
  }
  std::int64_t count() override {
    return pool_.in_snapshot([](table_set& tables) {
      return tables.statistics.counters()[static_cast<std::size_t>(counter::inbox_entries)] -
             tables.held_starts.held();
    });
  }
  std::vector<inbox_entry> held(const std::string& campaign, std::int64_t after,
                                std::size_t limit) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.inbox.held(campaign, after, limit); });
  }
  std::vector<held_total> held_totals() override {
    return pool_.with_tables([](table_set& tables) { return tables.held_starts.all(); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<inbox_reader> make_inbox_reader(reader_pool& pool) {
  return std::make_unique<pooled_inbox_reader>(pool);
}

} // namespace sojourn::storage
