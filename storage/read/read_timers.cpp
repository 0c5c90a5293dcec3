// Reading timers.
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"
#include "storage/timers.hpp"

namespace sojourn::storage {

namespace {

class pooled_timer_reader final : public timer_reader {
public:
  explicit pooled_timer_reader(reader_pool& pool) : pool_{pool} {}

  std::vector<due_timer> due(due_timer after, instant until, std::size_t limit) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.timers.due(after, until, limit); });
  }
  std::optional<instant> next_due() override {
    return pool_.with_tables([](table_set& tables) { return tables.timers.first(); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<timer_reader> make_timer_reader(reader_pool& pool) {
  return std::make_unique<pooled_timer_reader>(pool);
}

} // namespace sojourn::storage
