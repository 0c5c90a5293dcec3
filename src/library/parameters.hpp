// What fills a scenario: which values are there, and which are right.
#pragma once

#include "base/mistakes.hpp"
#include "library/scenario.hpp"

namespace sojourn::library {

/// What stands for a parameter that nobody gave and that has no default.
enum class gaps {
  are_mistakes,
  take_examples, ///< its first example: to look at a scenario, never to run it
};

/// `given` with the defaults of what is left out, checked by the scenario's JSON Schema and by the
/// formats of its parameters. Errors (invalid_request): every mistake, with pointers below
/// `pointer`.
[[nodiscard]] result<json> complete_parameters(const scenario& of, const json& given,
                                               const std::string& pointer,
                                               gaps missing = gaps::are_mistakes);

/// The formats that a text or an amount may have, beyond those of JSON Schema.
[[nodiscard]] std::vector<std::string_view> format_names();

/// What is wrong with a value of this format, to be read after the value; empty: nothing.
[[nodiscard]] std::string problem_of_format(std::string_view format, const json& value);

/// The schema of what a dotted path of parameters names; nullptr: there is none.
[[nodiscard]] const json* schema_of_path(const json& parameters, std::string_view path);

} // namespace sojourn::library
