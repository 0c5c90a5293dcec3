// Reading users, roles, tokens and sessions.
#include "storage/accounts.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_account_reader final : public account_reader {
public:
  explicit pooled_account_reader(reader_pool& pool) : pool_{pool} {}

  stored_accounts all() override {
    return pool_.in_snapshot([](table_set& tables) {
      return stored_accounts{.users = tables.users.all(),
                             .roles = tables.roles.all(),
                             .tokens = tables.access_tokens.all(),
                             .sessions = tables.sessions.all(),
                             .networks = tables.sessions.networks()};
    });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<account_reader> make_account_reader(reader_pool& pool) {
  return std::make_unique<pooled_account_reader>(pool);
}

} // namespace sojourn::storage
