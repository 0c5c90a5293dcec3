#include "actors/turn_request.hpp"

#include "storage/sends.hpp"

namespace sojourn::actors {

namespace {

storage::send_outcome outcome_of(engine::settlement how) {
  switch (how) {
  case engine::settlement::accepted:
    return storage::send_outcome::accepted;
  case engine::settlement::transient:
    return storage::send_outcome::transient;
  case engine::settlement::unknown:
    return storage::send_outcome::unknown;
  case engine::settlement::unreachable:
    return storage::send_outcome::unreachable;
  default:
    return storage::send_outcome::rejected;
  }
}

/// What became of the send that the turn's input tells of; nullptr where it tells of none, or of
/// one that was never handed over.
std::shared_ptr<const storage::send_settled> send_settled_by(const campaign::definition& campaign,
                                                             const engine::turn& made) {
  const auto* told =
      made.entries.empty() ? nullptr : std::get_if<engine::effect_settled>(&made.entries.front());
  const auto* step = told != nullptr ? campaign.find(told->step) : nullptr;
  if (step == nullptr || !std::holds_alternative<campaign::send_step>(step->kind) ||
      told->how == engine::settlement::skipped || told->how == engine::settlement::put_off)
    return nullptr;
  return std::make_shared<const storage::send_settled>(storage::send_settled{
      .tracking = storage::tracking_of({made.after.id, told->step, told->visit}),
      .outcome = outcome_of(told->how),
      .code = told->code,
      .provider_id = told->provider_id});
}

} // namespace

storage::turn_write make_turn_write(const running_version& version,
                                    storage::journal_position expected_head, instant at,
                                    std::shared_ptr<const engine::instance_state> before,
                                    engine::turn made, std::int64_t consumes,
                                    storage::record_listeners listeners) {
  const auto& definition = *version.definition;
  storage::turn_write write;
  write.version = version.key;
  write.campaign = definition.id;
  write.policy = definition.reentry.policy;
  write.at = at;
  write.expected_head = expected_head;
  write.entries.reserve(made.entries.size());
  for (const auto& entry : made.entries)
    write.entries.push_back(
        {static_cast<std::uint8_t>(entry.index()), engine::encode_entry(entry)});
  write.sent = send_settled_by(definition, made);
  if (before != nullptr)
    write.waits_before = engine::subscriptions(definition, *before);
  write.looks_back = engine::looks_back(definition, made, at);
  write.waits_after = engine::subscriptions(definition, made.after);
  write.encoded_state = engine::encode_state(made.after);
  write.before = std::move(before);
  write.after = std::make_shared<const engine::instance_state>(std::move(made.after));
  write.patches = std::move(made.patches);
  write.listeners = std::move(listeners);
  write.starts = std::move(made.starts);
  write.pauses_campaign = std::move(made.pauses_campaign);
  write.consumes = consumes;
  return write;
}

bool writes_records(const engine::turn& made) {
  return !made.patches.empty() ||
         (made.after.effect && made.after.effect->kind == engine::effect_kind::tier);
}

result<engine::facts> gather_facts(services& with, const running_version& version,
                                   const engine::instance_state& state) {
  engine::facts known;
  known.campaign_paused = with.catalogue.is_paused(version.definition->id);
  for (const auto& campaign : version.needs.campaigns) {
    if (const auto found = with.catalogue.find(campaign))
      known.campaigns.emplace(campaign, storage::to_text(found->state));
  }
  return storage::as_result([&]() -> result<engine::facts> {
    auto& reader = with.store.reader();
    if (version.needs.record)
      known.record = reader.record_data(state.subject);
    if (version.needs.record_type)
      known.record_type = reader.described_type(state.subject.type);
    if (version.needs.traits && state.subject.type == records::customer_type)
      known.traits = reader.traits(state.subject.id);
    if (version.needs.pauses && state.status != engine::instance_status::running)
      known.pauses =
          reader.pauses(version.definition->id, state.timer_set_at.value_or(state.settled_at));
    if (!version.needs.segments.empty())
      known.segments = ask_segments(with.segments, reader, version.needs.segments, state.subject,
                                    with.clock.now());
    if (version.needs.receipts && !state.outcomes.empty())
      known.receipts = reader.sends().receipts(state);
    if (version.needs.vouchers) {
      for (const auto& voucher : engine::vouchers_of(state)) {
        if (const auto at = reader.redeemed_at(voucher.pool, voucher.code))
          known.redeemed.emplace(voucher.variable, *at);
      }
    }
    return std::move(known);
  });
}

} // namespace sojourn::actors
