// Reading instances.
#include "storage/instances.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/read/find_instances.hpp"
#include "storage/reader.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_instance_reader final : public instance_reader {
public:
  explicit pooled_instance_reader(reader_pool& pool) : pool_{pool} {}

  result<stored_instance> load(instance_id id) override {
    return as_result([&]() -> result<stored_instance> {
      auto found = pool_.with_tables([&](table_set& tables) { return tables.instances.find(id); });
      if (!found)
        return fail(error_code::not_found, "there is no instance " + to_text(id));
      return std::move(*found);
    });
  }
  std::vector<stored_instance> find(const instance_query& what) override {
    return pool_.in_snapshot([&](table_set& tables) { return find_instances(tables, what); });
  }
  std::vector<instance_group> groups(const group_query& what) override {
    return pool_.with_tables([&](table_set& tables) { return tables.instances.groups(what); });
  }
  instance_id last_id() override {
    return pool_.with_tables([](table_set& tables) { return tables.instances.last_id(); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<instance_reader> make_instance_reader(reader_pool& pool) {
  return std::make_unique<pooled_instance_reader>(pool);
}

} // namespace sojourn::storage
