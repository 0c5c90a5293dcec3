// Conditions and templates tried over lines of JSON: a line in, a line out.
#pragma once

#include "base/instant.hpp"
#include "text/template.hpp"

#include <functional>
#include <istream>
#include <ostream>
#include <string>

namespace sojourn::cli {

/// Answers each line of `in` on one line of `out`, in order and at once.
void answer_lines(std::istream& in, std::ostream& out,
                  const std::function<result<json>(const json& line)>& answer);

/// The value of the condition {"rule", "data"}; without data, over null.
/// Errors: invalid_request (no rule), invalid_rule.
[[nodiscard]] result<json> try_rule(const json& line, instant now, const std::string& zone);

/// The text of {"template", "data"}; the line may have "partials" {NAME: TEMPLATE} and, before
/// `defaults`, "escape", "language" and "zone".
/// Errors: invalid_request, invalid_template, unknown_zone.
[[nodiscard]] result<json> try_template(const json& line, const text::render_options& defaults);

/// "none", "html", "json" or "url". Errors: invalid_request.
[[nodiscard]] result<text::escaping> parse_escaping(std::string_view text);

} // namespace sojourn::cli
