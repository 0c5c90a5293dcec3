#include "campaign/form.hpp"

#include "base/one_line.hpp"

#include <algorithm>

namespace sojourn::campaign {

namespace {

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::size_t most_bytes_of(std::string_view name, bool is_long) {
  return is_long           ? most_form_text_bytes
         : name == "name"  ? most_form_name_bytes
         : name == "email" ? most_form_email_bytes
         : name == "phone" ? most_form_phone_bytes
                           : most_form_line_bytes;
}

/// What is wrong with one answer; empty: nothing.
std::string complaint_about(std::string_view name, std::string_view answer, bool is_long) {
  if (const auto most = most_bytes_of(name, is_long); answer.size() > most)
    return "has " + std::to_string(answer.size()) + " bytes; it may have " + std::to_string(most) +
           (is_long ? "" : ", or be declared as a \"textarea\" by its form");
  if (is_long ? !is_plain_text(answer) : !is_one_line(answer))
    return is_long ? "holds a control character"
                   : "must be one line; a \"textarea\" of the form may have several";
  if (name == "name" && has_link(answer))
    return "must be a name, without a link";
  return {};
}

} // namespace

std::vector<form_field> form_fields(const show_step& form) {
  std::vector<form_field> found;
  if (form.kind != show_kind::form || form.is_text)
    return found;
  const auto content = json::parse(form.content.source(), nullptr, false);
  const auto* fields = find_path(content, "fields");
  if (fields == nullptr || !fields->is_array())
    return found;
  for (const auto& each : *fields) {
    const auto* name = find_path(each, "name");
    const auto* type = find_path(each, "type");
    const auto* required = find_path(each, "required");
    if (name == nullptr || !name->is_string() ||
        name->get_ref<const std::string&>().find("{{") != std::string::npos)
      continue;
    found.push_back({.name = name->get<std::string>(),
                     .required = required != nullptr && *required == json(true),
                     .is_long = type != nullptr && *type == json("textarea")});
  }
  return found;
}

std::optional<form_consent> consent_asked(const show_step& form) {
  if (form.kind != show_kind::form || form.is_text)
    return std::nullopt;
  const auto content = json::parse(form.content.source(), nullptr, false);
  const auto* asked = find_path(content, "consent");
  const auto text = [asked](const char* name) {
    const auto* found = asked != nullptr ? find_path(*asked, name) : nullptr;
    return found != nullptr && found->is_string() ? found->get<std::string>() : std::string{};
  };
  const auto purpose = messages::parse_purpose(text("purpose"));
  if (asked == nullptr || text("field").empty() || text("channel").empty() || !purpose)
    return std::nullopt;
  return form_consent{.field = text("field"), .channel = text("channel"), .purpose = *purpose};
}

void check_consent(const node& content, const show_step& show) {
  const auto asked = content["consent"];
  if (show.kind != show_kind::form || !asked)
    return;
  if (!consent_asked(show))
    return asked.complain("expected an object with \"field\", \"channel\" and \"purpose\", such as "
                          "{\"field\": \"news\", \"channel\": \"email\", \"purpose\": "
                          "\"promotional\"}");
  if (show.identifies == form_identity::nobody)
    asked.complain("a consent is a customer's; write what the form \"identifies\"");
  const auto fields = form_fields(show);
  for (const auto& name : {consent_asked(show)->field, std::string{"email"}}) {
    if (std::none_of(fields.begin(), fields.end(),
                     [&](const form_field& one) { return one.name == name; }))
      asked.complain("the form has no field " + in_quotes(name) +
                     (name == "email" ? ", to whose owner the consent could be confirmed" : ""));
  }
}

std::vector<error_detail> check_form(const json& answers, const std::vector<form_field>& declared) {
  std::vector<error_detail> wrong;
  for (const auto& field : declared) {
    const auto answer = answers.find(field.name);
    if (field.required &&
        (answer == answers.end() || is_blank(answer->get_ref<const std::string&>())))
      wrong.push_back({pointer_to("/fields", field.name), "is required by the form"});
  }
  std::size_t bytes = 0;
  for (const auto& [name, answer] : answers.items()) {
    const auto& text = answer.get_ref<const std::string&>();
    bytes += name.size() + text.size();
    const auto pointer = pointer_to("/fields", name);
    if (std::any_of(wrong.begin(), wrong.end(),
                    [&](const error_detail& one) { return one.pointer == pointer; }))
      continue; // it is required, and blank
    const auto known =
        std::find_if(declared.begin(), declared.end(),
                     [&named = name](const form_field& one) { return one.name == named; });
    if (auto why = complaint_about(name, text, known != declared.end() && known->is_long);
        !why.empty())
      wrong.push_back({pointer, std::move(why)});
  }
  if (bytes > most_form_bytes)
    wrong.push_back({"/fields", "has " + std::to_string(bytes) + " bytes; all together may have " +
                                    std::to_string(most_form_bytes)});
  return wrong;
}

} // namespace sojourn::campaign
