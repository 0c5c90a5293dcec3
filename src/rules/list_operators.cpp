// Operators that make lists or loop over them.
#include "rules/coercion.hpp"
#include "rules/evaluator.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace sojourn::rules {

value evaluator::make_list(const expression& e, const scope& in) {
  auto list = json::array();
  for (const auto& each : e.arguments)
    list.push_back(take(evaluate(each, in)));
  return value::owned(std::move(list));
}

value evaluator::merge(const expression& e, const scope& in) {
  json::array_t merged;
  for (const auto& each : e.arguments) {
    auto part = take(evaluate(each, in));
    if (!part.is_array()) {
      merged.push_back(std::move(part));
      continue;
    }
    auto& elements = part.get_ref<json::array_t&>();
    std::move(elements.begin(), elements.end(), std::back_inserter(merged));
  }
  return value::owned(std::move(merged));
}

value evaluator::list_of(const expression& e, const scope& in) {
  static const json none = json::array();
  auto list = argument(e, 0, in);
  if (list.get().is_array())
    return list;
  if (!is_nullish(list.get()))
    return refuse(e, "\"" + std::string{name_of(e.op)} + "\" needs a list, and " +
                         in_short(list.get()) + " is none");
  return value::borrowed(none);
}

value evaluator::map(const expression& e, const scope& in) {
  const auto list = list_of(e, in);
  auto mapped = json::array();
  std::size_t index = 0;
  for (const auto& element : list.get()) {
    if (ended())
      break;
    mapped.push_back(take(argument(e, 1, {element, nullptr, &in, index++})));
  }
  return value::owned(std::move(mapped));
}

value evaluator::filter(const expression& e, const scope& in) {
  const auto list = list_of(e, in);
  auto kept = json::array();
  std::size_t index = 0;
  for (const auto& element : list.get()) {
    if (ended())
      break;
    if (truthy(argument(e, 1, {element, nullptr, &in, index++}).get()))
      kept.push_back(take(value::borrowed(element)));
  }
  return value::owned(std::move(kept));
}

value evaluator::reduce(const expression& e, const scope& in) {
  const auto list = list_of(e, in);
  auto accumulator = take(argument(e, 2, in));
  std::size_t index = 0;
  for (const auto& element : list.get()) {
    if (ended())
      break;
    // Taken before it is assigned: the body may have answered with a part of it.
    auto next = take(argument(e, 1, {element, &accumulator, &in, index++}));
    accumulator = std::move(next);
  }
  return value::owned(std::move(accumulator));
}

std::int64_t evaluator::count_that(const expression& e, std::int64_t enough, const scope& in) {
  const auto list = list_of(e, in);
  std::int64_t counted = 0;
  std::size_t index = 0;
  for (const auto& element : list.get()) {
    if (ended() || counted == enough)
      break;
    if (truthy(argument(e, 1, {element, nullptr, &in, index++}).get()))
      ++counted;
  }
  return counted;
}

value evaluator::all(const expression& e, const scope& in) {
  const auto list = list_of(e, in);
  bool each = !list.get().empty();
  std::size_t index = 0;
  for (const auto& element : list.get()) {
    if (ended() || !each)
      break;
    each = truthy(argument(e, 1, {element, nullptr, &in, index++}).get());
  }
  return value::boolean(each);
}

value evaluator::count(const expression& e, const scope& in) {
  if (e.arguments.size() < 2)
    return value::owned(static_cast<std::int64_t>(list_of(e, in).get().size()));
  return value::owned(count_that(e, std::numeric_limits<std::int64_t>::max(), in));
}

} // namespace sojourn::rules
