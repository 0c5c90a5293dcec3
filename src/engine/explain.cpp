#include "engine/explain.hpp"

namespace sojourn::engine {

namespace {

/// "in 3 days", "in 2 hours", "now".
std::string distance(instant now, instant then) {
  const auto left = std::chrono::duration_cast<std::chrono::minutes>(then - now).count();
  const auto say = [](std::int64_t count, std::string_view unit) {
    return "in " + std::to_string(count) + " " + std::string{unit} + (count == 1 ? "" : "s");
  };
  if (left >= 2 * 24 * 60)
    return say(left / (24 * 60), "day");
  if (left >= 120)
    return say(left / 60, "hour");
  if (left >= 1)
    return say(left, "minute");
  return then > now ? "in less than a minute" : "now";
}

std::string when(const std::string& zone, instant now, instant then) {
  const auto local = calendar::to_local_text(then, zone);
  return (local ? *local : to_text(then)) + " (" + distance(now, then) + ")";
}

std::string listed(const std::set<std::string>& names) {
  std::string text;
  for (const auto& name : names)
    text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string step_name(const instance_state& state) { return "\"" + state.step + "\""; }

std::string summarize_waiting(const campaign::definition& campaign, const instance_state& state,
                              const campaign::step* step, instant now) {
  const auto& zone = campaign.timezone;
  switch (state.waiting) {
  case waiting_for::timer: {
    const bool is_delay =
        step != nullptr && std::holds_alternative<campaign::delay_step>(step->kind);
    const auto until = state.due ? when(zone, now, *state.due) : "an unknown time";
    if (is_delay)
      return "It sleeps in the delay " + step_name(state) + " until " + until + ".";
    return "Attempt " + std::to_string(state.attempt) + " of " + step_name(state) +
           " failed for the moment; the next one comes " + until + ".";
  }
  case waiting_for::event: {
    std::set<std::string> awaited;
    if (const auto* wait =
            step != nullptr ? std::get_if<campaign::wait_step>(&step->kind) : nullptr) {
      for (const auto& event : wait->events)
        awaited.insert(event.event);
    }
    if (const auto* start =
            step != nullptr ? std::get_if<campaign::start_step>(&step->kind) : nullptr)
      awaited.insert("the instance of \"" + start->campaign + "\" that it started");
    return "It waits in " + step_name(state) + " for " + listed(awaited) +
           (state.due ? ", at most until " + when(zone, now, *state.due) : "") + ".";
  }
  case waiting_for::effect_result:
    return "It has asked for the " +
           std::string{state.effect ? to_text(state.effect->kind) : "effect"} + " of " +
           step_name(state) + " (attempt " + std::to_string(state.attempt) +
           ") and waits for its outcome.";
  case waiting_for::quiet_hours:
    return "The send of " + step_name(state) + " waits for an hour in which it may arrive: " +
           (state.due ? when(zone, now, *state.due) : "an unknown time") + ".";
  case waiting_for::rate_limit:
    return "The action of " + step_name(state) + " waits for a cap or a budget to have room: " +
           (state.due ? when(zone, now, *state.due) : "an unknown time") + ".";
  case waiting_for::receipt:
    return "What became of the send of " + step_name(state) +
           " is unknown; it waits for a receipt" +
           (state.due ? ", at most until " + when(zone, now, *state.due) : "") + ".";
  default:
    return "It waits.";
  }
}

std::string summarize(const campaign::definition& campaign, const instance_state& state,
                      const campaign::step* step, instant now) {
  switch (state.status) {
  case instance_status::running:
    return "A turn is under way.";
  case instance_status::waiting:
    return summarize_waiting(campaign, state, step, now);
  case instance_status::paused:
    if (state.waiting == waiting_for::campaign_resume && state.due)
      return "It was parked at " + step_name(state) +
             " while its campaign was paused; its turn to go on comes " +
             when(campaign.timezone, now, *state.due) + ".";
    return state.waiting == waiting_for::campaign_resume
               ? "It is parked at " + step_name(state) + " because its campaign is paused."
               : "An operator paused it at " + step_name(state) + "; resume it to go on.";
  case instance_status::held:
    return "It is held at " + step_name(state) + " for an operator: " + state.reason +
           ". Retry, skip or cancel it.";
  case instance_status::completed:
    return "It went all its way and completed" +
           (state.reason.empty() ? std::string{} : " (" + state.reason + ")") + ".";
  case instance_status::converted:
    return "It reached its " + state.reason +
           (state.visit == 0 ? " before its first step." : " while at " + step_name(state) + ".");
  case instance_status::cancelled:
    if (state.visit == 0)
      return "It was cancelled before its first step: " + state.reason + ".";
    return "It was cancelled at " + step_name(state) + ": " + state.reason + ".";
  case instance_status::failed:
    return "It failed at " + step_name(state) + ": " + state.reason + ".";
  }
  return {};
}

/// What a rule around sends kept from leaving, as {"step", "code", "why", "at"}.
json skipped_sends(const instance_state& state) {
  json skipped = json::array();
  for (const auto& [step, outcome] : state.outcomes.items()) {
    if (outcome.value("status", "") != to_text(outcome::skipped))
      continue;
    auto one = outcome;
    one.erase("status");
    one["step"] = step;
    skipped.push_back(std::move(one));
  }
  return skipped;
}

/// A sentence on the last of them, with a space before it; empty: there is none.
std::string summarize_skipped(const json& skipped) {
  const json* last = nullptr;
  for (const auto& one : skipped) {
    if (last == nullptr || one.value("at", "") > last->value("at", ""))
      last = &one;
  }
  if (last == nullptr)
    return {};
  const auto why = last->value("why", "");
  return " The send of \"" + last->value("step", "") +
         "\" was skipped: " + last->value("code", "") + (why.empty() ? "" : ", " + why) + ".";
}

json allowed_actions(const instance_state& state, const campaign::step* step) {
  json can = json::array();
  if (is_ended(state.status))
    return can;
  can.push_back("cancel");
  can.push_back("edit");
  if (state.status == instance_status::waiting)
    can.push_back("pause");
  if (state.status == instance_status::paused) {
    can.push_back("resume");
    return can;
  }
  const bool is_delay = step != nullptr && std::holds_alternative<campaign::delay_step>(step->kind);
  if (state.status == instance_status::held || (state.waiting == waiting_for::timer && !is_delay) ||
      is_put_off(state.waiting))
    can.push_back("retry");
  can.push_back("skip");
  can.push_back("continue");
  return can;
}

} // namespace

json explain(const campaign::definition& campaign, const instance_state& state, instant now) {
  const auto* step = campaign.find(state.step);
  auto skipped = skipped_sends(state);
  json told{
      {"id", to_text(state.id)},
      {"campaign", state.campaign},
      {"version", state.version},
      {"subject", to_text(state.subject)},
      {"status", to_text(state.status)},
      {"waiting_for", to_text(state.waiting)},
      {"step", state.step},
      {"visit", state.visit},
      {"summary", summarize(campaign, state, step, now) + summarize_skipped(skipped)},
      {"listens_to", subscriptions(campaign, state)},
      {"can", allowed_actions(state, step)},
      {"now", to_text(now)},
      {"started_at", to_text(state.started_at)},
  };
  if (step != nullptr) {
    told["step_type"] = campaign::type_name(step->kind);
    auto& transitions = told["ways_on"] = json::array();
    for (const auto& transition : campaign::transitions_of(*step)) {
      transitions.push_back({{"transition", transition.name}, {"to", transition.target}});
      if (!transition.title.is_null())
        transitions.back()["title"] = transition.title;
    }
    if (!step->title.is_null())
      told["step_title"] = step->title;
  }
  if (state.due)
    told["due"] = to_text(*state.due);
  if (state.paused_due)
    told["due_when_paused"] = to_text(*state.paused_due);
  if (state.effect)
    told["effect"] = {
        {"key", to_text(effect_key{state.id, state.effect->step, state.effect->visit})},
        {"kind", to_text(state.effect->kind)},
        {"attempt", state.effect->attempt}};
  if (!skipped.empty())
    told["skipped"] = std::move(skipped);
  if (!state.reason.empty())
    told["reason"] = state.reason;
  if (!state.code.empty())
    told["code"] = state.code;
  if (!state.deferred.empty())
    told["kept_inputs"] = state.deferred.size();
  return told;
}

} // namespace sojourn::engine
