// What conditions and texts see below "traits".
#pragma once

#include "storage/tables.hpp"

namespace sojourn::storage {

/// The traits of a customer and the balance of their points.
[[nodiscard]] inline json figures(table_set& tables, const std::string& customer) {
  auto shown = records::as_json(tables.traits.find(customer));
  shown["points"] = tables.points.balance(customer);
  return shown;
}

} // namespace sojourn::storage
