// Which customers a condition holds for.
#pragma once

#include "storage/segments.hpp"
#include "storage/tables.hpp"

namespace sojourn::storage {

/// As reader::select_customers, on the state that this connection sees.
selected select_customers(connection& db, table_set& tables, const selection& what,
                          const decision& decide, const member_visitor& visit);

/// As reader::customer_view.
[[nodiscard]] std::optional<json> customer_view(table_set& tables, const std::string& id,
                                                const std::set<std::string>& lists);

/// The SQL that select_customers runs; ?1 is the id after which it begins.
[[nodiscard]] std::string selecting_sql(const selection& what);

} // namespace sojourn::storage
