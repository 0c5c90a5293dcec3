#include "actors/dispatch/compose_send.hpp"

#include "base/json_writer.hpp"
#include "campaign/secrets.hpp"
#include "content/render.hpp"
#include "engine/advance.hpp"
#include "engine/chance.hpp"
#include "signing/digest.hpp"

namespace sojourn::actors {

namespace {

/// Puts the message into the delivery, in the person's language, with what only `channel` shows.
void compose(channels::send_attempt& attempt, const campaign::message& message, const json& data,
             const std::string& channel, const std::string& zone, work_budget& work,
             const std::string& links_base) {
  attempt.purpose = message.purpose;
  auto made = content::render(message, {.data = data,
                                        .channel = channel,
                                        .zone = zone,
                                        .language = content::language_of(attempt.customer),
                                        .work = &work,
                                        .links_base = links_base});
  if (!made)
    return;
  attempt.language = std::move(made->language);
  // Fields that a raw value broke are null: the channel says what it lacks.
  attempt.content = {.subject = std::move(made->subject),
                     .text = std::move(made->text),
                     .html = std::move(made->html),
                     .fields = std::move(made->fields),
                     .pictures = std::move(made->pictures)};
}

/// What a send says, as it is kept for people to look at: JSON text.
std::string content_of(const channels::send_attempt& attempt) {
  const auto& said = attempt.content;
  return json_object_writer{}
      .member_if("fields", said.fields)
      .member_if("html", said.html)
      .member_if("subject", said.subject)
      .member("text", said.text)
      .finish();
}

/// The person's own zone, if their record names one.
std::string zone_of(const json& customer, const std::string& otherwise) {
  const auto* named = find_path(customer, "timezone");
  return named != nullptr && named->is_string() &&
                 calendar::is_zone(named->get_ref<const std::string&>())
             ? named->get<std::string>()
             : otherwise;
}

json compose(const campaign::http_step& step, const json& data, const std::string& zone,
             work_budget& work, const std::string& links_base) {
  text::render_options plain;
  plain.links_base = links_base;
  plain.zone = zone;
  plain.work = &work;
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

channels::send_attempt make_attempt(const campaign::definition& campaign,
                                    const engine::instance_state& state, const engine::facts& known,
                                    const std::string& channel, instant now,
                                    const secret_values& secrets, work_budget& work,
                                    const std::string& links_base) {
  const auto& record = known.record;
  auto data = engine::condition_data(campaign, state, known);
  channels::send_attempt attempt;
  attempt.key = {state.id, state.effect->step, state.effect->visit};
  attempt.tracking = storage::tracking_of(attempt.key);
  attempt.attempt = state.effect->attempt;
  attempt.at = now;
  attempt.campaign = campaign.id;
  attempt.subject = state.subject;
  attempt.customer = record;
  const auto* step = campaign.find(state.effect->step);
  if (step == nullptr)
    return attempt;
  if (const auto* send = std::get_if<campaign::send_step>(&step->kind)) {
    attempt.message = send->message;
    if (const auto found = campaign.messages.find(send->message); found != campaign.messages.end())
      compose(attempt, found->second, data, channel, campaign.timezone, work, links_base);
  } else if (const auto* http = std::get_if<campaign::http_step>(&step->kind)) {
    auto& named = data["secrets"] = json::object();
    for (const auto& name : campaign::secrets_of(*http)) {
      const auto found = secrets.find(name);
      if (found == secrets.end())
        continue;
      named[name] = found->second;
      attempt.secrets.push_back(found->second);
    }
    attempt.request = compose(*http, data, campaign.timezone, work, links_base);
  }
  attempt.data = json::object();
  for (const auto* part : {"instance", "campaign", "vars", "trigger"})
    attempt.data[part] = std::move(data.at(part));
  return attempt;
}

storage::send_request make_send_request(const campaign::definition& campaign, std::uint32_t version,
                                        const channels::send_attempt& attempt,
                                        const std::string& name, const channels::capabilities& can,
                                        const channels::channel& channel) {
  storage::send_request request;
  request.key = attempt.key;
  request.attempt = attempt.attempt;
  request.version = version;
  request.address = channel.address(attempt.customer).value_or("");
  request.name = attempt.message;
  request.language = attempt.language;
  request.content = content_of(attempt);
  request.tells = can.reports_delivery || can.reports_reads;
  const auto* step = campaign.find(attempt.key.step);
  const auto* send = step != nullptr ? std::get_if<campaign::send_step>(&step->kind) : nullptr;
  request.may_go_elsewhere = send != nullptr && send->unpaid == campaign::on_unpaid::next_channel;
  auto& message = request.message;
  message.subject = attempt.subject;
  message.campaign = attempt.campaign;
  message.channel = name;
  message.purpose = attempt.purpose;
  message.zone = zone_of(attempt.customer, campaign.timezone);
  for (const auto& hours : can.hours) {
    if (hours.purpose == attempt.purpose)
      message.openings.push_back({hours.open, hours.zone});
  }
  message.at = attempt.at;
  if (const auto& limit = campaign.limits.person)
    message.own_cap =
        messages::cap{.id = "campaign",
                      .channel = {},
                      .campaigns = limit->campaigns,
                      .purposes = {messages::purpose::transactional, messages::purpose::service,
                                   messages::purpose::promotional},
                      .limit = limit->most,
                      .per = limit->per};
  message.draw = engine::draw(
      {to_text(attempt.key.instance), attempt.key.step, std::to_string(attempt.key.visit)});
  return request;
}

std::string content_hash(const channels::send_attempt& attempt) {
  if (!attempt.request.is_null())
    return signing::sha256_hex(dump(attempt.request));
  const auto& content = attempt.content;
  auto said = content.subject + '\0' + content.text + '\0' + content.html;
  if (!content.fields.is_null())
    said += '\0' + dump(content.fields);
  for (const auto& picture : content.pictures)
    said += '\0' + picture->name + '\0' + picture->sha256;
  return signing::sha256_hex(said);
}

} // namespace sojourn::actors
