// JSON values whose texts are templates.
#pragma once

#include "campaign/scope.hpp"

namespace sojourn::campaign {

/// The template at `place`: of a text itself; of any other value, of its JSON, to be rendered with
/// text::escaping::json_string. Complains about each text that is none, at its own place. The
/// empty template where there is nothing.
[[nodiscard]] text::message_template read_json_template(const node& place, const data_scope& scope);

/// The same of the body of a call, in which {"secret": NAME} stands for the text of a secret.
[[nodiscard]] text::message_template read_call_body(const node& place, const data_scope& scope);

/// The template of a header: a text, or {"secret": NAME}.
[[nodiscard]] text::message_template read_call_header(const node& place, const data_scope& scope);

} // namespace sojourn::campaign
