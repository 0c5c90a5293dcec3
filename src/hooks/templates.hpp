// The hooks of known senders that come with Sojourn: documents with a few parameters.
#pragma once

#include "base/json.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::hooks {

struct template_text {
  std::string_view name;
  std::string_view text;
};

/// library/hooks/*.json, by name.
[[nodiscard]] std::span<const template_text> template_texts();

/// A shipped hook as its file has it: {"title", "explanation", "setup", "documentation",
/// "parameters", "hook"}.
struct hook_template {
  std::string id;
  json source;
};

/// All of them, by id.
[[nodiscard]] const std::vector<hook_template>& shipped_templates();
/// nullptr: none is called so.
[[nodiscard]] const hook_template* find_template(std::string_view id);

/// The hook's document with its parameters filled in: {{prefix}} stands before the ids of records,
/// {{country}} is the calling code of phone numbers without one, {{timezone}} the zone of times
/// without an offset, {{currency}} that of amounts without one. What is left out has the template's
/// default. Errors: invalid_request, with pointers below `pointer`.
[[nodiscard]] result<json> fill_template(const hook_template& of, const json& given,
                                         const std::string& pointer);

} // namespace sojourn::hooks
