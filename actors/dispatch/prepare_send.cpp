#include "actors/dispatch/prepare_send.hpp"

#include "actors/cache/named_records.hpp"
#include "actors/cache/products_for.hpp"
#include "actors/dispatch/compose_send.hpp"
#include "actors/dispatch/destinations.hpp"
#include "actors/dispatch/mailbox_channel.hpp"
#include "actors/dispatch/personal_links.hpp"
#include "actors/dispatch/send_codes.hpp"
#include "campaign/secrets.hpp"
#include "content/links.hpp"
#include "messages/html.hpp"
#include "storage/reader.hpp"
#include "storage/records.hpp"
#include "storage/voucher_facts.hpp"

namespace sojourn::actors {

namespace {

/// Records of one person that a channel is given: the devices of a push.
constexpr std::size_t most_needed_records = 20;

/// All that the text of the effect may show.
engine::facts read_facts(storage::reader& from, const running_version& version,
                         const engine::instance_state& state, json person) {
  engine::facts known;
  known.record = std::move(person);
  if (version.needs.traits_in_texts && state.subject.type == records::customer_type)
    known.traits = from.records().traits(state.subject.id);
  if (version.needs.reads_in_texts)
    known.reads = read_named(from, *version.definition);
  if (version.needs.vouchers_in_texts) {
    for (const auto& voucher : engine::vouchers_of(state)) {
      if (const auto now = from.vouchers().standing(voucher.pool, voucher.code))
        storage::add_voucher_facts(voucher, state, *now, known);
    }
  }
  if (version.needs.products_in_texts)
    known.products = products_for(from, *version.definition, state.effect->step, state.subject);
  return known;
}

const campaign::http_step* call_of(const running_version& version,
                                   const engine::instance_state& state) {
  const auto* step = version.definition->find(state.effect->step);
  return step != nullptr ? std::get_if<campaign::http_step>(&step->kind) : nullptr;
}

/// Empty: all are there.
std::string secrets_missing(const campaign::http_step& call, const secret_values& known) {
  std::string missing;
  for (const auto& name : campaign::secrets_of(call)) {
    if (!known.contains(name))
      missing += (missing.empty() ? "\"" : ", \"") + name + "\"";
  }
  return missing.empty() ? ""
                         : "the step names secrets that are not set: " + missing +
                               "; set each with PUT /v1/secrets/NAME and retry";
}

/// Each secret as its own name.
secret_values names_alone(const campaign::http_step& call) {
  secret_values names;
  for (const auto& name : campaign::secrets_of(call))
    names.emplace(name, "secret:" + name);
  return names;
}

std::vector<std::string> named_places(const std::string& channel, std::vector<std::string> places) {
  if (places.empty())
    return {channel};
  for (auto& place : places)
    place = destination_name(channel, place);
  return places;
}

/// The beginning of a URL, as far as its host, where no value decides on that; else empty.
std::string written_origin(const text::message_template& url) {
  const auto& source = url.source();
  const auto written = std::string_view{source}.substr(0, source.find("{{"));
  const auto scheme = written.find("://");
  if (scheme == std::string_view::npos)
    return {};
  const auto end = written.find_first_of("/?#", scheme + 3);
  if (end == std::string_view::npos && written.size() != source.size())
    return {};
  return std::string{written.substr(0, end)};
}

/// Why HTML may not be sent; empty: it may.
std::string why_unsafe(const std::string& html) {
  if (html.empty())
    return {};
  const auto contents = messages::read_html(html);
  if (!contents)
    return "its HTML is nested too deeply to be looked through";
  return messages::unsafe_address(*contents).value_or("");
}

/// Why a link in a message forbids to send it; empty: none does.
std::string why_outside(const campaign::definition& campaign, const channels::send_attempt& attempt,
                        const std::vector<std::string>& domains) {
  const auto message = campaign.messages.find(attempt.message);
  if (domains.empty() || message == campaign.messages.end())
    return {};
  const auto* written = message->second.parts_for(attempt.language);
  if (written == nullptr)
    return {};
  const auto& said = attempt.content;
  const auto host = content::computed_host_outside(
      written->second,
      {.subject = said.subject, .text = said.text, .html = said.html, .fields = said.fields},
      domains);
  return host.empty() ? std::string{}
                      : "a link in it leads to \"" + host +
                            "\", which is none of the domains that the send rules allow";
}

/// Asks for the admission of a call that costs something, or that must not be repeated.
void add_call_request(prepared_send& made, services& services,
                      const engine::instance_state& state) {
  make_links_personal(services.tracker, made.attempt);
  if (made.may_repeat && !services.budget.has_price_for(http_channel))
    return;
  const auto& effect = *state.effect;
  made.request = {storage::call_request{.action = {.key = {state.id, effect.step, effect.visit},
                                                   .attempt = effect.attempt,
                                                   .campaign = state.campaign,
                                                   .action = std::string{http_channel},
                                                   .at = made.attempt.at},
                                        .marks = !made.may_repeat},
                  services.send_rules.now()};
}

/// Asks for the admission of a message, and puts our links into it.
void add_message_request(prepared_send& made, services& services, const running_version& version,
                         const engine::instance_state& state, const std::string& channel,
                         const channels::capabilities& can) {
  auto rules = services.send_rules.now();
  auto request = make_send_request(*version.definition, state.version, made.attempt, channel, can,
                                   *services.channels.find(channel)->second);
  request.hash = made.content_hash;
  request.marks = !made.may_repeat;
  // After the content was written down and its hash taken: those are of what was meant.
  made.unsafe = why_unsafe(made.attempt.content.html);
  made.unsafe_code = send_codes::unsafe;
  if (made.unsafe.empty()) {
    made.unsafe = why_outside(*version.definition, made.attempt,
                              with_own_host(rules->link_domains, services.tracker));
    made.unsafe_code = send_codes::link_outside;
  }
  make_links_personal(services.tracker, made.attempt);
  if (services.tracker.is_on()) {
    const auto links =
        track_links(services.tracker, rules->link_domains, channel, can.links, made.attempt);
    if (!links.empty())
      request.links = dump(json(links));
  }
  made.request = {std::move(request), std::move(rules)};
  if (channel == mailbox_name)
    made.request->mail = mail_of(made.attempt);
}

} // namespace

const std::vector<std::string>& channels_of(const campaign::definition& campaign,
                                            const std::string& step) {
  static const std::vector<std::string> of_calls{std::string{http_channel}};
  const auto* found = campaign.find(step);
  const auto* send = found != nullptr ? std::get_if<campaign::send_step>(&found->kind) : nullptr;
  return send != nullptr ? send->via : of_calls;
}

json read_person(storage::reader& from, const subject_ref& subject,
                 const channels::capabilities& can) {
  auto record = from.records().data(subject);
  if (can.needs_records.empty())
    return record;
  if (!record.is_object())
    record = json::object();
  record[can.needs_records] = from.records().owned(subject, can.needs_records, most_needed_records);
  return record;
}

chosen_channel choose_channel(services& services, const std::vector<std::string>& channels,
                              std::size_t from, const subject_ref& subject) {
  chosen_channel found{.number = from};
  for (; found.number < channels.size(); ++found.number) {
    const auto& name = channels[found.number];
    const auto channel = services.channels.find(name);
    if (channel == services.channels.end()) {
      found.tried.push_back({name, "the channel is not configured"});
      continue;
    }
    found.can = channel->second->declares();
    found.person = read_person(services.store.reader(), subject, found.can);
    auto why = channel->second->unreachable(found.person);
    if (!why)
      return found;
    found.tried.push_back({name, std::move(*why)});
  }
  return found;
}

std::vector<std::string> destinations_of(services& services, const running_version& version,
                                         const engine::instance_state& state,
                                         const std::string& channel, const json& person) {
  const auto& over = *services.channels.find(channel)->second;
  if (over.declares().concurrency_each == 0)
    return {channel};
  channels::send_attempt looked_at;
  if (const auto* call = call_of(version, state); call == nullptr) {
    looked_at.customer = person;
  } else if (auto origin = written_origin(call->url); !origin.empty()) {
    looked_at.request = {{"url", std::move(origin)}};
  } else {
    const auto known = read_facts(services.store.reader(), version, state, person);
    work_budget work{text::max_render_units};
    looked_at = make_attempt(*version.definition, state, known, channel, services.clock.now(),
                             *services.secrets.now(), work, services.tracker.base_url);
  }
  return named_places(channel, over.destinations(looked_at));
}

prepared_send prepare_send(services& services, const running_version& version,
                           const engine::instance_state& state, const std::string& channel,
                           const channels::capabilities& can, json person) {
  const auto known = read_facts(services.store.reader(), version, state, std::move(person));
  const auto now = services.clock.now();
  const auto secrets = services.secrets.now();
  const auto& over = *services.channels.find(channel)->second;
  prepared_send made;
  work_budget work{text::max_render_units};
  const auto& base = services.tracker.base_url;
  made.attempt =
      make_attempt(*version.definition, state, known, channel, now, *secrets, work, base);
  made.destinations = named_places(channel, over.destinations(made.attempt));
  made.may_repeat = over.may_repeat(made.attempt);
  if (const auto* call = call_of(version, state);
      call != nullptr && !campaign::secrets_of(*call).empty()) {
    made.refused = secrets_missing(*call, *secrets);
    // The journal keeps the hash: nobody may try out by it what a secret is.
    made.content_hash = content_hash(make_attempt(*version.definition, state, known, channel, now,
                                                  names_alone(*call), work, base));
  } else {
    made.content_hash = content_hash(made.attempt);
  }
  if (work.has_ended())
    throw storage::read_failure{
        work_budget_error(work, "what \"" + state.effect->step + "\" says")};
  if (state.effect->kind == engine::effect_kind::send)
    add_message_request(made, services, version, state, channel, can);
  else
    add_call_request(made, services, state);
  return made;
}

} // namespace sojourn::actors
