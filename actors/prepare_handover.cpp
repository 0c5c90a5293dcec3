#include "actors/prepare_handover.hpp"

#include "actors/handover_request.hpp"
#include "actors/mailbox_channel.hpp"
#include "actors/named_records.hpp"
#include "actors/shelf.hpp"

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
    known.traits = from.traits(state.subject.id);
  if (version.needs.reads_in_texts)
    known.reads = read_named(from, *version.definition);
  if (version.needs.products_in_texts)
    known.products = products_for(from, *version.definition, state.effect->step, state.subject);
  return known;
}

} // namespace

const std::vector<std::string>& ways_of(const campaign::definition& campaign,
                                        const std::string& step) {
  static const std::vector<std::string> of_calls{std::string{http_channel}};
  const auto* found = campaign.find(step);
  const auto* send = found != nullptr ? std::get_if<campaign::send_step>(&found->kind) : nullptr;
  return send != nullptr ? send->via : of_calls;
}

json read_person(storage::reader& from, const subject_ref& subject,
                 const channels::capabilities& can) {
  auto record = from.record_data(subject);
  if (can.needs_records.empty())
    return record;
  if (!record.is_object())
    record = json::object();
  record[can.needs_records] = from.owned_records(subject, can.needs_records, most_needed_records);
  return record;
}

found_way find_way(services& with, const std::vector<std::string>& ways, std::size_t from,
                   const subject_ref& subject) {
  found_way found{.number = from};
  for (; found.number < ways.size(); ++found.number) {
    const auto& name = ways[found.number];
    const auto channel = with.channels.find(name);
    if (channel == with.channels.end()) {
      found.tried.push_back({name, "the channel is not configured"});
      continue;
    }
    found.can = channel->second->declares();
    found.person = read_person(with.store.reader(), subject, found.can);
    auto why = channel->second->unreachable(found.person);
    if (!why)
      return found;
    found.tried.push_back({name, std::move(*why)});
  }
  return found;
}

prepared_handover prepare_handover(services& with, const running_version& version,
                                   const engine::instance_state& state, const std::string& channel,
                                   const channels::capabilities& can, json person) {
  const auto known = read_facts(with.store.reader(), version, state, std::move(person));
  prepared_handover made;
  work_budget work{text::max_render_units};
  made.delivery = make_delivery(*version.definition, state, known, channel, with.clock.now(), work);
  if (work.has_ended())
    throw storage::read_failure{
        work_budget_error(work, "what \"" + state.effect->step + "\" says")};
  made.content_hash = content_hash(made.delivery);
  made.destination = destination_of(channel, made.delivery);
  auto rules = with.send_rules.now();
  const auto& effect = *state.effect;
  if (effect.kind != engine::effect_kind::send) {
    if (with.budget.has_price_for(http_channel))
      made.question = {storage::paid_action{.key = {state.id, effect.step, effect.visit},
                                            .attempt = effect.attempt,
                                            .campaign = state.campaign,
                                            .action = std::string{http_channel},
                                            .at = made.delivery.at},
                       std::move(rules)};
    return made;
  }
  auto request = make_send_request(*version.definition, state.version, made.delivery, channel, can,
                                   *with.channels.find(channel)->second);
  request.hash = made.content_hash;
  // After the content was written down and its hash taken: those are of what was meant.
  if (with.tracker.is_on()) {
    const auto links = track_links(with.tracker, rules->link_domains, can.links, made.delivery);
    if (!links.empty())
      request.links = dump(json(links));
  }
  made.question = {std::move(request), std::move(rules)};
  if (channel == mailbox_name)
    made.question->mail = mail_of(made.delivery);
  return made;
}

} // namespace sojourn::actors
