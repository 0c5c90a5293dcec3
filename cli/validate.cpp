#include "cli/validate.hpp"

#include "campaign/reader.hpp"
#include "cli/display.hpp"

namespace sojourn::cli {

exit_result validate(session& context, const std::string& file) {
  const auto text = read_text(context, file);
  if (!text)
    return tl::unexpected{failure_of(text.error())};
  auto& out = context.around.out;
  const auto source = parse_json(*text);
  const auto definition = source ? campaign::read_definition(*source, {.own_lists = std::nullopt})
                                 : fail(source.error());
  if (definition) {
    if (context.as_json)
      out << dump({{"valid", true}, {"id", (*definition)->id}}) << '\n';
    else
      out << "the campaign \"" << printable((*definition)->id) << "\" has no mistakes\n";
    return exit_code::ok;
  }

  auto mistakes = definition.error().details;
  if (mistakes.empty())
    mistakes.push_back({"", definition.error().message});
  if (context.as_json)
    out << dump({{"valid", false}, {"errors", as_errors(mistakes)}}) << '\n';
  else
    for (const auto& one : mistakes)
      out << mistake_line(one.pointer, one.message) << '\n';
  return exit_code::refused;
}

} // namespace sojourn::cli
