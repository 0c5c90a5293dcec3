// Templates of boosters: phases and groups relative to a day, and the texts of their cards.
#pragma once

#include "boosters/booster.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::boosters {

/// The template that comes with Sojourn: four phases for eleven groups, texts in two languages.
inline constexpr std::string_view shipped_template = "marketplace";
/// Its document.
[[nodiscard]] const json& marketplace_template();

/// Checks the document of a template. Errors: invalid_request.
[[nodiscard]] result<void> check_template(const json& source);

/// The document of a booster: `asked`, with the groups and phases of a template where it names
/// none. The places of the phases are counted from its "date". Errors: invalid_request where it has
/// none.
[[nodiscard]] result<json> with_template(json asked, const json& from, std::string_view name);

/// Whether a card of a template gives a code, for which the booster needs a pool.
[[nodiscard]] bool gives_codes(const json& from);

/// A card that a template makes, as its document.
struct drafted_card {
  std::string id{};
  json source{};
  bool was_moved = false; ///< its place lies outside its phase, so that it is at the phase's begin
  std::string phase{};
  std::string group{};
};
/// The cards of all phases and groups of a booster: texts, schedule, voucher and products of the
/// template's card for the phase and group, or else of the phase's own. Phases that the template
/// does not know have no cards.
[[nodiscard]] std::vector<drafted_card> cards_from(const json& from, const booster& of);

/// An event that stands for any other, to try the cards of a template with before it is kept: the
/// document of a booster over `via`.
[[nodiscard]] json trial_of(const json& from, const std::vector<std::string>& via);
/// The same event with what it lacks for cards of a template and may get later: a pool and
/// products.
[[nodiscard]] booster with_stand_ins(booster of);
/// Where a template has the card of a group in a phase: "/phases/0/cards/in-cart".
[[nodiscard]] std::string place_of_card(const json& from, std::string_view phase,
                                        std::string_view group);

/// The arrangement of a booster as the document of a template.
[[nodiscard]] json template_from(const booster& of, std::span<const card> cards, const json& title);

} // namespace sojourn::boosters
