// What `var` reads of a customer, of their records and of their traits, as SQL.
#pragma once

#include "rules/expression.hpp"
#include "storage/conditions/condition_values.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

/// What `var` reads where an expression stands: the customer, or an element of a list.
struct value_place {
  enum class kind { customer, record, paid_order, element };
  kind is = kind::customer;
  std::string alias = "r";
  std::string list{}; ///< of a record
};

/// The members that a `var` or `val` without a default goes through.
[[nodiscard]] std::optional<std::vector<std::string>> path_of(const rules::expression& e);

/// What it reads; nullopt where SQL cannot say. `over_traits`: `t` is a row that is there.
[[nodiscard]] std::optional<sql_value> value_of(const rules::expression& e, const value_place& at,
                                                bool over_traits);

/// Whether an expression that looks at one trait holds for a customer who has no row of them.
[[nodiscard]] bool holds_without_traits(const rules::expression& e);

} // namespace sojourn::storage
