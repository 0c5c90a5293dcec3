#include "engine/step_executor.hpp"

#include "base/decimal.hpp"
#include "engine/view.hpp"

#include <algorithm>

namespace sojourn::engine {

namespace {

/// The event as conditions see it: its data, and its type and id where the data has none.
json event_data(const event_arrived& event) {
  json data = event.data.is_object() ? event.data : json{{"data", event.data}};
  data.emplace("type", event.type);
  data.emplace("id", event.id);
  return data;
}

bool is_anchor(const campaign::definition& campaign, const std::string& step_id) {
  return std::any_of(campaign.steps.begin(), campaign.steps.end(), [&](const auto& entry) {
    const auto* delay = std::get_if<campaign::delay_step>(&entry.second.kind);
    return delay != nullptr && delay->from == step_id;
  });
}

} // namespace

step_executor::step_executor(const campaign::definition& campaign, instance_state state, instant at,
                             const facts& known)
    : campaign_{campaign}, state_{std::move(state)}, at_{at}, known_{known}, given_{known} {}

turn step_executor::finish(const input& what) && {
  if (looks_at_codes_)
    give_codes_back(is_ended(state_.status));
  std::vector<entry> all;
  all.reserve(entries_.size() + 2);
  all.push_back(std::visit([](const auto& e) { return entry{e}; }, what));
  if (!used_.empty())
    all.emplace_back(facts_read{std::move(used_)});
  std::move(entries_.begin(), entries_.end(), std::back_inserter(all));
  return {std::move(all),     std::move(state_),           std::move(patches_),
          std::move(starts_), std::move(pauses_campaign_), std::move(passages_)};
}

// ---- inputs ----------------------------------------------------------------------------

result<void> step_executor::begin(const started& how) {
  state_ = instance_state{};
  state_.id = how.id;
  state_.campaign = how.campaign;
  state_.version = how.version;
  state_.subject = how.subject;
  state_.reentry_key = how.reentry_key;
  state_.trigger = how.trigger;
  state_.started_at = at_;
  state_.settled_at = at_;
  // The audience of a run was frozen when it began.
  if (!campaign_.audience.is_always() && !how.trigger.contains("run")) {
    auto in_audience = value_of(campaign_.audience);
    if (!in_audience)
      return fail(std::move(in_audience.error()));
    if (!rules::truthy(*in_audience))
      return fail(error_code::reentry_refused, to_text(how.subject) +
                                                   " is not in the audience of the campaign \"" +
                                                   campaign_.id + "\"");
  }
  if (ends_before_first_step(how.heard))
    return {};
  go_to(campaign_.start, "start");
  for (std::size_t i = 0; i < how.heard.size(); ++i) {
    on_event(how.heard[i]);
    if (meaningful_)
      meant_.push_back(i);
  }
  meaningful_ = true;
  return {};
}

bool step_executor::ends_before_first_step(const std::vector<event_arrived>& heard) {
  // What cannot be decided yet is asked again behind the first steps, where it holds the instance.
  const auto ends = [&](const std::vector<campaign::ending>& endings, const event_arrived& event,
                        const json& data) {
    return std::any_of(endings.begin(), endings.end(), [&](const campaign::ending& ending) {
      if (ending.event != event.type)
        return false;
      const auto value =
          ending.match.is_always() ? result<json>{true} : value_of(ending.match, &data);
      return value && rules::truthy(*value);
    });
  };
  for (std::size_t i = 0; i < heard.size(); ++i) {
    const auto& event = heard[i];
    const auto data = event_data(event);
    const bool is_goal = ends(campaign_.goals, event, data);
    if (!is_goal && !ends(campaign_.exits, event, data))
      continue;
    count(is_goal ? passage_kind::converted : passage_kind::exited, event.type);
    state_.step = campaign_.start; // where it would have gone; `visit` says that it did not
    end(is_goal ? instance_status::converted : instance_status::cancelled,
        (is_goal ? "goal: " : "exit: ") + event.type);
    meant_.push_back(i);
    return true;
  }
  return false;
}

void step_executor::timer_fired() {
  if (!state_.due || *state_.due > at_) {
    meaningful_ = false;
    return;
  }
  const auto due = *std::exchange(state_.due, std::nullopt);
  if (is_suspended()) { // its place in the window after a pause has come
    if (given_.campaign_paused)
      add_used_campaign_paused(used_); // and another pause with it
    else
      resume();
    return;
  }
  if (const auto later = prolonged(due)) {
    write(delayed{state_.step, state_.visit, *later});
    wait_for(state_.waiting, *later);
    return;
  }
  if (given_.campaign_paused) {
    if (stands_still_in_pauses())
      state_.due = due; // kept with the rest
    else
      defer(timer_due{at_});
    suspend(waiting_for::campaign_resume);
    return;
  }
  const auto* step = current();
  if (step == nullptr) {
    hold({"step_missing", "the step \"" + state_.step + "\" is not in the definition"});
  } else if (const auto* delay = std::get_if<campaign::delay_step>(&step->kind)) {
    leave(delay->next);
  } else if (const auto* wait = std::get_if<campaign::wait_step>(&step->kind)) {
    time_out(wait->on_timeout);
  } else if (const auto* start = std::get_if<campaign::start_step>(&step->kind)) {
    time_out(start->on_timeout);
  } else if (const auto* send = std::get_if<campaign::send_step>(&step->kind);
             send != nullptr && state_.waiting == waiting_for::receipt) {
    miss_receipt(send->effect, send->next);
  } else {
    retry_now();
  }
}

void step_executor::time_out(const std::string& target) {
  // It fell due in a pause, and the version that the instance went to since has no timeout.
  if (target.empty())
    wait_for(waiting_for::event, std::nullopt);
  else
    take_transition("timeout", target);
}

void step_executor::on_event(const event_arrived& event) {
  const bool concerns_code = mark_undelivered(event);
  take_event(event);
  meaningful_ = meaningful_ || concerns_code;
}

void step_executor::take_event(const event_arrived& event) {
  meaningful_ = false;
  if (is_ended(state_.status))
    return;
  if (ends_by(campaign_.goals, event, instance_status::converted, "goal") ||
      ends_by(campaign_.exits, event, instance_status::cancelled, "exit") || meaningful_)
    return;
  const auto* step = current();
  // One that is held in a wait step no longer waits for events: the operator decides.
  const auto awaits = is_suspended() ? state_.paused_while : state_.waiting;
  if (awaits == waiting_for::receipt)
    on_receipt(event);
  if (step == nullptr || awaits != waiting_for::event)
    return;
  if (const auto* start = std::get_if<campaign::start_step>(&step->kind)) {
    meaningful_ = on_started_instance_ended(*start, event);
    return;
  }
  const auto* wait = std::get_if<campaign::wait_step>(&step->kind);
  if (wait == nullptr)
    return;
  const auto data = event_data(event);
  for (const auto& awaited : wait->events) {
    if (awaited.event != event.type)
      continue;
    const auto matches = is_matched(awaited.match, event, data);
    if (!matches)
      return;
    if (!*matches)
      continue;
    meaningful_ = true;
    if (!takes_now(event))
      return;
    if (!awaited.as.empty())
      state_.vars[awaited.as] = data;
    state_.heard_at = at_;
    take_transition(event.type, awaited.next);
    return;
  }
}

bool step_executor::takes_now(const event_arrived& event) {
  if (!is_suspended() && !given_.campaign_paused)
    return true;
  const bool kept = defer_event(event);
  if (is_suspended())
    return false;
  if (kept)
    suspend(waiting_for::campaign_resume);
  else
    add_used_campaign_paused(used_);
  return false;
}

bool step_executor::on_started_instance_ended(const campaign::start_step& start,
                                              const event_arrived& event) {
  const auto is = [&](const char* member, const json& value) {
    const auto* found = find_path(event.data, member);
    return found != nullptr && *found == value;
  };
  if (event.type != started_ended_event || !is("step", state_.step) || !is("visit", state_.visit))
    return false;
  if (!takes_now(event))
    return true;
  if (!start.as.empty()) {
    auto& told = state_.vars[start.as] = json::object();
    for (const auto* member : {"instance", "status", "reason"}) {
      if (const auto* found = find_path(event.data, member))
        told[member] = *found;
    }
  }
  if (is("status", "refused"))
    fail_to("failure", start.on_failure,
            {"start_refused", "the campaign \"" + start.campaign + "\" took no start of " +
                                  to_text(state_.subject)});
  else
    leave(start.next);
  return true;
}

bool step_executor::ends_by(const std::vector<campaign::ending>& endings,
                            const event_arrived& event, instance_status status,
                            std::string_view word) {
  json data;
  for (const auto& ending : endings) {
    if (ending.event != event.type)
      continue;
    if (data.is_null())
      data = event_data(event);
    const auto matches = is_matched(ending.match, event, data);
    if (!matches)
      return true;
    if (*matches) {
      meaningful_ = true;
      count(status == instance_status::converted ? passage_kind::converted : passage_kind::exited,
            event.type);
      end(status, std::string{word} + ": " + event.type);
      return true;
    }
  }
  return false;
}

std::optional<bool> step_executor::is_matched(const rules::rule& match, const event_arrived& event,
                                              const json& data) {
  if (match.is_always())
    return true;
  const auto value = value_of(match, &data);
  if (value)
    return rules::truthy(*value);
  meaningful_ = true;
  if (is_suspended())
    (void)defer_event(event); // heard again, and held if need be, when it goes on
  else
    hold_for(value.error());
  return std::nullopt;
}

// ---- moving ----------------------------------------------------------------------------

void step_executor::mark_settled() {
  state_.settled_at = at_;
  if (is_anchor(campaign_, state_.step))
    state_.anchors[state_.step] = at_;
}

void step_executor::leave(const std::string& target, const std::string& transition) {
  mark_settled();
  go_to(target, transition);
}

void step_executor::take_transition(const std::string& transition, const std::string& target) {
  write(transition_taken{state_.step, state_.visit, transition, target});
  leave(target, transition);
}

std::optional<std::string> step_executor::choose(const std::string& transition,
                                                 const std::string& target) {
  write(transition_taken{state_.step, state_.visit, transition, target});
  chosen_ = transition;
  return target;
}

void step_executor::go_to(const std::string& first, std::string transition) {
  state_.status = instance_status::running;
  state_.waiting = waiting_for::nothing;
  state_.due.reset();
  state_.reason.clear();
  state_.code.clear();
  std::optional<std::string> target = first;
  while (target) {
    const auto* step = campaign_.find(*target);
    if (step == nullptr) {
      if (*target == campaign::end_target)
        end_by(std::move(transition));
      else
        end(instance_status::failed, "the step \"" + *target + "\" is not in the definition");
      return;
    }
    if (!transition.empty())
      passages_.push_back({.kind = passage_kind::moved,
                           .step = state_.step,
                           .name = std::move(transition),
                           .to = step->id,
                           .at = at_});
    state_.step = step->id;
    state_.visit = ++state_.visits[step->id];
    state_.attempt = 0;
    state_.attempts_forgiven = 0;
    if (++steps_ > max_steps) {
      hold({"too_many_steps", "more than " + std::to_string(max_steps) + " steps in one turn"});
      return;
    }
    chosen_ = "next";
    target = enter(*step);
    transition = chosen_;
    if (target)
      mark_settled();
  }
}

std::optional<std::string> step_executor::enter(const campaign::step& step) {
  return std::visit([&](const auto& kind) { return enter(step, kind); }, step.kind);
}

// ---- blocking and ending ---------------------------------------------------------------

void step_executor::wait_for(waiting_for what, std::optional<instant> due) {
  state_.status = instance_status::waiting;
  state_.waiting = what;
  state_.due = due;
  state_.timer_set_at = due && stands_still_in_pauses() ? std::optional{at_} : std::nullopt;
}

void step_executor::hold(hold_reason why) {
  revoke_effect(); // nothing may move it but the operator
  write(held{state_.step, why.text, why.code});
  count(passage_kind::held, why.code);
  state_.status = instance_status::held;
  state_.waiting = waiting_for::operator_decision;
  state_.due.reset();
  state_.reason = std::move(why.text);
  state_.code = std::move(why.code);
}

void step_executor::count(passage_kind kind, std::string name) {
  passages_.push_back({.kind = kind, .step = state_.step, .name = std::move(name), .at = at_});
}

void step_executor::end_by(std::string transition, std::string reason) {
  passages_.push_back(
      {.kind = passage_kind::moved, .step = state_.step, .name = std::move(transition), .at = at_});
  end(instance_status::completed, std::move(reason));
}

void step_executor::end(instance_status status, std::string reason) {
  revoke_effect();
  state_.due.reset();
  state_.timer_set_at.reset();
  state_.paused_while.reset();
  state_.paused_due.reset();
  state_.deferred.clear();
  state_.placements.clear();
  state_.status = status;
  state_.waiting = waiting_for::nothing;
  state_.code.clear();
  if (status == instance_status::failed)
    count(passage_kind::failed, {});
  if (!state_.outcomes.empty())
    give_codes_back(true);
  write(ended{status, reason});
  state_.reason = std::move(reason);
}

// ---- conditions ------------------------------------------------------------------------

result<json> step_executor::value_of(const rules::rule& rule, const json* event) {
  add_used_facts(rule, state_, given_, used_);
  if (auto too_long = list_too_long(rule, known_))
    return fail(std::move(*too_long));
  auto data = condition_data(campaign_, state_, known_, rule);
  if (event != nullptr)
    data["event"] = *event;
  rules::environment environment;
  environment.now = at_;
  environment.zone = campaign_.timezone;
  environment.in_segment = [this](const std::string& key) -> result<bool> {
    if (const auto found = given_.segments.find(key); found != given_.segments.end())
      return found->second;
    return fail(error_code::not_found, "nothing is known of it");
  };
  environment.outcome = [this](const std::string& step) {
    const auto found = state_.outcomes.find(step);
    if (found == state_.outcomes.end())
      return json{};
    auto told = *found;
    if (const auto heard = given_.receipts.find(step); heard != given_.receipts.end())
      told.update(heard->second);
    return told;
  };
  return rule.evaluate(data, environment);
}

std::optional<json> step_executor::value_or_hold(const rules::rule& rule) {
  auto value = value_of(rule);
  if (value)
    return std::move(*value);
  hold_for(value.error());
  return std::nullopt;
}

std::optional<bool> step_executor::holds_true(const rules::rule& rule) {
  if (rule.is_always())
    return true;
  const auto value = value_or_hold(rule);
  if (!value)
    return std::nullopt;
  return rules::truthy(*value);
}

std::optional<std::int64_t> step_executor::amount_of(const rules::rule& rule) {
  constexpr std::int64_t most = 1'000'000'000'000; // far above any balance
  const auto value = value_or_hold(rule);
  if (!value)
    return std::nullopt;
  if (const auto given = decimal::of(*value)) {
    // Towards 0: nobody gets a point for a part of it.
    const auto points = given->truncated();
    if (points && *points >= -most && *points <= most)
      return *points;
  }
  hold({"invalid_amount", "the amount of \"" + state_.step + "\" is " + dump(*value) +
                              ", which is no number of points"});
  return std::nullopt;
}

std::optional<std::string> step_executor::reference_of(const rules::rule& rule) {
  const auto value = value_or_hold(rule);
  if (!value)
    return std::nullopt;
  if (value->is_string() && !value->get_ref<const std::string&>().empty())
    return value->get<std::string>();
  if (value->is_number())
    return dump(*value);
  hold({"invalid_reference", "the reference of \"" + state_.step + "\" is " + dump(*value) +
                                 ", which is neither text nor a number"});
  return std::nullopt;
}

void step_executor::hold_for(const error& failure) {
  hold({"condition_failed", "a condition of \"" + state_.step + "\" failed: " + failure.message});
}

} // namespace sojourn::engine
