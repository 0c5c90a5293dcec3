// The campaign that carries a card: the engine and everything around sends see nothing else of it.
#pragma once

#include "boosters/booster.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace sojourn::boosters {

/// The id of the campaign of a card: "9-9.day-in-cart".
[[nodiscard]] std::string campaign_of(std::string_view booster, std::string_view card);

/// A card by its names.
struct card_name {
  std::string booster{};
  std::string card{};
  bool operator==(const card_name&) const = default;
};
/// The card that a campaign of this id carries, if there is such a card; nullopt: no card has a
/// campaign of this id.
[[nodiscard]] std::optional<card_name> card_of(std::string_view campaign);

/// The card that a definition was made for by card_campaign; nullopt: it was made otherwise.
[[nodiscard]] std::optional<card_name> carried_card(const json& definition);

/// The refusal of what its card decides about a campaign; it says what to ask instead.
[[nodiscard]] error carries_card_error(std::string_view campaign, const card_name& card);

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
