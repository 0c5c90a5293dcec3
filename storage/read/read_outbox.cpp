// Reading the outbox.
#include "storage/outbox.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_outbox_reader final : public outbox_reader {
public:
  explicit pooled_outbox_reader(reader_pool& pool) : pool_{pool} {}

  std::vector<outbox_row> list(instance_id after, std::size_t limit) override {
    return pool_.with_tables([&](table_set& tables) { return tables.outbox.after(after, limit); });
  }

  std::optional<outbox_row> find(instance_id whose) override {
    auto rows = list({whose.value - 1}, 1);
    if (rows.empty() || rows.front().instance != whose)
      return std::nullopt;
    return std::move(rows.front());
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<outbox_reader> make_outbox_reader(reader_pool& pool) {
  return std::make_unique<pooled_outbox_reader>(pool);
}

} // namespace sojourn::storage
