#include "campaign/json_template.hpp"

namespace sojourn::campaign {

namespace {

/// Reads the texts inside of a JSON value as templates, each at its own place; whether all
/// of them are templates.
bool check_texts(const node& place, const data_scope& scope) {
  bool all_parsed = scope.read_template(place).source() == place.text();
  for (const auto& element : place.elements())
    all_parsed = check_texts(element, scope) && all_parsed;
  for (const auto& [key, member] : place.members()) {
    if (key.find("{{") != std::string::npos)
      member.complain("the keys of a body are not templates; write this one without braces");
    all_parsed = check_texts(member, scope) && all_parsed;
  }
  return all_parsed;
}

} // namespace

text::message_template read_json_template(const node& place, const data_scope& scope) {
  if (!place)
    return {};
  if (place.is_text())
    return scope.read_template(place);
  auto body = text::message_template::parse(dump(place.value()));
  if (check_texts(place, scope) && !body) // a text that changes the delimiters of others
    place.complain("the texts of this body are no template together: " + body.error().message);
  return std::move(body).value_or(text::message_template{});
}

} // namespace sojourn::campaign
