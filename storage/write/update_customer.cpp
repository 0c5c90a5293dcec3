#include "storage/write/update_customer.hpp"

#include "records/search_names.hpp"
#include "records/traits.hpp"

#include <algorithm>
#include <chrono>

namespace sojourn::storage {

namespace {

/// So long a change of a customer's record is shown.
constexpr std::chrono::days changes_kept{400};
/// A longer value of a field is not kept.
constexpr std::size_t max_value_bytes = 256;

bool is_customer(const subject_ref& record) { return record.type == records::customer_type; }

json value_of(const json& data, const std::string& field) {
  const auto value = data.find(field);
  return value == data.end() ? json{} : *value;
}

} // namespace

void update_customer_names(table_set& tables, const subject_ref& record, const json* before,
                           const json* after) {
  if (!is_customer(record))
    return;
  const auto were = before != nullptr ? records::search_names(*before) : std::vector<std::string>{};
  const auto are = after != nullptr ? records::search_names(*after) : std::vector<std::string>{};
  if (were == are)
    return;
  for (const auto& name : were) {
    if (std::ranges::find(are, name) == are.end())
      tables.customer_names.remove(name, record.id);
  }
  for (const auto& name : are) {
    if (std::ranges::find(were, name) == were.end())
      tables.customer_names.insert(name, record.id);
  }
}

void log_customer_change(transaction& tx, const subject_ref& record, const json& before,
                         const json& after, instant now) {
  if (!is_customer(record) || !before.is_object() || !after.is_object())
    return;
  json changes = json::object();
  const auto compare = [&](const std::string& field) {
    if (changes.contains(field))
      return;
    auto from = value_of(before, field);
    auto to = value_of(after, field);
    if (from == to)
      return;
    auto& change = changes[field] = json::object();
    if (dump(from).size() > max_value_bytes || dump(to).size() > max_value_bytes)
      return; // that it changed is kept
    change["from"] = std::move(from);
    change["to"] = std::move(to);
  };
  for (const auto& [field, value] : before.items())
    compare(field);
  for (const auto& [field, value] : after.items())
    compare(field);
  tx.tables.customer_changes.insert(record.id, now, changes);
  tx.tables.customer_changes.expire(now - changes_kept);
}

} // namespace sojourn::storage
