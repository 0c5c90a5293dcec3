// Operators over single values: comparisons, numbers, text.
#include "rules/coercion.hpp"
#include "rules/evaluator.hpp"
#include "rules/utf8.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sojourn::rules {

namespace {

/// Number-to-index conversion of JavaScript: NaN is 0, infinities stay at the ends.
double to_index(double number) { return std::isnan(number) ? 0 : std::trunc(number); }

} // namespace

value evaluator::compare(const expression& e, scope in) {
  const auto left = argument(e, 0, in);
  const auto middle = argument(e, 1, in);
  const auto& a = coerced(left);
  const auto& b = coerced(middle);
  switch (e.op) {
  case operation::loosely_equal:
    return value::boolean(rules::loosely_equal(a, b));
  case operation::loosely_unequal:
    return value::boolean(!rules::loosely_equal(a, b));
  case operation::strictly_equal:
    return value::boolean(rules::strictly_equal(a, b));
  case operation::strictly_unequal:
    return value::boolean(!rules::strictly_equal(a, b));
  case operation::greater:
    return value::boolean(std::is_gt(rules::compare(a, b)));
  case operation::greater_or_equal:
    return value::boolean(std::is_gteq(rules::compare(a, b)));
  default:
    break;
  }
  // `<` and `<=` also take three arguments: between.
  const auto holds = [&](const json& x, const json& y) {
    const auto order = rules::compare(x, y);
    return e.op == operation::less ? std::is_lt(order) : std::is_lteq(order);
  };
  if (!holds(a, b))
    return value::boolean(false);
  const auto right = argument(e, 2, in);
  return value::boolean(right.get().is_discarded() || holds(b, right.get()));
}

value evaluator::arithmetic(const expression& e, scope in) {
  const auto count = e.arguments.size();
  switch (e.op) {
  case operation::add: {
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i)
      sum += parse_float(coerced(argument(e, i, in)));
    return value::owned(from_number(sum));
  }
  case operation::multiply: {
    // One factor stays what it is, as JavaScript's reduce leaves it.
    if (count < 2)
      return argument(e, 0, in);
    double product = 1;
    for (std::size_t i = 0; i < count; ++i)
      product *= parse_float(coerced(argument(e, i, in)));
    return value::owned(from_number(product));
  }
  case operation::subtract: {
    const auto from = number(e, 0, in);
    const auto second = argument(e, 1, in);
    return value::owned(
        from_number(second.get().is_discarded() ? -from : from - to_number(second.get())));
  }
  case operation::divide:
    return value::owned(from_number(number(e, 0, in) / number(e, 1, in)));
  default:
    return value::owned(from_number(std::fmod(number(e, 0, in), number(e, 1, in))));
  }
}

value evaluator::extreme(const expression& e, scope in) {
  const bool largest = e.op == operation::max;
  constexpr auto infinity = std::numeric_limits<double>::infinity();
  double best = largest ? -infinity : infinity;
  for (std::size_t i = 0; i < e.arguments.size(); ++i) {
    const auto each = number(e, i, in);
    if (std::isnan(each) || std::isnan(best))
      best = std::numeric_limits<double>::quiet_NaN();
    else
      best = largest ? std::max(best, each) : std::min(best, each);
  }
  return value::owned(from_number(best));
}

value evaluator::concatenate(const expression& e, scope in) {
  std::string text;
  for (const auto& each : e.arguments) {
    const auto part = evaluate(each, in);
    const auto& at = part.get();
    spend_on(at);
    if (failure_)
      return value::null();
    if (at.is_string())
      text += at.get_ref<const std::string&>();
    else if (!at.is_null() && !at.is_discarded())
      text += to_string(at);
  }
  return value::owned(std::move(text));
}

value evaluator::substring(const expression& e, scope in) {
  const auto text = to_string(coerced(argument(e, 0, in)));
  const auto size = static_cast<double>(count_code_points(text));
  auto begin = to_index(number(e, 1, in));
  begin = begin < 0 ? std::max(0.0, size + begin) : std::min(begin, size);
  const auto third = argument(e, 2, in);
  auto length = size - begin;
  if (!third.get().is_discarded()) {
    const auto wanted = to_index(to_number(third.get()));
    // A negative length leaves that many off the end, as in PHP.
    length = wanted < 0 ? std::max(0.0, length + wanted) : std::min(length, wanted);
  }
  spend(text.size() / bytes_per_step);
  const auto from = byte_of(text, static_cast<std::size_t>(begin));
  const auto to = byte_of(text, static_cast<std::size_t>(begin + length));
  return value::owned(text.substr(from, to - from));
}

value evaluator::contains(const expression& e, scope in) {
  const auto wanted = argument(e, 0, in);
  const auto container = argument(e, 1, in);
  const auto& where = container.get();
  if (where.is_string()) {
    const auto& text = where.get_ref<const std::string&>();
    spend(text.size() / bytes_per_step);
    return value::boolean(!text.empty() && text.find(to_string(wanted.get())) != std::string::npos);
  }
  if (!where.is_array())
    return value::boolean(false);
  spend(where.size() / comparisons_per_step);
  return value::boolean(std::any_of(where.begin(), where.end(), [&](const json& element) {
    return rules::strictly_equal(wanted.get(), element);
  }));
}

} // namespace sojourn::rules
