// What a walk asks the world for, and what an outcome leads to.
#include "engine/chance.hpp"
#include "engine/step_executor.hpp"

namespace sojourn::engine {

namespace {

/// The parts that say something, a space between two of them; a colon that then ends the
/// sentence is dropped.
std::string sentence(std::initializer_list<std::string_view> parts) {
  std::string said;
  for (const auto part : parts) {
    if (!said.empty() && !part.empty())
      said += ' ';
    said += part;
  }
  if (said.ends_with(':'))
    said.pop_back();
  return said;
}

/// A code to group by: what the channel said, or else a word of ours.
std::string code_of(const effect_settled& told, std::string_view otherwise) {
  return told.code.empty() ? std::string{otherwise} : told.code;
}

/// Whether the message had left, so that it can no longer have been taken back.
bool had_left(outcome how) {
  return how == outcome::accepted || how == outcome::rejected || how == outcome::unknown;
}

} // namespace

void step_executor::request(effect_kind kind, std::string pool, json booking) {
  ++state_.attempt;
  state_.code.clear();
  state_.effect = pending_effect{state_.step, state_.visit,    state_.attempt,
                                 kind,        std::move(pool), std::move(booking)};
  write(effect_requested{state_.step, state_.visit, state_.attempt, kind});
  wait_for(waiting_for::effect_result, std::nullopt);
}

void step_executor::revoke_effect() {
  if (!state_.effect)
    return;
  write(effect_revoked{state_.effect->step, state_.effect->visit});
  if (state_.effect->kind == effect_kind::send)
    count(passage_kind::taken_back, {});
  state_.revoked = std::exchange(state_.effect, std::nullopt);
}

void step_executor::settle(const effect_settled& outcome) {
  const auto is_of = [&](const std::optional<pending_effect>& effect) {
    return effect && effect->step == outcome.step && effect->visit == outcome.visit &&
           effect->attempt == outcome.attempt;
  };
  if (is_of(state_.revoked)) {
    // It had been handed over before it could be taken back: the journal says what became
    // of it, and nothing else follows.
    const auto kind = std::exchange(state_.revoked, std::nullopt)->kind;
    if (kind == effect_kind::send && had_left(outcome.how)) {
      passages_.push_back(
          {.kind = passage_kind::taken_back, .step = outcome.step, .at = at_, .change = -1});
      count_outcome(outcome, outcome.attempt > 1);
    }
    if (is_message(kind))
      remember(outcome);
    looks_at_codes_ = kind == effect_kind::send;
    return;
  }
  if (!is_of(state_.effect)) {
    meaningful_ = false;
    return;
  }
  if (state_.effect->kind == effect_kind::send)
    count_outcome(outcome, outcome.attempt > 1);
  if (is_message(state_.effect->kind))
    remember(outcome);
  follow(outcome);
}

void step_executor::count_outcome(const effect_settled& told, bool is_again) {
  const auto add = [&](passage_kind kind, std::string name, instant at, int change) {
    passages_.push_back(
        {.kind = kind, .step = told.step, .name = std::move(name), .at = at, .change = change});
  };
  const auto* before = is_again ? find_path(state_.outcomes, told.step) : nullptr;
  if (before != nullptr && before->value("status", std::string{}) == to_text(outcome::unknown)) {
    if (const auto then = parse_instant(before->value("at", std::string{})))
      add(passage_kind::unknown, before->value("channel", std::string{}), *then, -1);
  }
  switch (told.how) {
  case outcome::accepted:
    return add(passage_kind::accepted, told.channel, at_, 1);
  case outcome::rejected:
    return add(passage_kind::rejected, told.channel, at_, 1);
  case outcome::unknown:
    return add(passage_kind::unknown, told.channel, at_, 1);
  case outcome::unreachable:
    return add(passage_kind::unreachable, told.code, at_, 1);
  case outcome::skipped:
    return add(passage_kind::skipped, told.code, at_, 1);
  case outcome::handed_over:
  case outcome::transient:
  case outcome::put_off:
  case outcome::revoked:
    return; // it is tried again, or the end of the attempts is counted
  }
}

effect_settled step_executor::outcome_of_step() const {
  effect_settled outcome;
  outcome.step = state_.step;
  outcome.visit = state_.visit;
  outcome.attempt = state_.attempt;
  return outcome;
}

void step_executor::remember(const effect_settled& outcome) {
  json kept{{"status", to_text(outcome.how)}, {"at", to_text(at_)}};
  if (was_told_before(outcome.step))
    kept["told_before"] = true;
  if (!outcome.channel.empty())
    kept["channel"] = outcome.channel;
  if (!outcome.code.empty())
    kept["code"] = outcome.code;
  if (outcome.how == outcome::skipped && !outcome.detail.empty())
    kept["why"] = outcome.detail;
  state_.outcomes[outcome.step] = std::move(kept);
}

void step_executor::follow(const effect_settled& outcome) {
  if (is_suspended() || given_.campaign_paused) {
    if (has_deferred<effect_settled>()) { // a reserved voucher is told again after a restart
      meaningful_ = false;
      return;
    }
    defer(outcome);
    if (!is_suspended())
      suspend(waiting_for::campaign_resume);
    // A voucher stays reserved, in the outbox, until the instance goes on.
    if (state_.effect &&
        (state_.effect->kind != effect_kind::voucher || outcome.how == outcome::put_off))
      state_.effect.reset();
    return;
  }
  state_.effect.reset();
  const auto* step = current();
  if (step == nullptr) {
    hold({"step_missing", "the step \"" + state_.step + "\" is not in the definition"});
  } else if (outcome.how == outcome::put_off) {
    put_off(outcome);
  } else if (const auto* voucher = std::get_if<campaign::voucher_step>(&step->kind)) {
    settle_voucher(*voucher, outcome);
  } else if (const auto* send = std::get_if<campaign::send_step>(&step->kind)) {
    settle_message(send->effect, send->on_unreachable, send->next, outcome);
  } else if (const auto* http = std::get_if<campaign::http_step>(&step->kind)) {
    if (!http->as.empty() && !outcome.response.is_null())
      state_.vars[http->as] = outcome.response;
    settle_message(http->effect, {}, http->next, outcome);
  } else if (const auto* gate = std::get_if<campaign::count_gate_step>(&step->kind)) {
    settle_count(*gate, outcome);
  } else if (const auto* points = std::get_if<campaign::points_step>(&step->kind)) {
    settle_points(*points, outcome);
  } else if (const auto* tier = std::get_if<campaign::tier_step>(&step->kind)) {
    settle_tier(*tier, outcome);
  }
}

void step_executor::settle_message(const campaign::effect_rules& rules,
                                   const std::string& on_unreachable, const std::string& next,
                                   const effect_settled& outcome) {
  switch (outcome.how) {
  case outcome::accepted:
    leave(next);
    return;
  case outcome::unreachable:
    looks_at_codes_ = true;
    fail_to("unreachable", on_unreachable, rules.on_failure,
            {code_of(outcome, "unreachable"), "no channel reaches " + to_text(state_.subject)});
    return;
  case outcome::rejected:
    looks_at_codes_ = true;
    fail_to("failure", rules.on_failure,
            {code_of(outcome, "rejected"),
             sentence({outcome.channel, "refused for good:", outcome.code, outcome.detail})});
    return;
  case outcome::transient:
    retry_or_fail(rules, outcome);
    return;
  case outcome::unknown:
    if (outcome.receipt_within && *outcome.receipt_within > milliseconds{0}) {
      wait_for(waiting_for::receipt, at_ + *outcome.receipt_within);
      state_.code = code_of(outcome, "unknown");
    } else {
      stay_unknown(rules, next, outcome);
    }
    return;
  case outcome::skipped:
    take_transition("skipped", next);
    return;
  case outcome::put_off: // whatever the step is: see follow
  case outcome::handed_over:
  case outcome::revoked: // no attempt ends so
    break;
  }
}

void step_executor::stay_unknown(const campaign::effect_rules& rules, const std::string& next,
                                 const effect_settled& outcome) {
  switch (rules.unknown) {
  case campaign::on_unknown::hold:
    hold({code_of(outcome, "unknown"),
          sentence({"the outcome is unknown:", outcome.channel, outcome.code, outcome.detail})});
    return;
  case campaign::on_unknown::retry:
    retry_or_fail(rules, outcome);
    return;
  case campaign::on_unknown::next:
    leave(next);
    return;
  }
}

void step_executor::put_off(const effect_settled& outcome) {
  // It was not tried, so that it is no attempt.
  ++state_.attempts_forgiven;
  state_.code.clear();
  const auto until = at_ + outcome.retry_after.value_or(milliseconds{0});
  write(retry_scheduled{state_.step, state_.visit, state_.attempt + 1, until});
  wait_for(outcome.code == quiet_hours_code ? waiting_for::quiet_hours : waiting_for::rate_limit,
           until);
}

void step_executor::on_receipt(const event_arrived& event) {
  const auto* step = current();
  const auto* send = step != nullptr ? std::get_if<campaign::send_step>(&step->kind) : nullptr;
  const auto is = [&](const char* member, const json& value) {
    const auto* found = find_path(event.data, member);
    return found != nullptr && *found == value;
  };
  if (send == nullptr || !event.type.starts_with(receipt_event_prefix) ||
      !is("instance", to_text(state_.id)) || !is("step", state_.step) || !is("visit", state_.visit))
    return;
  meaningful_ = true;
  if (!takes_now(event))
    return;
  auto outcome = outcome_of_step();
  const auto what = std::string_view{event.type}.substr(receipt_event_prefix.size());
  const auto* code = find_path(event.data, "code");
  outcome.code =
      code != nullptr && code->is_string() ? code->get<std::string>() : std::string{what};
  const bool arrived = what != "failed" && what != "bounced";
  outcome.how = arrived ? outcome::accepted : outcome::rejected;
  if (const auto* channel = find_path(event.data, "channel");
      channel != nullptr && channel->is_string())
    outcome.channel = channel->get<std::string>();
  count_outcome(outcome, true);
  forget_unknown();
  remember(outcome);
  settle_message(send->effect, send->on_unreachable, send->next, outcome);
}

void step_executor::miss_receipt(const campaign::effect_rules& rules, const std::string& next) {
  const auto text = [&](const char* member) {
    const auto* found = find_path(state_.outcomes, state_.step);
    const auto* told = found != nullptr ? find_path(*found, member) : nullptr;
    return told != nullptr && told->is_string() ? told->get<std::string>() : std::string{};
  };
  auto outcome = outcome_of_step();
  outcome.how = outcome::unknown;
  outcome.channel = text("channel");
  outcome.code = text("code");
  outcome.detail = "and no receipt came";
  stay_unknown(rules, next, outcome);
}

void step_executor::retry_or_fail(const campaign::effect_rules& rules,
                                  const effect_settled& outcome) {
  const auto counted = state_.attempt - state_.attempts_forgiven;
  if (counted >= rules.retry.max_attempts) {
    if (is_send(state_.step) && outcome.how == outcome::transient)
      count(passage_kind::gave_up, outcome.channel);
    fail_to(
        "failure", rules.on_failure,
        {code_of(outcome, "gave_up"), sentence({"given up after " + std::to_string(counted) +
                                                    (counted == 1 ? " attempt:" : " attempts:"),
                                                outcome.channel, outcome.code, outcome.detail})});
    return;
  }
  state_.code.clear();
  const auto key = effect_key{state_.id, state_.step, state_.visit};
  const auto until = at_ + retry_delay(rules.retry, key, counted, outcome.retry_after);
  write(retry_scheduled{state_.step, state_.visit, state_.attempt + 1, until});
  wait_for(waiting_for::timer, until);
}

void step_executor::fail_to(std::string_view transition, const std::string& target,
                            hold_reason why) {
  if (target.empty())
    hold(std::move(why));
  else
    take_transition(std::string{transition}, target);
}

void step_executor::fail_to(std::string_view transition, const std::string& target,
                            const std::string& on_failure, hold_reason why) {
  if (target.empty())
    fail_to("failure", on_failure, std::move(why));
  else
    fail_to(transition, target, std::move(why));
}

bool step_executor::is_send(std::string_view id) const {
  const auto* step = campaign_.find(id);
  return step != nullptr && std::holds_alternative<campaign::send_step>(step->kind);
}

} // namespace sojourn::engine
