#include "storage/conditions/expression_facts.hpp"

#include <algorithm>

namespace sojourn::storage {

using rules::expression;
using rules::operation;

bool can_fail(const expression& e) {
  switch (e.op) {
  case operation::literal:
  case operation::list:
  case operation::var:
  case operation::missing:
  case operation::if_else:
  case operation::coalesce:
  case operation::strictly_equal:
  case operation::strictly_unequal:
  case operation::negate:
  case operation::to_boolean:
  case operation::all_of:
  case operation::any_of:
  case operation::concatenate:
  case operation::contains:
  case operation::merge:
  case operation::log:
  case operation::now:
    return std::ranges::any_of(e.arguments, can_fail);
  case operation::val:
  case operation::exists:
    return !e.keys;
  default:
    return true;
  }
}

std::optional<comparison> comparison_of(operation op) {
  switch (op) {
  case operation::loosely_equal:
  case operation::strictly_equal:
    return comparison::equal;
  case operation::loosely_unequal:
  case operation::strictly_unequal:
    return comparison::unequal;
  case operation::less:
    return comparison::less;
  case operation::less_or_equal:
    return comparison::less_or_equal;
  case operation::greater:
    return comparison::greater;
  case operation::greater_or_equal:
    return comparison::greater_or_equal;
  default:
    return std::nullopt;
  }
}

std::optional<std::int64_t> fewest_of(comparison how, const json& literal) {
  if (!literal.is_number_integer() || literal > json(1'000'000) || literal < json(0))
    return std::nullopt;
  const auto number = literal.get<std::int64_t>();
  if (how == comparison::greater)
    return number + 1;
  return how == comparison::greater_or_equal && number > 0 ? std::optional{number} : std::nullopt;
}

} // namespace sojourn::storage
