// Record types that users put.
#include "storage/identities.hpp"
#include "storage/records.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/write/update_traits.hpp"

namespace sojourn::storage {

namespace {

constexpr std::int64_t most_types = 200;
/// Records whose owners may be set anew inside of one unit; more would keep others waiting.
constexpr std::size_t most_owners = 10'000;

/// The field that says which `owner` a record belongs to; empty when none does.
std::string owner_field(const records::record_type* type, std::string_view owner) {
  if (type) {
    for (const auto& [field, target] : type->links) {
      if (target == owner)
        return field;
    }
  }
  return {};
}

bool own_alike(const records::record_type* a, const records::record_type& b) {
  return owner_field(a, records::customer_type) == owner_field(&b, records::customer_type) &&
         owner_field(a, records::visitor_type) == owner_field(&b, records::visitor_type);
}

} // namespace

result<record_type_written> put_record_type(transaction& tx, const records::record_type& type,
                                            instant now, const preconditions& only_if) {
  auto& types = tx.tables.record_types;
  const auto before = types.find(type.name);
  const auto version = types.version(type.name);
  if (auto holds = require(only_if, "the record type \"" + type.name + "\"",
                           version != 0 ? std::optional{version} : std::nullopt);
      !holds)
    return fail(std::move(holds.error()));
  if (before && *before->schema == *type.schema)
    return record_type_written{.version = version, .created = false, .changed = false};
  if (version == 0 && types.count() >= most_types)
    return fail(error_code::wrong_state, "there are " + std::to_string(most_types) +
                                             " record types of users already, which is the most");
  const bool found_alike = before ? before->identities == type.identities : type.identities.empty();
  if (const bool owned_alike = own_alike(before.get(), type); !owned_alike || !found_alike) {
    if (tx.tables.records.after(type.name, {}, most_owners + 1).size() > most_owners)
      return fail(error_code::wrong_state,
                  "there are more than " + std::to_string(most_owners) + " records of type \"" +
                      type.name +
                      "\"; whose they are and by what they are found cannot "
                      "be told anew");
    if (!owned_alike)
      compute_owners(tx.tables, type);
    if (!found_alike)
      compute_identities(tx.tables, type);
  }
  types.put(type, version + 1, now);
  return record_type_written{.version = version + 1,
                             .created = !before,
                             .changed = true,
                             .before = before ? *before->schema : json{}};
}

bool knows_record_type(transaction& tx, const std::string& name) {
  return tx.tables.record_types.find(name) != nullptr;
}

} // namespace sojourn::storage
