// What is wrong with links to hosted forms.
#pragma once

#include "content/lint.hpp"

namespace sojourn::content {

/// "no_form": a form that the text at `pointer` links to is not there. "no_base_url": nobody knows
/// where people reach the daemon, so that nothing stands in the link's place. Nothing is said where
/// the figures do not know the forms.
[[nodiscard]] std::vector<finding> lint_form_links(const text::message_template& text,
                                                   const std::string& pointer,
                                                   const lint_figures& figures);

} // namespace sojourn::content
