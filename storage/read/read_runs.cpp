// Reading runs and how far schedules are done.
#include "storage/read/area_readers.hpp"
#include "storage/runs.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_run_reader final : public run_reader {
public:
  explicit pooled_run_reader(reader_pool& pool) : pool_{pool} {}

  std::optional<stored_run> find(run_id id) override {
    return pool_.with_tables([&](table_set& tables) { return tables.runs.find(id); });
  }
  std::vector<stored_run> list(const std::string& campaign, run_id before,
                               std::size_t limit) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.runs.of(campaign, before, limit); });
  }
  std::vector<run_id> under_way() override {
    return pool_.with_tables([](table_set& tables) { return tables.runs.under_way(); });
  }
  std::vector<run_member> members(run_id id, std::int64_t after, std::size_t limit) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.runs.members(id, after, limit); });
  }
  bool has_queued(const std::string& campaign) override {
    return pool_.with_tables([&](table_set& tables) { return tables.runs.has_queued(campaign); });
  }
  std::optional<instant> schedule_done(const std::string& campaign) override {
    return pool_.with_tables([&](table_set& tables) { return tables.runs.done_until(campaign); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<run_reader> make_run_reader(reader_pool& pool) {
  return std::make_unique<pooled_run_reader>(pool);
}

} // namespace sojourn::storage
