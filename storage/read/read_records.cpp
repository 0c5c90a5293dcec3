// Reading records, their types and the traits that follow from them.
#include "storage/figures.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/read/find_records.hpp"
#include "storage/records.hpp"
#include "storage/sqlite/reader_pool.hpp"

#include <limits>

namespace sojourn::storage {

namespace {

class pooled_record_reader final : public record_reader {
public:
  pooled_record_reader(reader_pool& pool, described_types& types) : pool_{pool}, types_{types} {}

  std::optional<json> find(const subject_ref& record) override {
    return pool_.with_tables([&](table_set& tables) { return tables.records.show(record); });
  }
  json data(const subject_ref& record) override {
    return pool_.with_tables([&](table_set& tables) {
      auto found = tables.records.find(record);
      return found ? std::move(found->data) : json();
    });
  }
  json owned(const subject_ref& owner, const std::string& type, std::size_t limit) override {
    return pool_.with_tables([&](table_set& tables) {
      auto records = json::array();
      auto owned = tables.records.owned(to_text(owner), type);
      for (auto one = owned.rbegin(); one != owned.rend() && records.size() < limit; ++one) {
        one->second["id"] = one->first;
        records.push_back(std::move(one->second));
      }
      return records;
    });
  }
  record_page search(const record_query& what) override {
    return pool_.in_snapshot([&](table_set& tables) { return find_records(tables, what); });
  }
  std::int64_t count(const std::string& type) override {
    return pool_.with_tables([&](table_set& tables) { return tables.records.count(type); });
  }
  std::vector<json> types() override {
    return pool_.with_tables([](table_set& tables) { return tables.record_types.show_all(); });
  }
  std::optional<json> type(const std::string& name) override {
    return pool_.with_tables([&](table_set& tables) { return tables.record_types.show(name); });
  }
  records::record_type_ptr described_type(const std::string& name) override {
    return types_.find(name);
  }
  json traits(const std::string& customer) override {
    return pool_.with_tables([&](table_set& tables) { return figures(tables, customer); });
  }
  std::vector<json> point_entries(const std::string& customer, std::int64_t before,
                                  std::size_t limit) override {
    const auto below = before == 0 ? std::numeric_limits<std::int64_t>::max() : before;
    return pool_.with_tables(
        [&](table_set& tables) { return tables.points.show(customer, below, limit); });
  }

private:
  reader_pool& pool_;
  described_types& types_;
};

} // namespace

std::unique_ptr<record_reader> make_record_reader(reader_pool& pool, described_types& types) {
  return std::make_unique<pooled_record_reader>(pool, types);
}

records::record_type_ptr described_types::find(const std::string& name) {
  return pool_.with_tables([&](table_set& tables) { return find(tables, name); });
}

records::record_type_ptr described_types::find(table_set& tables, const std::string& name) {
  const auto version = tables.record_types.version(name);
  if (version == 0)
    return records::find_shipped(name);
  {
    const std::lock_guard lock{mutex_};
    const auto known = known_.find(name);
    if (known != known_.end() && known->second.first == version)
      return known->second.second;
  }
  auto found = tables.record_types.read(name);
  const std::lock_guard lock{mutex_};
  known_[name] = found;
  return found.second;
}

} // namespace sojourn::storage
