// Writing cards: a card and the campaign that carries it change in one commit.
#pragma once

#include "actors/services.hpp"
#include "service/common.hpp"
#include "service/implementation/card_checks.hpp"
#include "storage/campaigns.hpp"

namespace sojourn::service {

/// What a commit did to a card and its campaign.
struct card_change {
  storage::stored_card card{};
  std::optional<storage::version_written> version{};
  std::optional<storage::stored_campaign> state{};
  std::optional<storage::run_id> begun{};
  std::optional<storage::stored_run> run{}; ///< for who shows the card
};

/// A campaign that carries a card is left to the card. Errors: carries_card.
[[nodiscard]] result<void> require_no_card(storage::transaction& tx, const std::string& campaign);
/// A new card takes over nobody else's campaign: the id of its own is free. Errors: already_exists.
[[nodiscard]] result<void> require_free_campaign(storage::transaction& tx,
                                                 const std::string& booster,
                                                 const std::string& card);

/// When a pool expires; nullopt: never, or there is no such pool.
[[nodiscard]] std::optional<instant> pool_expires_at(storage::transaction& tx,
                                                     const std::string& pool);

/// Writes the campaign of a card, or its next version. Errors: those of write_version.
[[nodiscard]] result<void> write_campaign_of(storage::transaction& tx, const checked_card& card,
                                             const std::string& who, instant now,
                                             card_change& made);
/// Lets the campaign of `made.card` run, or pauses it, if it does not already. A campaign that is
/// not there, or has ended, is no campaign to pause.
[[nodiscard]] result<void> set_campaign_of(storage::transaction& tx, card_change& made,
                                           storage::campaign_state to, const std::string& who,
                                           const std::string& why, instant now);
/// Begins the run of `made.card`, whose campaign is active, and stores the card. Call it once.
void begin_card(storage::transaction& tx, card_change& made, const std::string& who,
                const std::string& why, instant now);

/// In the completion of the commit: what runs learns of it.
void take_over(actors::services& services, const card_change& made,
               const campaign::definition_ptr& definition, const caller& by);

/// What the instances of a card see as `trigger.data`.
[[nodiscard]] json trigger_data_of(const storage::stored_card& card);

} // namespace sojourn::service
