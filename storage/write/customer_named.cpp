#include "storage/write/customer_named.hpp"

#include "records/identity.hpp"
#include "storage/erasures.hpp"
#include "storage/records.hpp"
#include "storage/sqlite/transaction.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace sojourn::storage {

namespace {

/// By these a form can name a customer.
constexpr std::array<const char*, 2> naming_fields{"email", "phone"};
/// Customers who share an address, that are looked at: whether there is one alone who has all.
constexpr std::size_t most_sharing = 20;

/// Whether nobody erases this customer just now.
bool is_free(transaction& tx, const std::string& customer) {
  return refuse_while_erased(tx, to_text(records::customer(customer))).has_value();
}

/// Empty where the type of customers asks for more, or the id is taken.
named_customer make_customer(transaction& tx, const json& written, const std::string& new_id,
                             const listener_set& listeners, instant now,
                             std::vector<inbox_entry>& inbox_entries) {
  const auto customer = records::customer(new_id);
  if (tx.tables.records.find(customer))
    return {};
  auto data = json::object();
  for (const auto* field : {"name", "email", "phone"}) {
    if (const auto value = written.find(field); value != written.end())
      data[field] = *value;
  }
  auto stored = write_record(tx, record_write_kind::put, customer, data, {}, listeners, now);
  if (!stored)
    return {};
  std::ranges::move(stored->inbox_entries, std::back_inserter(inbox_entries));
  return {.id = new_id, .is_new = true};
}

} // namespace

named_customer customer_named(transaction& tx, const json& written, campaign::form_identity how,
                              const std::string& new_id, const listener_set& listeners, instant now,
                              std::vector<inbox_entry>& inbox_entries) {
  if (how == campaign::form_identity::nobody)
    return {};
  const auto type = tx.tables.record_types.find(std::string{records::customer_type});
  if (!type)
    return {};
  std::optional<std::vector<std::string>> fitting;
  bool names_any = false;
  for (const auto* field : naming_fields) {
    const auto value = written.find(field);
    const auto kind = type->identities.find(field);
    if (value == written.end() || kind == type->identities.end())
      continue;
    const auto normal = records::normal_identity(kind->second, *value);
    if (!normal)
      continue;
    names_any = true;
    auto found = tx.tables.identities.find(type->name, field, *normal, most_sharing);
    if (found.empty())
      continue; // an address that nobody has yet says nothing against the other one's holder
    if (!fitting)
      fitting = std::move(found);
    else
      std::erase_if(*fitting, [&](const std::string& id) {
        return std::ranges::find(found, id) == found.end();
      });
  }
  if (fitting) {
    const bool is_one = fitting->size() == 1 && is_free(tx, fitting->front());
    return is_one ? named_customer{.id = fitting->front()} : named_customer{};
  }
  return names_any && how == campaign::form_identity::known_or_new
             ? make_customer(tx, written, new_id, listeners, now, inbox_entries)
             : named_customer{};
}

} // namespace sojourn::storage
