#include "campaign/json_template.hpp"

#include "campaign/secrets.hpp"

namespace sojourn::campaign {

namespace {

/// Reads the texts inside of a JSON value as templates, each at its own place; whether all
/// of them are templates.
bool check_texts(const node& place, const data_scope& scope, std::optional<seen_from> where) {
  bool all_parsed = scope.read_template(place, where).source() == place.text();
  for (const auto& element : place.elements())
    all_parsed = check_texts(element, scope, where) && all_parsed;
  for (const auto& [key, member] : place.members()) {
    if (key.find("{{") != std::string::npos)
      member.complain("the keys of a body are not templates; write this one without braces");
    all_parsed = check_texts(member, scope, where) && all_parsed;
  }
  return all_parsed;
}

/// The template of `shown`, the value at `place` as it is rendered.
text::message_template read_value(const node& place, const json& shown, const data_scope& scope,
                                  std::optional<seen_from> where) {
  auto body = text::message_template::parse(dump(shown));
  if (check_texts(place, scope, where) && !body) // a text that changes the delimiters of others
    place.complain("the texts of this body are no template together: " + body.error().message);
  return std::move(body).value_or(text::message_template{});
}

/// The name in {"secret": NAME}; nullptr: the value is something else.
const std::string* named_secret(const json& value) {
  const auto found = value.is_object() && value.size() == 1 ? value.find("secret") : value.end();
  return value.is_object() && found != value.end() && found->is_string()
             ? &found->get_ref<const std::string&>()
             : nullptr;
}

/// Every {"secret": NAME} as the tag that shows it; complains about names that none can have.
json with_tags(const node& place) {
  if (!place)
    return {};
  if (const auto* name = named_secret(place.value())) {
    if (const auto written = place["secret"]; written && !is_secret_name(*name))
      written.complain("a secret is named by 1 to 64 of a-z, 0-9, \"-\" and \"_\", a "
                       "letter first");
    return "{{" + std::string{secrets_root} + "." + *name + "}}";
  }
  if (place.is_array()) {
    auto list = json::array();
    for (const auto& element : place.elements())
      list.push_back(with_tags(element));
    return list;
  }
  if (!place.is_object())
    return place.value();
  auto object = json::object();
  for (const auto& [key, member] : place.members())
    object[key] = with_tags(member);
  return object;
}

} // namespace

text::message_template read_json_template(const node& place, const data_scope& scope) {
  if (!place)
    return {};
  return place.is_text() ? scope.read_template(place)
                         : read_value(place, place.value(), scope, std::nullopt);
}

text::message_template read_call_body(const node& place, const data_scope& scope) {
  if (!place)
    return {};
  return place.is_text() ? scope.read_template(place, seen_from::call)
                         : read_value(place, with_tags(place), scope, seen_from::call);
}

text::message_template read_call_header(const node& place, const data_scope& scope) {
  if (!place.is_object())
    return scope.read_template(place, seen_from::call);
  const auto tag = with_tags(place);
  auto read = tag.is_string() ? text::message_template::parse(tag.get_ref<const std::string&>())
                              : result<text::message_template>{};
  return std::move(read).value_or(text::message_template{});
}

} // namespace sojourn::campaign
