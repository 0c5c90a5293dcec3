#include "forms/say.hpp"

#include "text/language.hpp"

namespace sojourn::forms {

std::string render(const text::message_template& what, const saying& how) {
  text::render_options options;
  options.language = how.language;
  options.zone = how.zone;
  options.work = &how.work;
  return what.render(how.known, options);
}

std::string say(const words& what, const form& of, const saying& how) {
  if (what.empty())
    return {};
  auto found = text::find_language(what, how.language);
  if (found == what.end())
    found = text::find_language(what, of.languages.front());
  if (found == what.end())
    found = what.begin();
  return render(found->second, how);
}

} // namespace sojourn::forms
