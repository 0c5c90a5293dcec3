// A booster: a sales event with its phases in order, the groups that it writes to, and its cards.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::boosters {

/// Whether this is a name without a dot: one stands between the id of a booster and that of a card
/// in the id of the card's campaign.
[[nodiscard]] bool is_plain_name(std::string_view text);

/// What a phase is measured by.
enum class goal { reach, add_to_cart, paid_orders, follows_and_reviews };
using sojourn::to_text; // instants are of std, where no lookup by argument finds it
/// "reach", "add_to_cart", "paid_orders", "follows_and_reviews".
[[nodiscard]] std::string_view to_text(goal of);

/// Customers whom cards are written for.
struct group {
  std::string id{};
  json title{};
  json condition{};                  ///< {"in_segment": …}, or one of its own
  std::optional<std::int64_t> cap{}; ///< of people a card; nullopt: the shop's
  bool advanced = false;             ///< only for a shop with advanced eligibility
  bool leaves_on_order = false;      ///< a paid order takes a customer out of it
};

/// `[from, to)`.
struct phase {
  std::string id{};
  json title{};
  instant from{};
  instant to{};
  goal measured_by = goal::reach;
  json strategy{};
  std::vector<std::string> groups{};

  [[nodiscard]] bool holds(instant at) const { return from <= at && at < to; }
};

struct booster {
  std::string id{};
  json title{};
  std::string zone{};
  std::string date{}; ///< the event's day: "2026-09-09"
  std::vector<std::string> approved_skus{};
  std::string voucher_pool{}; ///< empty: none
  std::vector<std::string> via{};
  std::optional<std::int64_t> messages_a_day{}; ///< that one customer gets of the event
  std::vector<group> groups{};
  std::vector<phase> phases{};
  json source{}; ///< as it is stored: local times without an offset

  /// nullptr: there is none.
  [[nodiscard]] const group* find_group(std::string_view id) const;
  [[nodiscard]] const phase* find_phase(std::string_view id) const;
};

/// One message to one group in one phase at one instant.
struct card {
  std::string id{};
  std::string phase{};
  std::string group{};
  instant at{};
  json title{};
  std::vector<std::string> via{};
  json message{};             ///< as campaigns have it
  std::string voucher_pool{}; ///< empty: it gives no code
  std::vector<std::string> products{};
  json source{}; ///< as it is stored: a local time without an offset
};

/// Reads and checks the document of a booster. Errors: invalid_request, with every mistake by its
/// pointer.
[[nodiscard]] result<booster> read_booster(const std::string& id, const json& source);

/// Reads and checks the document of a card of `of`: its phase and group are there, its instant lies
/// inside the phase, and its products are approved. The message is checked with the campaign that
/// carries the card. A card that was sent stays where it is when its phase moves: `was_sent`.
/// Errors: invalid_request.
[[nodiscard]] result<card> read_card(const booster& of, const std::string& id, const json& source,
                                     bool was_sent = false);

/// A title in one language: "vi" or "en", whichever is there; a plain text is of both.
[[nodiscard]] std::string title_in(const json& title, std::string_view language);

/// Cards that one booster may have.
inline constexpr std::size_t most_cards = 500;

} // namespace sojourn::boosters
