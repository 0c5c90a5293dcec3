#include "storage/read/find_records.hpp"

#include "storage/tables.hpp"

#include <algorithm>

namespace sojourn::storage {

namespace {

constexpr std::size_t rows_a_read = 500;

bool says(const json* value, const std::string& text) {
  if (value == nullptr || value->is_null() || value->is_structured())
    return false;
  return value->is_string() ? value->get_ref<const std::string&>() == text : dump(*value) == text;
}

/// The owner that the query asks for by the field that names the customer, if it does.
std::optional<std::string> owner_wanted(table_set& tables, const record_query& what) {
  const auto type = tables.record_types.read(what.type).second;
  if (type == nullptr)
    return std::nullopt;
  for (const auto& [field, text] : what.fields) {
    const auto link = type->links.find(field);
    if (link != type->links.end() && link->second == records::customer_type && is_record_id(text))
      return to_text(records::customer(text));
  }
  return std::nullopt;
}

} // namespace

record_page find_records(table_set& tables, const record_query& what) {
  const auto owner = what.fields.empty() ? std::nullopt : owner_wanted(tables, what);
  record_page page;
  auto after = what.after;
  std::size_t visited = 0;
  while (true) {
    const auto wanted = what.fields.empty() ? what.limit + 1 : rows_a_read;
    auto rows = owner ? tables.records.show_owned_after(*owner, what.type, after, wanted)
                      : tables.records.show_after(what.type, after, wanted);
    for (auto& row : rows) {
      // The page is full, or enough was looked at, and there is more.
      if (page.items.size() == what.limit || visited == what.visits) {
        page.next = std::move(after);
        return page;
      }
      after = row.at("id").get<std::string>();
      ++visited;
      const auto& data = row.at("data");
      if (std::ranges::all_of(what.fields, [&](const auto& one) {
            return says(find_path(data, one.first), one.second);
          }))
        page.items.push_back(std::move(row));
    }
    if (rows.size() < wanted)
      return page;
  }
}

} // namespace sojourn::storage
