// Reading the audit.
#include "storage/audit.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_audit_reader final : public audit_reader {
public:
  explicit pooled_audit_reader(reader_pool& pool) : pool_{pool} {}

  std::vector<audit_line> find(const audit_query& what) override {
    return pool_.with_tables([&](table_set& tables) { return tables.audit.find(what); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<audit_reader> make_audit_reader(reader_pool& pool) {
  return std::make_unique<pooled_audit_reader>(pool);
}

} // namespace sojourn::storage
