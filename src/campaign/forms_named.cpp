#include "campaign/forms_named.hpp"

#include "text/format.hpp"

namespace sojourn::campaign {

void each_text(
    const message_parts& parts, const std::string& pointer,
    const std::function<void(const text::message_template&, const std::string&)>& visit) {
  visit(parts.subject, pointer + "/subject");
  visit(parts.text, pointer + "/text");
  if (parts.html)
    visit(*parts.html, pointer + "/html");
  for (const auto& [channel, fields] : parts.channels)
    visit(fields, pointer_to(pointer + "/channels", channel));
}

void each_text(
    const http_step& call, const std::string& pointer,
    const std::function<void(const text::message_template&, const std::string&)>& visit) {
  visit(call.url, pointer + "/url");
  for (const auto& [name, value] : call.headers)
    visit(value, pointer_to(pointer + "/headers", name));
  if (call.body)
    visit(*call.body, pointer + "/body");
}

std::set<std::string> forms_named(const definition& campaign) {
  std::set<std::string> found;
  const auto add = [&found](const text::message_template& text, const std::string&) {
    found.merge(text.inside(text::form_name));
  };
  for (const auto& [name, message] : campaign.messages) {
    for (const auto& [language, parts] : message.languages)
      each_text(parts, {}, add);
  }
  for (const auto& [id, step] : campaign.steps) {
    if (const auto* call = std::get_if<http_step>(&step.kind))
      each_text(*call, {}, add);
    if (const auto* show = std::get_if<show_step>(&step.kind))
      add(show->content, {});
  }
  return found;
}

} // namespace sojourn::campaign
