#include "content/lint_links.hpp"

#include "base/mistakes.hpp"
#include "text/format.hpp"

namespace sojourn::content {

namespace {

/// Which request a message asks to confirm is known only when it is sent, so that no name in the
/// section says that it is there.
bool asks_to_confirm(const text::message_template& text) {
  return text.source().find("#" + std::string{text::confirm_name} + "}}") != std::string::npos;
}

} // namespace

std::vector<finding> lint_form_links(const text::message_template& text, const std::string& pointer,
                                     const lint_figures& figures) {
  std::vector<finding> found;
  if (!figures.forms)
    return found;
  const auto named = text.inside(text::form_name);
  for (const auto& form : named) {
    if (!figures.forms->contains(form))
      found.push_back({"no_form", severity::error, pointer,
                       "there is no form " + in_quotes(form) +
                           hint(form, *figures.forms, "there are", mistake_list{}) +
                           "; put it with PUT /v1/forms/" + form});
  }
  if ((!named.empty() || asks_to_confirm(text)) && figures.links_base.empty())
    found.push_back(
        {"no_base_url", severity::error, pointer,
         "it links to a page of ours, and tracking.base_url in the settings does not say where "
         "people reach the daemon"});
  return found;
}

} // namespace sojourn::content
