#include "actors/handover_request.hpp"

#include "content/render.hpp"
#include "engine/advance.hpp"
#include "signing/digest.hpp"

namespace sojourn::actors {

namespace {

/// Puts the message into the delivery, in the person's language, with what only `channel` shows.
void compose(channels::delivery& delivery, const campaign::message& message, const json& data,
             const std::string& channel, const std::string& zone) {
  delivery.purpose = message.purpose;
  auto made = content::render(message, {.data = data,
                                        .channel = channel,
                                        .zone = zone,
                                        .language = content::language_of(delivery.customer)});
  if (!made)
    return;
  delivery.language = std::move(made->language);
  // Fields that a raw value broke are null: the channel says what it lacks.
  delivery.content = {.subject = std::move(made->subject),
                      .text = std::move(made->text),
                      .html = std::move(made->html),
                      .fields = std::move(made->fields)};
}

json compose(const campaign::http_step& step, const json& data, const std::string& zone) {
  text::render_options plain;
  plain.zone = zone;
  auto url = plain;
  url.escape = text::escaping::url;
  auto body = plain;
  body.escape = text::escaping::json_string;
  json request{{"method", step.method}, {"url", step.url.render(data, url)}};
  auto& headers = request["headers"] = json::object();
  for (const auto& [name, value] : step.headers)
    headers[name] = value.render(data, plain);
  if (step.body)
    request["body"] = step.body->render(data, body);
  return request;
}

} // namespace

channels::delivery make_delivery(const campaign::definition& campaign,
                                 const engine::instance_state& state, const engine::facts& known,
                                 const std::string& channel, instant now) {
  const auto& record = known.record;
  const auto data = engine::condition_data(campaign, state, known);
  channels::delivery delivery;
  delivery.key = {state.id, state.effect->step, state.effect->visit};
  delivery.attempt = state.effect->attempt;
  delivery.at = now;
  delivery.campaign = campaign.id;
  delivery.subject = state.subject;
  delivery.customer = record;
  delivery.data = {{"instance", data.at("instance")},
                   {"campaign", data.at("campaign")},
                   {"vars", data.at("vars")},
                   {"trigger", data.at("trigger")}};
  const auto* step = campaign.find(state.effect->step);
  if (step == nullptr)
    return delivery;
  if (const auto* send = std::get_if<campaign::send_step>(&step->kind)) {
    delivery.message = send->message;
    if (const auto found = campaign.messages.find(send->message); found != campaign.messages.end())
      compose(delivery, found->second, data, channel, campaign.timezone);
  } else if (const auto* http = std::get_if<campaign::http_step>(&step->kind)) {
    delivery.request = compose(*http, data, campaign.timezone);
  }
  return delivery;
}

std::string content_hash(const channels::delivery& delivery) {
  if (!delivery.request.is_null())
    return signing::sha256_hex(dump(delivery.request));
  const auto& content = delivery.content;
  auto said = content.subject + '\0' + content.text + '\0' + content.html;
  if (!content.fields.is_null())
    said += '\0' + dump(content.fields);
  return signing::sha256_hex(said);
}

} // namespace sojourn::actors
