// Operators that read data or choose between arguments: var, missing, if, and, or.
#include "rules/coercion.hpp"
#include "rules/evaluator.hpp"
#include "rules/utf8.hpp"

#include <algorithm>

namespace sojourn::rules {

namespace {

/// JavaScript's `length` of a list or text, which rules use to count.
std::optional<std::size_t> length_of(const json& value) {
  if (value.is_array())
    return value.size();
  if (value.is_string())
    return count_code_points(value.get_ref<const std::string&>());
  return std::nullopt;
}

} // namespace

value evaluator::find(scope in, std::string_view path) {
  const json* root = &in.data;
  if (in.accumulator != nullptr) {
    const auto first = path.substr(0, path.find('.'));
    if (first == "accumulator")
      root = in.accumulator;
    else if (first != "current")
      return value::borrowed(undefined());
    path.remove_prefix(std::min(first.size() + 1, path.size()));
  }
  if (const auto* found = find_path(*root, path))
    return value::borrowed(*found);
  constexpr std::string_view length = "length";
  if (path == length || path.ends_with(".length")) {
    const auto dot = path.size() - length.size();
    const auto* counted = find_path(*root, path.substr(0, dot == 0 ? 0 : dot - 1));
    if (const auto count = counted != nullptr ? length_of(*counted) : std::nullopt)
      return value::owned(static_cast<std::int64_t>(*count));
  }
  return value::borrowed(undefined());
}

value evaluator::read_variable(const expression& e, scope in) {
  std::string computed;
  std::string_view path;
  if (e.path) {
    path = *e.path;
  } else {
    const auto named = argument(e, 0, in);
    if (!named.get().is_null() && !named.get().is_discarded())
      computed = to_string(named.get());
    path = computed;
  }
  if (path.empty()) {
    if (in.accumulator == nullptr)
      return value::borrowed(in.data);
    return value::owned({{"current", take(value::borrowed(in.data))},
                         {"accumulator", take(value::borrowed(*in.accumulator))}});
  }
  auto found = find(in, path);
  if (!found.get().is_discarded())
    return found;
  return e.arguments.size() > 1 ? argument(e, 1, in) : value::null();
}

json evaluator::missing_of(const json& keys, scope in) {
  auto absent = json::array();
  for (const auto& key : keys) {
    spend(1);
    const auto found = key.is_null() ? value::borrowed(in.data) : find(in, to_string(key));
    const auto& at = found.get();
    if (at.is_discarded() || at.is_null() || at == "")
      absent.push_back(key);
  }
  return absent;
}

value evaluator::missing(const expression& e, scope in) {
  auto first = argument(e, 0, in);
  if (first.get().is_array())
    return value::owned(missing_of(first.get(), in));
  auto keys = json::array();
  for (std::size_t i = 0; i < e.arguments.size(); ++i)
    keys.push_back(take(i == 0 ? std::move(first) : argument(e, i, in)));
  return value::owned(missing_of(keys, in));
}

value evaluator::missing_some(const expression& e, scope in) {
  const auto needed = number(e, 0, in);
  auto options = argument(e, 1, in);
  if (!options.get().is_array())
    options = value::owned(json::array({take(std::move(options))}));
  const auto& keys = options.get();
  auto absent = missing_of(keys, in);
  if (static_cast<double>(keys.size() - absent.size()) >= needed)
    return value::owned(json::array());
  return value::owned(std::move(absent));
}

value evaluator::choose(const expression& e, scope in) {
  const auto count = e.arguments.size();
  std::size_t i = 0;
  for (; i + 1 < count; i += 2) {
    if (truthy(argument(e, i, in).get()))
      return argument(e, i + 1, in);
  }
  return i < count ? argument(e, i, in) : value::null();
}

value evaluator::first_that_is(bool wanted, const expression& e, scope in) {
  auto current = value::borrowed(undefined());
  for (const auto& each : e.arguments) {
    current = evaluate(each, in);
    if (truthy(current.get()) == wanted)
      break;
  }
  return current;
}

} // namespace sojourn::rules
