// The campaign that carries a card: the engine and everything around sends see nothing else of it.
#pragma once

#include "boosters/booster.hpp"

namespace sojourn::boosters {

/// The id of the campaign of a card: "9-9.day-in-cart".
[[nodiscard]] std::string campaign_of(std::string_view booster, std::string_view card);

/// The built-in group of those whom a booster may write to: who has paid an order, follows a shop
/// or has put something into a cart.
inline constexpr std::string_view interacted_group = "interacted";

/// The definition of the campaign. It is started by hand, each customer once ever; its audience is
/// the group, without those who never interacted, cut to the group's cap or else `group_cap`; the
/// group is checked again before the message. `of` has the card's group.
[[nodiscard]] json card_campaign(const booster& of, const card& one, std::int64_t group_cap);

/// Mistakes in such a definition as mistakes in the card: "/messages/tell/…" is "/message/…" there.
[[nodiscard]] error as_mistakes_of_card(error of_definition);

} // namespace sojourn::boosters
