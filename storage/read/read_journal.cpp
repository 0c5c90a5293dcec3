// Reading the journal of an instance, from its newest entry back.
#include "storage/journal.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/reader.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

result<std::vector<journal_entry>> walk_back(table_set& tables, instance_id id,
                                             journal_position from, std::size_t limit) {
  auto at = tables.instances.head_of(id);
  if (at == 0)
    return fail(error_code::not_found, "there is no instance " + to_text(id));
  if (from != 0) {
    const auto first = tables.journal.find(from);
    if (!first || first->instance != id)
      return fail(error_code::not_found,
                  "position " + std::to_string(from) + " is not in the journal of " + to_text(id));
    at = from;
  }
  std::vector<journal_entry> found;
  while (at != 0 && found.size() < limit) {
    auto row = tables.journal.find(at);
    if (!row || row->instance != id || row->entry.previous >= at)
      return fail(error_code::data_corrupt,
                  "the journal of " + to_text(id) + " is broken at position " + std::to_string(at));
    at = row->entry.previous;
    found.push_back(std::move(row->entry));
  }
  return found;
}

class pooled_journal_reader final : public journal_reader {
public:
  explicit pooled_journal_reader(reader_pool& pool) : pool_{pool} {}

  result<std::vector<journal_entry>> entries(instance_id id, journal_position from,
                                             std::size_t limit) override {
    return as_result([&] {
      return pool_.in_snapshot(
          [&](table_set& tables) { return walk_back(tables, id, from, limit); });
    });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<journal_reader> make_journal_reader(reader_pool& pool) {
  return std::make_unique<pooled_journal_reader>(pool);
}

} // namespace sojourn::storage
