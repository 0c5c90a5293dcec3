#include "content/render.hpp"

#include <algorithm>

namespace sojourn::content {

namespace {

std::vector<messages::picture_ptr> shown_in(std::string_view html,
                                            const std::vector<messages::picture_ptr>& pictures) {
  if (pictures.empty())
    return {};
  const auto places = messages::picture_places(html);
  auto shown = pictures;
  std::erase_if(shown, [&](const messages::picture_ptr& one) {
    return std::none_of(places.begin(), places.end(),
                        [&](const auto& place) { return place.name == one->name; });
  });
  return shown;
}

/// A push has no attachments: pictures of the message stand in it, as long as they are small.
void put_pictures_into_push(json& fields, const std::vector<messages::picture_ptr>& pictures) {
  constexpr std::string_view scheme = "cid:";
  for (const auto* name : {"icon", "image", "badge"}) {
    const auto field = fields.is_object() ? fields.find(name) : fields.end();
    if (field == fields.end() || !field->is_string())
      continue;
    const auto& address = field->get_ref<const std::string&>();
    if (!address.starts_with(scheme))
      continue;
    const auto wanted = std::string_view{address}.substr(scheme.size());
    const auto found = std::find_if(pictures.begin(), pictures.end(),
                                    [&](const auto& one) { return one->name == wanted; });
    if (found != pictures.end())
      *field = messages::in_place(**found);
  }
}

} // namespace

const text::message_template* parts_for_channel(const campaign::message_parts& parts,
                                                std::string_view channel) {
  auto found = parts.channels.find(channel);
  if (found == parts.channels.end())
    found = parts.channels.find(channel.substr(0, channel.find(':')));
  return found == parts.channels.end() ? nullptr : &found->second;
}

std::string language_of(const json& customer) {
  const auto wanted = customer.is_object() ? customer.value("language", json{}) : json{};
  return wanted.is_string() ? wanted.get<std::string>() : std::string{};
}

std::optional<rendered_message> render(const campaign::message& message, const occasion& when) {
  const auto* found = message.parts_for(when.language);
  if (found == nullptr)
    return std::nullopt;
  const auto& [language, parts] = *found;
  rendered_message made{.language = language,
                        .in_fallback_language =
                            !when.language.empty() && message.find_parts(when.language) == nullptr,
                        .subject = {},
                        .text = {},
                        .html = {}};
  text::render_options plain;
  plain.language = language;
  plain.zone = when.zone;
  plain.links_base = when.links_base;
  plain.notes = when.wants_notes ? &made.notes : nullptr;
  work_budget own{text::max_render_units};
  plain.work = when.work != nullptr ? when.work : &own;
  made.subject = parts.subject.render(when.data, plain);
  made.text = parts.text.render(when.data, plain);
  if (parts.html) {
    auto html = plain;
    html.escape = text::escaping::html;
    made.html = parts.html->render(when.data, html);
    made.pictures = shown_in(made.html, message.pictures);
  }
  const auto* fields = parts_for_channel(parts, when.channel);
  made.too_expensive = plain.work->has_ended();
  if (fields == nullptr || made.too_expensive)
    return made;
  auto as_json = plain;
  as_json.escape = text::escaping::json_string;
  made.fields = json::parse(fields->render(when.data, as_json), nullptr, false);
  made.too_expensive = plain.work->has_ended();
  made.fields_broken = made.fields.is_discarded();
  if (made.fields_broken)
    made.fields = nullptr;
  if (when.channel == "web_push")
    put_pictures_into_push(made.fields, message.pictures);
  return made;
}

} // namespace sojourn::content
