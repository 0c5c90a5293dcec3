#include "storage/tables/provider_templates.hpp"

#include "storage/sqlite/transaction.hpp"
#include "storage/tables/json_column.hpp"

#include <algorithm>

namespace sojourn::storage {

void put_provider_templates(transaction& tx, const std::string& account,
                            const std::vector<provider_template>& all) {
  auto& table = tx.tables.provider_templates;
  const auto before = table.of(account);
  const auto find_in = [](const auto& list, const std::string& id) {
    return std::ranges::find(list, id, &provider_template::id);
  };
  for (const auto& one : before) {
    if (find_in(all, one.id) == all.end())
      table.remove(account, one.id);
  }
  for (const auto& one : all) {
    const auto was = find_in(before, one.id);
    if (was == before.end() || was->document != one.document)
      table.put(account, one);
  }
}

std::vector<provider_template> provider_template_table::of(const std::string& account) {
  std::vector<provider_template> found;
  auto rows = of_.query(account);
  while (rows.next())
    found.push_back({.id = rows.text(0),
                     .document = json_column(rows, 1, "a template"),
                     .updated_at = rows.at(2)});
  return found;
}

void provider_template_table::put(const std::string& account, const provider_template& one) {
  put_.run(account, one.id, dump(one.document), one.updated_at);
}

} // namespace sojourn::storage
