#include "engine/entry.hpp"

#include <utility>

namespace sojourn::engine {

namespace {

effect_settled outcome_of(const pending_effect& effect) {
  effect_settled outcome;
  outcome.step = effect.step;
  outcome.visit = effect.visit;
  outcome.attempt = effect.attempt;
  return outcome;
}

} // namespace

effect_settled booking_settled(const pending_effect& effect, const booking_outcome& outcome) {
  auto settled = outcome_of(effect);
  settled.how = outcome.how;
  settled.code = outcome.code;
  settled.detail = outcome.detail;
  settled.response = outcome.booked;
  settled.cost = outcome.cost;
  settled.retry_after = outcome.retry_after;
  return settled;
}

booking_outcome voucher_outcome(const std::optional<reserved_code>& code, json cost) {
  booking_outcome outcome{.cost = std::move(cost)};
  outcome.how = code ? outcome::accepted : outcome::rejected;
  outcome.code = code ? "reserved" : "exhausted";
  if (!code)
    return outcome;
  outcome.booked = {{"code", code->code}};
  if (code->expires_at)
    outcome.booked["expires_at"] = to_text(*code->expires_at);
  if (code->valid_for)
    outcome.booked["valid_for"] = *code->valid_for;
  if (code->points) {
    outcome.booked["points"] = *code->points;
    outcome.booked["balance"] = code->balance;
  }
  return outcome;
}

} // namespace sojourn::engine
