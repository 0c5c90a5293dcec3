// Operators that make lists or loop over them.
#include "rules/evaluator.hpp"

#include <algorithm>
#include <iterator>

namespace sojourn::rules {

value evaluator::make_list(const expression& e, scope in) {
  auto list = json::array();
  for (const auto& each : e.arguments)
    list.push_back(take(evaluate(each, in)));
  return value::owned(std::move(list));
}

value evaluator::merge(const expression& e, scope in) {
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

value evaluator::map(const expression& e, scope in) {
  const auto list = argument(e, 0, in);
  auto mapped = json::array();
  if (list.get().is_array()) {
    for (const auto& element : list.get())
      mapped.push_back(take(argument(e, 1, {element})));
  }
  return value::owned(std::move(mapped));
}

value evaluator::filter(const expression& e, scope in) {
  const auto list = argument(e, 0, in);
  auto kept = json::array();
  if (list.get().is_array()) {
    for (const auto& element : list.get()) {
      if (truthy(argument(e, 1, {element}).get()))
        kept.push_back(take(value::borrowed(element)));
    }
  }
  return value::owned(std::move(kept));
}

value evaluator::reduce(const expression& e, scope in) {
  const auto list = argument(e, 0, in);
  auto accumulator = take(argument(e, 2, in));
  if (list.get().is_array()) {
    for (const auto& element : list.get()) {
      // Taken before it is assigned: the body may have answered with a part of it.
      auto next = take(argument(e, 1, {element, &accumulator}));
      accumulator = std::move(next);
    }
  }
  return value::owned(std::move(accumulator));
}

value evaluator::all(const expression& e, scope in) {
  const auto list = argument(e, 0, in);
  const auto& elements = list.get();
  return value::boolean(elements.is_array() && !elements.empty() &&
                        std::all_of(elements.begin(), elements.end(), [&](const json& element) {
                          return truthy(argument(e, 1, {element}).get());
                        }));
}

bool evaluator::any(const expression& e, scope in) {
  const auto list = argument(e, 0, in);
  const auto& elements = list.get();
  return elements.is_array() &&
         std::any_of(elements.begin(), elements.end(),
                     [&](const json& element) { return truthy(argument(e, 1, {element}).get()); });
}

value evaluator::count(const expression& e, scope in) {
  const auto list = argument(e, 0, in);
  const auto& elements = list.get();
  if (!elements.is_array())
    return value::owned(0);
  if (e.arguments.size() < 2)
    return value::owned(static_cast<std::int64_t>(elements.size()));
  return value::owned(static_cast<std::int64_t>(
      std::count_if(elements.begin(), elements.end(),
                    [&](const json& element) { return truthy(argument(e, 1, {element}).get()); })));
}

} // namespace sojourn::rules
