// The hosted forms that a campaign links to: {{#form}}vat-invoice{{/form}}.
#pragma once

#include "campaign/definition.hpp"

#include <functional>
#include <set>
#include <string>

namespace sojourn::campaign {

/// Calls `visit` with each text of a message and where it stands below `pointer`.
void each_text(const message_parts& parts, const std::string& pointer,
               const std::function<void(const text::message_template&, const std::string&)>& visit);

/// The same of the URL, the headers and the body of a call.
void each_text(const http_step& call, const std::string& pointer,
               const std::function<void(const text::message_template&, const std::string&)>& visit);

/// The ids that its messages, calls and placements write out; what is computed is not known.
[[nodiscard]] std::set<std::string> forms_named(const definition& campaign);

} // namespace sojourn::campaign
