// Voucher steps: codes that are asked for and given, and codes that go back because nobody was told
// them.
#include "campaign/shown_variables.hpp"
#include "engine/step_executor.hpp"
#include "engine/view.hpp"

#include <algorithm>

namespace sojourn::engine {

namespace {

constexpr const char* told_before_name = "told_before";
constexpr const char* undelivered_name = "undelivered";

/// What became of a message, as it is remembered, by its name.
bool may_have_been_read(const json& outcome) {
  if (outcome.contains(told_before_name))
    return true;
  const auto status = outcome.value("status", std::string{});
  const bool left = status == to_text(outcome::accepted) || status == to_text(outcome::unknown) ||
                    status == to_text(outcome::handed_over);
  return left && !outcome.contains(undelivered_name);
}

/// Whether codes in the variable go back to the pool; not when no step of this version gives them.
bool gives_back(const campaign::definition& campaign, const voucher_ref& code) {
  return std::any_of(campaign.steps.begin(), campaign.steps.end(), [&](const auto& entry) {
    const auto* step = std::get_if<campaign::voucher_step>(&entry.second.kind);
    return step != nullptr && step->as == code.variable && step->pool == code.pool && step->returns;
  });
}

std::optional<instant> instant_at(const json& outcome, const char* member) {
  const auto* text = find_path(outcome, member);
  if (text == nullptr || !text->is_string())
    return std::nullopt;
  const auto at = parse_instant(text->get_ref<const std::string&>());
  return at ? std::optional{*at} : std::nullopt;
}

} // namespace

// ---- giving ----------------------------------------------------------------------------

std::optional<std::string> step_executor::enter(const campaign::step&,
                                                const campaign::voucher_step& voucher) {
  request_voucher(voucher);
  return std::nullopt;
}

void step_executor::request_voucher(const campaign::voucher_step& voucher) {
  json price;
  if (voucher.points) {
    const auto points = amount_of(*voucher.points);
    if (!points)
      return;
    if (*points < 0) {
      hold({"invalid_amount", "\"" + state_.step + "\" costs " + std::to_string(*points) +
                                  " points; a code costs none or some"});
      return;
    }
    if (*points > 0)
      price = {{"points", *points}};
  }
  request(effect_kind::voucher, voucher.pool, std::move(price));
}

result<std::optional<instant>> step_executor::end_of_code(const campaign::voucher_step& step,
                                                          const effect_settled& outcome) const {
  auto length = step.valid_for;
  if (const auto* of_pool = find_path(outcome.response, "valid_for");
      !length && of_pool != nullptr && of_pool->is_string()) {
    auto parsed = calendar::parse_duration(of_pool->get_ref<const std::string&>());
    if (!parsed)
      return fail(std::move(parsed.error()));
    length = *parsed;
  }
  if (!length)
    return std::nullopt;
  auto end = calendar::add(at_, *length, campaign_.timezone);
  if (!end)
    return fail(std::move(end.error()));
  return std::optional{*end};
}

void step_executor::settle_voucher(const campaign::voucher_step& step,
                                   const effect_settled& outcome) {
  const auto* given = find_path(outcome.response, "code");
  if (outcome.how == outcome::accepted && given != nullptr && given->is_string()) {
    const auto own_end = end_of_code(step, outcome);
    if (!own_end) {
      hold({"invalid_time", own_end.error().message});
      return;
    }
    const auto& code = given->get_ref<const std::string&>();
    auto& offer = state_.vars[step.as];
    offer = {{"code", code}, {"pool", step.pool}, {"issued_at", to_text(at_)}};
    auto expires = instant_at(outcome.response, "expires_at");
    if (*own_end && (!expires || **own_end < *expires))
      expires = *own_end;
    if (expires)
      offer["expires_at"] = to_text(*expires);
    for (const auto* member : {"points", "balance"}) {
      if (const auto* paid = find_path(outcome.response, member))
        offer[member] = *paid;
    }
    write(voucher_issued{state_.step, step.pool, code, *own_end});
    leave(step.next);
    return;
  }
  const auto pool = "the voucher pool \"" + step.pool + "\" gave no code";
  const hold_reason why{outcome.code.empty() ? "exhausted" : outcome.code,
                        pool + (outcome.code.empty() ? "" : ": " + outcome.code) +
                            (outcome.detail.empty() ? "" : ", " + outcome.detail)};
  if (outcome.code == person_limit_code && !step.on_limit.empty())
    fail_to("limit", step.on_limit, why);
  else if (outcome.code == insufficient_points_code)
    fail_to("insufficient", step.on_insufficient, step.effect.on_failure, why);
  else if (outcome.code == "no_customer")
    fail_to("failure", step.effect.on_failure, why);
  else
    fail_to("exhausted", step.on_exhausted, step.effect.on_failure, why);
}

// ---- taking back -----------------------------------------------------------------------

bool step_executor::was_told_before(const std::string& step) const {
  const auto before = state_.outcomes.find(step);
  return before != state_.outcomes.end() && may_have_been_read(*before);
}

void step_executor::forget_unknown() {
  const auto before = state_.outcomes.find(state_.step);
  if (before != state_.outcomes.end() && !before->contains(told_before_name) &&
      before->value("status", std::string{}) == to_text(outcome::unknown))
    before->erase("status");
}

std::optional<std::string> step_executor::why_untold(const std::string& step) const {
  if (!state_.visits.contains(step))
    return std::string{};
  const auto is_under_way = [&](const std::optional<pending_effect>& effect) {
    return effect && effect->step == step;
  };
  const auto told = state_.outcomes.find(step);
  if (!is_send(step) || told == state_.outcomes.end() || is_under_way(state_.effect) ||
      is_under_way(state_.revoked) || may_have_been_read(*told))
    return std::nullopt;
  return told->contains(undelivered_name) ? std::string{undelivered_name}
                                          : told->value("status", std::string{});
}

bool step_executor::mark_undelivered(const event_arrived& event) {
  if (event.type != "message.failed" && event.type != "message.bounced")
    return false;
  const auto* instance = find_path(event.data, "instance");
  const auto* step = find_path(event.data, "step");
  const auto* visit = find_path(event.data, "visit");
  if (instance == nullptr || *instance != to_text(state_.id) || step == nullptr ||
      !step->is_string() || visit == nullptr)
    return false;
  const auto& id = step->get_ref<const std::string&>();
  const auto told = state_.outcomes.find(id);
  const auto visits = state_.visits.find(id);
  if (told == state_.outcomes.end() || visits == state_.visits.end() || *visit != visits->second ||
      !may_have_been_read(*told))
    return false;
  const auto codes = vouchers_of(state_);
  const bool hangs = std::any_of(codes.begin(), codes.end(), [&](const voucher_ref& code) {
    return gives_back(campaign_, code) &&
           campaign::steps_showing(campaign_, code.variable).contains(id);
  });
  if (!hangs)
    return false;
  (*told)[undelivered_name] = true;
  looks_at_codes_ = true;
  return true;
}

void step_executor::give_codes_back(bool has_ended) {
  looks_at_codes_ = false;
  for (const auto& code : vouchers_of(state_)) {
    if (!gives_back(campaign_, code))
      continue;
    const auto showing = campaign::steps_showing(campaign_, code.variable);
    std::string why;
    const bool may_be_known = std::any_of(showing.begin(), showing.end(), [&](const auto& step) {
      const auto untold = why_untold(step);
      if (untold && !untold->empty())
        why = *untold;
      return !untold;
    });
    if (may_be_known || why.empty() ||
        (!has_ended && campaign::can_reach(campaign_, state_.step, showing)))
      continue;
    add_used_vouchers(given_, used_);
    const auto changed = given_.offers.find(code.variable);
    if (given_.redeemed.contains(code.variable) ||
        (changed != given_.offers.end() && changed->second.contains("voided_at")))
      continue;
    write(voucher_returned{code.pool, code.code, why});
    state_.vars[code.variable] = {{"pool", code.pool}, {"returned_at", to_text(at_)}};
  }
}

} // namespace sojourn::engine
