// Groups: conditions with named parameters.
#pragma once

#include "base/json.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace sojourn::segments {

struct group_text {
  std::string_view name;
  std::string_view text;
};

/// groups/*.json, by name.
[[nodiscard]] std::span<const group_text> group_texts();

enum class parameter_kind {
  count,   ///< a whole number from 1
  days,    ///< whole days; an ISO 8601 duration in the condition
  minutes, ///< whole minutes, 0 too; likewise
  names,   ///< a list of ids; of a whole number both as text and as number
};

struct parameter {
  parameter_kind kind = parameter_kind::count;
  json otherwise; ///< where nobody gives it
  std::string description;
};

struct group {
  std::string id;
  std::string name;
  std::string description;
  std::map<std::string, parameter> parameters;
  json condition; ///< with {"parameter": NAME} where the parameters go
};

/// Those that come with Sojourn, by id.
[[nodiscard]] std::span<const group> shipped_groups();
[[nodiscard]] const group* find_group(std::string_view id);

/// Names that one parameter may list.
inline constexpr std::size_t max_parameter_names = 1'000;
/// The largest number of a parameter; as days, more than a century.
inline constexpr std::int64_t max_parameter_number = 50'000;

/// The parameters with the defaults of those that are left out. Errors: invalid_request, with
/// pointers below `pointer`.
[[nodiscard]] result<json> complete_parameters(const group& of, const json& given,
                                               std::string_view pointer);

/// The condition with these parameters, which complete_parameters gave.
[[nodiscard]] json expand(const group& of, const json& parameters);

} // namespace sojourn::segments
