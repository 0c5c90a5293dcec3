// Reading what is asked about a restored file.
#include "storage/read/area_readers.hpp"
#include "storage/restore.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_restore_reader final : public restore_reader {
public:
  explicit pooled_restore_reader(reader_pool& pool) : pool_{pool} {}

  std::optional<open_restore> open() override {
    return pool_.with_tables([](table_set& tables) { return tables.restore.open(); });
  }
  std::vector<restored_campaign> campaigns() override {
    return pool_.with_tables([](table_set& tables) { return tables.restore.all(); });
  }
  std::vector<overdue_instance> overdue(const std::string& campaign, instance_id after,
                                        std::size_t limit) override {
    return pool_.in_snapshot([&](table_set& tables) {
      const auto when = tables.restore.open();
      return when ? tables.restore.overdue(*when, campaign, after, limit)
                  : std::vector<overdue_instance>{};
    });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<restore_reader> make_restore_reader(reader_pool& pool) {
  return std::make_unique<pooled_restore_reader>(pool);
}

} // namespace sojourn::storage
