// Reading customers.
#include "storage/customers.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/read/customer_timeline.hpp"
#include "storage/read/search_customers.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_customer_reader final : public customer_reader {
public:
  explicit pooled_customer_reader(reader_pool& pool) : pool_{pool} {}

  std::vector<json> search(const std::string& text, std::size_t limit) override {
    return pool_.in_snapshot(
        [&](table_set& tables) { return search_customers(tables, text, limit); });
  }
  std::vector<timeline_item> timeline(const std::string& customer, const timeline_place& before,
                                      std::size_t limit) override {
    return pool_.in_snapshot(
        [&](table_set& tables) { return customer_timeline(tables, customer, before, limit); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<customer_reader> make_customer_reader(reader_pool& pool) {
  return std::make_unique<pooled_customer_reader>(pool);
}

} // namespace sojourn::storage
