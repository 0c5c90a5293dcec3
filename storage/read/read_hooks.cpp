// Reading hooks and the log of their calls.
#include "storage/hooks.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_hook_reader final : public hook_reader {
public:
  explicit pooled_hook_reader(reader_pool& pool) : pool_{pool} {}

  std::vector<stored_hook> list() override {
    return pool_.in_snapshot([](table_set& tables) { return tables.hooks.all(); });
  }
  std::vector<hook_call> calls(const std::string& hook, std::int64_t before,
                               std::size_t limit) override {
    return pool_.in_snapshot([&](table_set& tables) {
      return tables.hook_calls.of(tables.hooks.key_of(hook), before, limit);
    });
  }
  std::optional<hook_call> call(const std::string& hook, std::int64_t number) override {
    return pool_.in_snapshot([&](table_set& tables) {
      return tables.hook_calls.find(tables.hooks.key_of(hook), number);
    });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<hook_reader> make_hook_reader(reader_pool& pool) {
  return std::make_unique<pooled_hook_reader>(pool);
}

} // namespace sojourn::storage
