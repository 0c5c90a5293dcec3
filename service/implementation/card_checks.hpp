// What must hold before a card of a booster is stored, and before it is switched on.
#pragma once

#include "actors/services.hpp"
#include "boosters/booster.hpp"
#include "boosters/eligibility.hpp"
#include "campaign/definition.hpp"
#include "content/lint.hpp"
#include "service/background/audience.hpp"
#include "storage/boosters.hpp"

#include <stop_token>

namespace sojourn::service {

/// The settings of eligibility as they are stored, or the defaults. Errors: data_corrupt.
[[nodiscard]] result<boosters::settings>
eligibility_settings(const std::optional<storage::stored_document>& stored);
[[nodiscard]] result<boosters::settings> eligibility_settings(storage::reader& from);

/// A booster that is stored. Errors: not_found, data_corrupt.
[[nodiscard]] result<boosters::booster> find_booster(storage::reader& from, const std::string& id);
[[nodiscard]] result<boosters::booster> read_stored_booster(const storage::stored_document& stored);

/// A card with the campaign that carries it.
struct checked_card {
  boosters::booster event;
  boosters::card card;
  campaign::definition_ptr campaign;
};
/// Reads a card and makes its campaign. Errors: invalid_request, invalid_definition, with pointers
/// into the card.
[[nodiscard]] result<checked_card> check_card(actors::services& services, boosters::booster event,
                                              const std::string& id, const json& source,
                                              std::int64_t group_cap, bool was_sent = false);

/// The group of a card, without those who never interacted.
[[nodiscard]] result<audience> audience_of(actors::services& services, const checked_card& card);

/// Whom a card would be sent to, if it were sent now.
struct group_estimate {
  std::int64_t group = 0;  ///< of those whom a booster may write to
  std::int64_t people = 0; ///< at most its cap
};
[[nodiscard]] result<group_estimate>
estimate_of(actors::services& services, const checked_card& card, const std::stop_token& stop);

/// What stands against switching a card on: the shop is not eligible, the event has too few
/// approved SKUs, its codes expire before it is sent or are too few, or its campaign has findings.
/// Findings that are overridden do not count; the codes do whatever is overridden.
/// Errors: not_eligible, codes_expire, wrong_state.
[[nodiscard]] result<std::vector<content::finding>>
require_fit_card(actors::services& services, const checked_card& card, instant sent_at,
                 const std::vector<std::string>& overridden, const std::stop_token& stop);

/// The day of the shop at this instant, "2026-09-09".
[[nodiscard]] std::string shop_day(const boosters::settings& by, instant at);

/// What is wrong with a pool that expires before a card is sent, at `pointer`; nullopt: nothing.
[[nodiscard]] std::optional<error_detail> expired_codes(const boosters::card& card,
                                                        const std::optional<instant>& expires_at,
                                                        instant sent_at,
                                                        const std::string& pointer);

/// The shop may run this event now, and write to this group (nullptr: to any). Errors:
/// not_eligible.
[[nodiscard]] result<void> require_eligible(const std::optional<storage::stored_evaluation>& now,
                                            const boosters::booster& event,
                                            const boosters::settings& by,
                                            const boosters::group* group);

/// What the shop must be for a group.
[[nodiscard]] boosters::eligibility needed_for(const boosters::booster& event,
                                               std::string_view group);

/// A card as the API shows it.
[[nodiscard]] json show_card(const storage::stored_card& stored, const boosters::booster& event,
                             std::int64_t group_cap, const std::optional<storage::stored_run>& run);
/// Whether a card that has begun has reached or passed over everybody. A run that is not there
/// (nullopt) ended so long ago that it was forgotten.
[[nodiscard]] bool is_over(const storage::stored_card& card,
                           const std::optional<storage::stored_run>& run);

} // namespace sojourn::service
