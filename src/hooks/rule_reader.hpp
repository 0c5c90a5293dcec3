// The conditions of a hook's document, checked for what a call does not have.
#pragma once

#include "base/mistakes.hpp"
#include "rules/rule.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::hooks {

/// What rules may read: `body` and `headers`, and inside of a mapping more.
using rule_roots = std::vector<std::string_view>;

/// Reads a condition that stands at `place`. nullopt: it is wrong, which is told.
[[nodiscard]] std::optional<rules::rule> read_rule(const json& source, const std::string& place,
                                                   const rule_roots& roots, mistake_list& mistakes);

/// The member of that name; nullptr: there is none.
[[nodiscard]] const json* find_member(const json& of, const char* name);

} // namespace sojourn::hooks
