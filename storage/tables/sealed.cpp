#include "storage/tables/sealed.hpp"

#include "storage/secrets.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/sqlite/vault.hpp"

namespace sojourn::storage {

void put_secret(transaction& tx, const std::string& name, const std::string& plain, instant now) {
  tx.tables.sealed.put(name, plain, now);
}

void sealed_table::put(const std::string& name, const std::string& plain, instant now) {
  put_.run(name, db_.secrets().seal(name, plain), now);
}

std::optional<std::string> sealed_table::find(const std::string& name) {
  auto rows = find_.query(name);
  return rows.next() ? std::optional{db_.secrets().open(name, rows.view(0))} : std::nullopt;
}

std::optional<std::string> sealed_table::find_sealed(const std::string& name) {
  auto rows = find_.query(name);
  return rows.next() ? std::optional{rows.text(0)} : std::nullopt;
}

} // namespace sojourn::storage
