// JSON as the core uses it: nlohmann's value type, and what it lacks.
#pragma once

#include "base/result.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace sojourn {

using json = nlohmann::json;

/// Nesting beyond this is refused when text from outside is read.
inline constexpr int json_max_depth = 64;

/// Reads JSON from outside: strict RFC 8259, UTF-8, nesting up to json_max_depth,
/// no duplicate keys in one object. Errors: malformed_json, with the byte offset of what is not
/// JSON, or with the rule that is broken.
[[nodiscard]] result<json> parse_json(std::string_view text);

/// Compact text; bytes that are not UTF-8 are replaced, never thrown over.
[[nodiscard]] std::string dump(const json& value);

/// The value at a dotted path ("customer.tier", "items.0.sku"), or nullptr.
/// The empty path is `root` itself.
[[nodiscard]] const json* find_path(const json& root, std::string_view dotted_path);

/// Appends `token` to a JSON pointer, escaped as RFC 6901 asks.
[[nodiscard]] std::string pointer_to(std::string_view parent, std::string_view token);
[[nodiscard]] std::string pointer_to(std::string_view parent, std::size_t index);

/// JSON Merge Patch (RFC 7396): `target` with `patch` applied.
[[nodiscard]] json merge_patched(json target, const json& patch);

/// The name in `known` nearest to `name` by edit distance, or empty when none is near.
template <class Names>
[[nodiscard]] std::string_view nearest_name(std::string_view name, const Names& known);

/// Levenshtein distance in bytes.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

template <class Names>
std::string_view nearest_name(std::string_view name, const Names& known) {
  std::string_view best;
  auto best_distance = name.size() / 3 + 2;
  for (const auto& candidate : known) {
    const auto distance = edit_distance(name, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

} // namespace sojourn
