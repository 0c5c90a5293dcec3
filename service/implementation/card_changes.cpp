#include "service/implementation/card_changes.hpp"

#include "accounts/changes.hpp"
#include "actors/campaign_log.hpp"
#include "boosters/card_campaign.hpp"
#include "campaign/message_reader.hpp"
#include "storage/audit.hpp"
#include "storage/budget.hpp"
#include "storage/vouchers.hpp"

namespace sojourn::service {

result<void> require_no_card(storage::transaction& tx, const std::string& campaign) {
  const auto card = storage::card_of_campaign(tx, campaign);
  return card ? fail(boosters::carries_card_error(campaign, *card)) : result<void>{};
}

result<void> require_free_campaign(storage::transaction& tx, const std::string& booster,
                                   const std::string& card) {
  const auto campaign = boosters::campaign_of(booster, card);
  if (!storage::state_of_campaign(tx, campaign))
    return {};
  return fail(error_code::already_exists,
              "the campaign \"" + campaign + "\" is there, and the card \"" + card +
                  "\" did not make it; a card takes over no campaign",
              {{"/id", "give the card another id, or the booster"}});
}

std::optional<instant> pool_expires_at(storage::transaction& tx, const std::string& pool) {
  const auto rules = storage::rules_of_pool(tx, pool);
  return rules ? rules->expires_at : std::nullopt;
}

result<void> write_campaign_of(storage::transaction& tx, const checked_card& card,
                               const std::string& who, instant now, card_change& made) {
  auto version = storage::write_version(tx, card.campaign->id, card.campaign->source, false, who,
                                        now, campaign::encode_library(card.campaign->library));
  if (!version)
    return fail(std::move(version.error()));
  if (version->created)
    storage::write_audit(
        tx, now,
        {.who = who,
         .action = "campaign.put",
         .target = card.campaign->id,
         .why = "version " + std::to_string(version->version.version),
         .changes = accounts::changes_between(version->before, card.campaign->source)});
  made.version = std::move(*version);
  return {};
}

result<void> set_campaign_of(storage::transaction& tx, card_change& made,
                             storage::campaign_state to, const std::string& who,
                             const std::string& why, instant now) {
  const auto id = boosters::campaign_of(made.card.booster, made.card.id);
  const auto state = storage::state_of_campaign(tx, id);
  // The budget lets go on what it paused: a card that is switched off makes the pause its own.
  const bool by_budget = storage::is_paused_by_budget(tx, id);
  if (!state || (*state == to && !by_budget))
    return {};
  const bool may_pause = *state == storage::campaign_state::active || by_budget;
  if (to == storage::campaign_state::paused && !may_pause)
    return {};
  auto written = storage::write_campaign_state(tx, id, to, who, why, now);
  if (!written)
    return fail(std::move(written.error()));
  made.state = std::move(*written);
  return {};
}

void begin_card(storage::transaction& tx, card_change& made, const std::string& who,
                const std::string& why, instant now) {
  auto& card = made.card;
  const auto run = storage::begin_run(tx, boosters::campaign_of(card.booster, card.id),
                                      trigger_data_of(card), who, why, now);
  card.run = run.id;
  card.status = boosters::card_status::sending;
  card.gated = false;
  card.held_by.clear();
  card.look_at.reset();
  storage::put_card(tx, card);
  made.begun = run.id;
}

void take_over(actors::services& services, const card_change& made,
               const campaign::definition_ptr& definition, const caller& by) {
  if (made.version && definition)
    services.catalogue.put(made.version->campaign, made.version->version, definition);
  if (made.state)
    actors::apply_state(services.catalogue, made.state->id, made.state->state, by.who, by.why);
}

json trigger_data_of(const storage::stored_card& card) {
  return {{"booster", card.booster},
          {"card", card.id},
          {"phase", card.source.at("phase")},
          {"group", card.source.at("group")},
          {"at", to_text(card.at)}};
}

} // namespace sojourn::service
