// What is wrong or doubtful in a call of a campaign.
#pragma once

#include "content/lint.hpp"

namespace sojourn::content {

/// "no_secret": it names a secret that is not set. "secret_in_clear": a password, a token or a key
/// stands in the definition, which whoever may read the campaign sees; and what lint_form_links
/// finds. `pointer` is the step's.
[[nodiscard]] std::vector<finding>
lint_call(const campaign::http_step& step, const std::string& pointer, const lint_figures& figures);

} // namespace sojourn::content
