// Steps whose work the store books in the turn's own transaction: gates, points, tiers. What to
// book is described to storage/bookings.hpp.
#include "engine/step_executor.hpp"

namespace sojourn::engine {

// ---- count_gate ------------------------------------------------------------------------

std::optional<std::string> step_executor::enter(const campaign::step&,
                                                const campaign::count_gate_step& gate) {
  json passage{{"counter", gate.counter}};
  if (gate.resets) {
    if (const auto began = gate.resets->previous(at_))
      passage["since"] = to_unix_ms(*began);
  }
  request(effect_kind::count, {}, std::move(passage));
  return std::nullopt;
}

void step_executor::settle_count(const campaign::count_gate_step& gate,
                                 const effect_settled& outcome) {
  const auto* number = find_path(outcome.response, "number");
  if (outcome.how != outcome::accepted || number == nullptr || !number->is_number_integer()) {
    hold({"gate_failed", "the gate did not count: " + outcome.detail});
    return;
  }
  if (!gate.as.empty())
    state_.vars[gate.as] = outcome.response;
  for (const auto& one : gate.cases) {
    if (number->get<std::int64_t>() <= one.up_to) {
      take_transition("up to " + std::to_string(one.up_to), one.next);
      return;
    }
  }
  take_transition("otherwise", gate.otherwise);
}

// ---- points ----------------------------------------------------------------------------

std::optional<std::string> step_executor::enter(const campaign::step&,
                                                const campaign::points_step& points) {
  const auto reference = reference_of(points.reference);
  if (!reference)
    return std::nullopt;
  json booking{{"book", points.book}, {"reference", *reference}};
  if (points.amount) {
    const auto amount = amount_of(*points.amount);
    if (!amount)
      return std::nullopt;
    booking["amount"] = *amount;
  }
  if (points.reverses) {
    const auto reversed = reference_of(*points.reverses);
    if (!reversed)
      return std::nullopt;
    booking["reverses"] = *reversed;
  }
  request(effect_kind::points, {}, std::move(booking));
  return std::nullopt;
}

void step_executor::settle_points(const campaign::points_step& points,
                                  const effect_settled& outcome) {
  if (!points.as.empty() && outcome.response.is_object())
    state_.vars[points.as] = outcome.response;
  if (outcome.how == outcome::accepted)
    leave(points.next);
  else if (outcome.code == "insufficient_points")
    fail_to("insufficient", points.on_insufficient, {outcome.code, outcome.detail});
  else
    hold({outcome.code.empty() ? "points_refused" : outcome.code, outcome.detail});
}

// ---- tier ------------------------------------------------------------------------------

std::optional<std::string> step_executor::enter(const campaign::step&,
                                                const campaign::tier_step& tier) {
  json rules{{"field", tier.field}, {"zone", campaign_.timezone}};
  auto& tiers = rules["tiers"] = json::array();
  for (const auto& one : tier.tiers)
    tiers.push_back({{"value", one.value}, {"when", one.when}});
  if (!tier.otherwise.is_null())
    rules["otherwise"] = tier.otherwise;
  if (tier.keeps_higher)
    rules["keep_higher"] = true;
  request(effect_kind::tier, {}, std::move(rules));
  return std::nullopt;
}

void step_executor::settle_tier(const campaign::tier_step& tier, const effect_settled& outcome) {
  if (!tier.as.empty() && outcome.response.is_object())
    state_.vars[tier.as] = outcome.response;
  if (outcome.how == outcome::accepted)
    leave(tier.next);
  else
    fail_to("failure", tier.on_failure,
            {outcome.code.empty() ? "tier_refused" : outcome.code, outcome.detail});
}

} // namespace sojourn::engine
