// Reading vouchers.
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"
#include "storage/vouchers.hpp"

namespace sojourn::storage {

namespace {

class pooled_voucher_reader final : public voucher_reader {
public:
  explicit pooled_voucher_reader(reader_pool& pool) : pool_{pool} {}

  std::optional<code_standing> standing(const std::string& pool, const std::string& code) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.vouchers.standing(pool, code); });
  }
  std::vector<json> pools() override {
    return pool_.with_tables([](table_set& tables) { return tables.vouchers.show_pools(); });
  }
  std::optional<json> pool(const std::string& name) override {
    return pool_.with_tables([&](table_set& tables) { return tables.vouchers.show_pool(name); });
  }
  std::vector<json> codes(const std::string& pool, const std::string& state, std::int64_t after,
                          std::size_t limit) override {
    return pool_.with_tables([&](table_set& tables) -> std::vector<json> {
      const auto key = tables.vouchers.pool_key(pool);
      const auto wanted = parse_voucher_state(state);
      if (!key || (!state.empty() && !wanted))
        return {};
      return tables.vouchers.show_after(*key, wanted, after, limit);
    });
  }
  std::vector<json> named(const std::string& code, const code_place& after,
                          std::size_t limit) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.vouchers.show_named(code, after, limit); });
  }
  std::vector<json> of(const std::string& subject, const code_place& after,
                       std::size_t limit) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.vouchers.show_of(subject, after, limit); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<voucher_reader> make_voucher_reader(reader_pool& pool) {
  return std::make_unique<pooled_voucher_reader>(pool);
}

} // namespace sojourn::storage
