// Traits stay what the records give: kept with each write, computed anew where asked.
#pragma once

#include "storage/tables.hpp"

namespace sojourn::storage {

/// One side of a change of a record: whose it is and what it holds; no owner: nobody's.
struct owned_data {
  std::optional<std::string> owner;
  const json* data = nullptr;
};

/// Takes what the record was out of the traits and payments of its owner and puts in what it is,
/// after the record was written.
void update_traits(table_set& tables, const subject_ref& record, const owned_data& before,
                   const owned_data& after);

/// Records of this type stay a visitor's whose link is only claimed: what is pushed to a customer
/// must not reach the browser of whoever typed their address.
inline constexpr std::string_view stays_with_visitor = "push_subscription";

/// The owner as its column holds it: what is a visitor's who turned out to be a customer is the
/// customer's.
[[nodiscard]] std::optional<std::string>
owner_column(table_set& tables, const records::record_type* type, const json& data);
[[nodiscard]] std::optional<std::string> owner_column(table_set& tables, std::string_view type,
                                                      const std::optional<subject_ref>& owner);

/// The customer that "customer:42" names; nullopt for a visitor.
[[nodiscard]] std::optional<std::string> customer_of(const std::string& owner);

/// From all records of the customer.
[[nodiscard]] records::traits compute_traits(table_set& tables, const std::string& customer);

/// The paid orders of the customer, by id, from all of their orders.
[[nodiscard]] std::vector<paid_order_table::row> compute_paid_orders(table_set& tables,
                                                                     const std::string& customer);

/// Sets the owners of all records of a type anew.
void compute_owners(table_set& tables, const records::record_type& type);

/// Whether a migration asked for something to be computed anew.
[[nodiscard]] bool needs_rebuild(connection& db);
/// Computes all owners and traits, by what records can be found, and what messages count in
/// reports, each in one transaction, if a migration asked for that. Throws sqlite_error and
/// corrupt_row.
void rebuild_if_asked(connection& db);

} // namespace sojourn::storage
