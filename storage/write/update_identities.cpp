// By what records can be found: kept as their data changes, and computed anew.
#include "records/identity.hpp"
#include "storage/identities.hpp"
#include "storage/tables.hpp"

namespace sojourn::storage {

namespace {

constexpr std::size_t records_with_identities_at_once = 256;

} // namespace

void update_identities(table_set& tables, const records::record_type& type, const std::string& id,
                       const json* before, const json* after) {
  if (type.identities.empty())
    return;
  const auto were =
      before ? records::identities_in(type, *before) : std::map<std::string, std::string>{};
  const auto are =
      after ? records::identities_in(type, *after) : std::map<std::string, std::string>{};
  for (const auto& [field, value] : were) {
    if (const auto still = are.find(field); still == are.end() || still->second != value)
      tables.identities.remove(type.name, field, value, id);
  }
  for (const auto& [field, value] : are) {
    if (const auto was = were.find(field); was == were.end() || was->second != value)
      tables.identities.insert(type.name, field, value, id);
  }
}

void compute_identities(table_set& tables, const records::record_type& type) {
  tables.identities.clear(type.name);
  if (type.identities.empty())
    return;
  std::string after;
  while (true) {
    const auto rows = tables.records.after(type.name, after, records_with_identities_at_once);
    for (const auto& row : rows)
      update_identities(tables, type, row.id, nullptr, &row.data);
    if (rows.size() < records_with_identities_at_once)
      return;
    after = rows.back().id;
  }
}

} // namespace sojourn::storage
