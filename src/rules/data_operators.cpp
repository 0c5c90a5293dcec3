// Operators that read data or choose between arguments: var, val, missing, if, and, or, try.
#include "rules/coercion.hpp"
#include "rules/evaluator.hpp"
#include "rules/utf8.hpp"

#include <algorithm>
#include <charconv>

namespace sojourn::rules {

namespace {

/// A member of an object or an element of a list; nullptr where there is none.
const json* member_of(const json& of, const std::string& key) {
  if (of.is_object()) {
    const auto found = of.find(key);
    return found == of.end() ? nullptr : &*found;
  }
  if (!of.is_array() || (key.size() > 1 && key[0] == '0'))
    return nullptr;
  std::size_t index = 0;
  const auto* last = key.data() + key.size();
  const auto [end, status] = std::from_chars(key.data(), last, index);
  return status == std::errc{} && end == last && index < of.size() ? &of[index] : nullptr;
}

} // namespace

/// What a scope holds as a whole.
value evaluator::everything(const scope& in) {
  if (in.accumulator == nullptr)
    return value::borrowed(in.data);
  return value::owned({{"current", take(value::borrowed(in.data))},
                       {"accumulator", take(value::borrowed(*in.accumulator))}});
}

value evaluator::find(const scope& in, std::string_view path) {
  if (!work_.spend_on_bytes(path.size()))
    return value::borrowed(undefined());
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
    // JavaScript's `length` of a list or text, which rules use to count.
    if (counted != nullptr && counted->is_array())
      return value::owned(static_cast<std::int64_t>(counted->size()));
    if (counted != nullptr && counted->is_string()) {
      const auto& text = counted->get_ref<const std::string&>();
      work_.spend_on_bytes(text.size());
      return value::owned(static_cast<std::int64_t>(count_code_points(text)));
    }
  }
  return value::borrowed(undefined());
}

value evaluator::read_variable(const expression& e, const scope& in) {
  std::string computed;
  std::string_view path;
  if (e.path) {
    path = *e.path;
  } else {
    const auto named = argument(e, 0, in);
    if (!spend_on(named.get()))
      return value::null();
    if (!is_nullish(named.get()))
      computed = to_string(named.get());
    path = computed;
  }
  if (path.empty())
    return everything(in);
  auto found = find(in, path);
  if (!found.get().is_discarded())
    return found;
  return e.arguments.size() > 1 ? argument(e, 1, in) : value::null();
}

// ---- val, exists -------------------------------------------------------------------------

/// What the keys lead to; undefined where they lead to nothing.
value evaluator::read_keys(const expression& e, const scope& in) {
  if (e.keys)
    return find_keys(*e.keys, in);
  const auto computed = computed_keys(e, in);
  return computed ? find_keys(*computed, in) : value::null();
}

std::optional<key_path> evaluator::computed_keys(const expression& e, const scope& in) {
  key_path path;
  bool is_first = true;
  bool is_good = true;
  each_argument(e, in, [&](const json& key) {
    spend_on(key);
    if (std::exchange(is_first, false) && key.is_array() && key.size() == 1 &&
        key[0].is_number_integer()) {
      const auto levels = key[0].get<std::int64_t>();
      path.levels_up = static_cast<std::size_t>(levels < 0 ? -(levels + 1) : levels) +
                       static_cast<std::size_t>(levels < 0);
      return true;
    }
    is_good = key.is_string() || key.is_number_integer();
    if (!is_good) {
      refuse(e, "\"" + std::string{name_of(e.op)} +
                    "\" takes names of members and numbers of elements, not " + in_short(key));
      return false;
    }
    path.keys.push_back(to_string(key));
    return true;
  });
  return is_good && !ended() ? std::optional{std::move(path)} : std::nullopt;
}

value evaluator::find_keys(const key_path& path, const scope& in) {
  const auto* from = &in;
  for (auto up = path.levels_up; up > 1; up -= 2) {
    if (!spend(1) || from->outside == nullptr)
      return value::borrowed(undefined());
    from = from->outside;
  }
  if (path.levels_up % 2 == 1) {
    if (from->outside == nullptr || path.keys.size() != 1 || path.keys[0] != "index")
      return value::borrowed(undefined());
    return value::owned(static_cast<std::int64_t>(from->index));
  }
  if (path.keys.empty())
    return everything(*from);
  const json* at = &from->data;
  std::size_t next = 0;
  if (from->accumulator != nullptr) {
    const auto& first = path.keys[next++];
    if (first == "accumulator")
      at = from->accumulator;
    else if (first != "current")
      return value::borrowed(undefined());
  }
  for (; next < path.keys.size() && at != nullptr; ++next) {
    if (!work_.spend_on_bytes(path.keys[next].size()))
      return value::null();
    at = member_of(*at, path.keys[next]);
  }
  return value::borrowed(at != nullptr ? *at : undefined());
}

// ---- missing -----------------------------------------------------------------------------

json evaluator::missing_of(const json& keys, const scope& in) {
  auto absent = json::array();
  for (const auto& key : keys) {
    if (!spend_on(key))
      break;
    const auto found = key.is_null() ? value::borrowed(in.data) : find(in, to_string(key));
    const auto& at = found.get();
    if (at.is_discarded() || at.is_null() || at == "")
      absent.push_back(key);
  }
  return absent;
}

value evaluator::missing(const expression& e, const scope& in) {
  auto first = argument(e, 0, in);
  if (first.get().is_array())
    return value::owned(missing_of(first.get(), in));
  auto keys = json::array();
  for (std::size_t i = 0; i < e.arguments.size(); ++i)
    keys.push_back(take(i == 0 ? std::move(first) : argument(e, i, in)));
  return value::owned(missing_of(keys, in));
}

value evaluator::missing_some(const expression& e, const scope& in) {
  const auto needed = whole_number(e, argument(e, 0, in).get());
  auto options = argument(e, 1, in);
  if (!options.get().is_array())
    options = value::owned(json::array({take(std::move(options))}));
  const auto& keys = options.get();
  auto absent = missing_of(keys, in);
  if (needed && static_cast<std::int64_t>(keys.size() - absent.size()) >= *needed)
    return value::owned(json::array());
  return value::owned(std::move(absent));
}

// ---- choices -----------------------------------------------------------------------------

value evaluator::choose(const expression& e, const scope& in) {
  const auto count = e.arguments.size();
  std::size_t i = 0;
  for (; i + 1 < count; i += 2) {
    if (truthy(argument(e, i, in).get()))
      return argument(e, i + 1, in);
  }
  return i < count ? argument(e, i, in) : value::null();
}

value evaluator::first_that_is(bool wanted, const expression& e, const scope& in) {
  auto current = value::boolean(false);
  for (const auto& each : e.arguments) {
    current = evaluate(each, in);
    if (truthy(current.get()) == wanted)
      break;
  }
  return current;
}

value evaluator::coalesce(const expression& e, const scope& in) {
  for (const auto& each : e.arguments) {
    auto current = evaluate(each, in);
    if (ended() || !is_nullish(current.get()))
      return current;
  }
  return value::null();
}

// ---- errors ------------------------------------------------------------------------------

value evaluator::raise(const expression& e, const scope& in) {
  auto thrown = take(argument(e, 0, in));
  if (ended())
    return value::null();
  const auto* type = thrown.is_object() ? member_of(thrown, "type") : &thrown;
  refuse(e, "the condition threw " + in_short(type != nullptr ? *type : thrown));
  thrown_ = thrown.is_object() ? std::move(thrown) : json{{"type", std::move(thrown)}};
  return value::null();
}

/// The first argument that is no error. Each but the first sees the error of the one before it,
/// {"type": …}, and {"val": [[2], …]} what stands around.
value evaluator::attempt(const expression& e, const scope& in) {
  auto outcome = argument(e, 0, in);
  for (std::size_t i = 1; i < e.arguments.size() && failure_ && !exhausted_ && !work_.has_ended();
       ++i) {
    failure_.reset();
    const auto seen = std::exchange(thrown_, json());
    auto next = evaluate(e.arguments[i], {.data = seen, .outside = &in});
    // What it read of the error goes with the error.
    if (!failure_)
      outcome = value::owned(take(std::move(next)));
  }
  return outcome;
}

} // namespace sojourn::rules
