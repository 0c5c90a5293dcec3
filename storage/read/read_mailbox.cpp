// Reading the local inbox.
#include "storage/mailbox.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"

#include <limits>

namespace sojourn::storage {

namespace {

class pooled_mailbox_reader final : public mailbox_reader {
public:
  explicit pooled_mailbox_reader(reader_pool& pool) : pool_{pool} {}

  std::vector<json> list(const std::string& subject, std::int64_t before,
                         std::size_t limit) override {
    const auto below = before == 0 ? std::numeric_limits<std::int64_t>::max() : before;
    return pool_.with_tables(
        [&](table_set& tables) { return tables.mailbox.show(subject, below, limit); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<mailbox_reader> make_mailbox_reader(reader_pool& pool) {
  return std::make_unique<pooled_mailbox_reader>(pool);
}

} // namespace sojourn::storage
