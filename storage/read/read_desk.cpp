// Reading the desk.
#include "storage/desk.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_desk_reader final : public desk_reader {
public:
  explicit pooled_desk_reader(reader_pool& pool) : pool_{pool} {}

  tasks_found open_tasks(const task_query& what, instant now) override {
    return pool_.with_tables([&](table_set& tables) { return tables.desk_tasks.open(what, now); });
  }
  std::vector<desk_task> open_tasks_of(const std::string& subject, instant now,
                                       std::size_t limit) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.desk_tasks.open_of(subject, now, limit); });
  }
  std::vector<desk_mark> marks_of(const std::string& subject, std::size_t limit) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.desk_marks.of(subject, limit); });
  }
  std::optional<instant> changed_at(const std::string& customer,
                                    const std::string& field) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.customer_changes.changed_at(customer, field); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<desk_reader> make_desk_reader(reader_pool& pool) {
  return std::make_unique<pooled_desk_reader>(pool);
}

} // namespace sojourn::storage
