// What the texts and the conditions of a form may read.
#pragma once

#include "rules/rule.hpp"

#include <set>
#include <string>

namespace sojourn::forms {

/// What is wrong with the names in a template; empty: nothing. `answers` are the inputs before it.
[[nodiscard]] std::string problem_of_names(const std::string& source,
                                           const std::set<std::string>& answers);
/// The same of a condition, which may also ask for nothing that a page cannot know.
[[nodiscard]] std::string problem_of_rule(const rules::rule& rule,
                                          const std::set<std::string>& answers);

} // namespace sojourn::forms
