#include "engine/walk.hpp"

#include "engine/chance.hpp"
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

const campaign::effect_rules* effect_rules_of(const campaign::step* step) {
  if (step == nullptr)
    return nullptr;
  if (const auto* send = std::get_if<campaign::send_step>(&step->kind))
    return &send->effect;
  if (const auto* http = std::get_if<campaign::http_step>(&step->kind))
    return &http->effect;
  if (const auto* voucher = std::get_if<campaign::voucher_step>(&step->kind))
    return &voucher->effect;
  return nullptr;
}

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

json encode_deferred(const input& what) {
  const auto as_entry = std::visit([](const auto& e) { return entry{e}; }, what);
  return {{"type", what.index()}, {"payload", json::parse(encode_entry(as_entry))}};
}

result<entry> decode_deferred(const json& kept) {
  const auto* type = find_path(kept, "type");
  const auto* payload = find_path(kept, "payload");
  if (type == nullptr || !type->is_number_unsigned() || payload == nullptr)
    return fail(error_code::data_corrupt, "a deferred input has no type or no payload");
  return decode_entry(type->get<std::size_t>(), dump(*payload));
}

} // namespace

walk::walk(const campaign::definition& campaign, instance_state state, instant at,
           const facts& known)
    : campaign_{campaign}, state_{std::move(state)}, at_{at}, known_{known}, given_{known} {}

turn walk::finish(const input& what) && {
  std::vector<entry> all;
  all.reserve(entries_.size() + 2);
  all.push_back(std::visit([](const auto& e) { return entry{e}; }, what));
  if (!used_.empty())
    all.emplace_back(facts_read{std::move(used_)});
  std::move(entries_.begin(), entries_.end(), std::back_inserter(all));
  return {std::move(all), std::move(state_), std::move(patches_)};
}

// ---- inputs ----------------------------------------------------------------------------

result<void> walk::begin(const started& how) {
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
  go_to(campaign_.start);
  return {};
}

void walk::timer_fired() {
  if (!state_.due || *state_.due > at_) {
    meaningful_ = false;
    return;
  }
  state_.due.reset();
  if (given_.campaign_paused) {
    defer(timer_due{at_});
    suspend(waiting_for::campaign_resume);
    return;
  }
  const auto* step = current();
  if (step == nullptr) {
    hold("the step \"" + state_.step + "\" is not in the definition");
  } else if (const auto* delay = std::get_if<campaign::delay_step>(&step->kind)) {
    leave(delay->next);
  } else if (const auto* wait = std::get_if<campaign::wait_step>(&step->kind)) {
    take_way("timeout", wait->on_timeout);
  } else {
    retry_now();
  }
}

void walk::hear(const event_arrived& event) {
  meaningful_ = false;
  if (is_ended(state_.status))
    return;
  if (ends_by(campaign_.goals, event, instance_status::converted, "goal") ||
      ends_by(campaign_.exits, event, instance_status::cancelled, "exit") || meaningful_)
    return;
  const auto* step = current();
  const auto* wait = step != nullptr ? std::get_if<campaign::wait_step>(&step->kind) : nullptr;
  // One that is held in a wait step no longer waits for events: the operator decides.
  const auto awaits = is_suspended() ? state_.paused_while : state_.waiting;
  if (wait == nullptr || awaits != waiting_for::event)
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
    if (is_suspended() || given_.campaign_paused) {
      defer(event);
      if (!is_suspended())
        suspend(waiting_for::campaign_resume);
      return;
    }
    if (!awaited.as.empty())
      state_.vars[awaited.as] = data;
    state_.heard_at = at_;
    take_way(event.type, awaited.next);
    return;
  }
}

bool walk::ends_by(const std::vector<campaign::ending>& endings, const event_arrived& event,
                   instance_status status, std::string_view word) {
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
      end(status, std::string{word} + ": " + event.type);
      return true;
    }
  }
  return false;
}

std::optional<bool> walk::is_matched(const rules::rule& match, const event_arrived& event,
                                     const json& data) {
  if (match.is_always())
    return true;
  const auto value = value_of(match, &data);
  if (value)
    return rules::truthy(*value);
  meaningful_ = true;
  if (is_suspended())
    defer(event); // heard again, and held if need be, when it goes on
  else
    hold_for(value.error());
  return std::nullopt;
}

void walk::settle(const effect_settled& outcome) {
  const auto is_of = [&](const std::optional<pending_effect>& effect) {
    return effect && effect->step == outcome.step && effect->visit == outcome.visit &&
           effect->attempt == outcome.attempt;
  };
  const auto remember = [&] {
    json kept{{"status", to_text(outcome.how)}, {"at", to_text(at_)}};
    if (!outcome.channel.empty())
      kept["channel"] = outcome.channel;
    if (!outcome.code.empty())
      kept["code"] = outcome.code;
    state_.outcomes[outcome.step] = std::move(kept);
  };
  if (is_of(state_.revoked)) {
    // It had been handed over before it could be taken back: the journal says what became
    // of it, and nothing else follows.
    const bool was_message = state_.revoked->kind != effect_kind::voucher;
    state_.revoked.reset();
    if (was_message)
      remember();
    return;
  }
  if (!is_of(state_.effect)) {
    meaningful_ = false;
    return;
  }
  if (state_.effect->kind != effect_kind::voucher)
    remember();
  follow(outcome);
}

void walk::follow(const effect_settled& outcome) {
  if (is_suspended() || given_.campaign_paused) {
    if (has_deferred_result()) { // a reserved voucher is told again after a restart
      meaningful_ = false;
      return;
    }
    defer(outcome);
    if (!is_suspended())
      suspend(waiting_for::campaign_resume);
    // A voucher stays reserved, in the outbox, until the instance goes on.
    if (state_.effect && state_.effect->kind != effect_kind::voucher)
      state_.effect.reset();
    return;
  }
  state_.effect.reset();
  const auto* step = current();
  if (step == nullptr) {
    hold("the step \"" + state_.step + "\" is not in the definition");
  } else if (const auto* voucher = std::get_if<campaign::voucher_step>(&step->kind)) {
    settle_voucher(*voucher, outcome);
  } else if (const auto* send = std::get_if<campaign::send_step>(&step->kind)) {
    settle_message(send->effect, send->on_unreachable, send->next, outcome);
  } else if (const auto* http = std::get_if<campaign::http_step>(&step->kind)) {
    if (!http->as.empty() && !outcome.response.is_null())
      state_.vars[http->as] = outcome.response;
    settle_message(http->effect, {}, http->next, outcome);
  }
}

void walk::settle_voucher(const campaign::voucher_step& step, const effect_settled& outcome) {
  const auto* given = find_path(outcome.response, "code");
  if (outcome.how == settlement::accepted && given != nullptr && given->is_string()) {
    const auto& code = given->get_ref<const std::string&>();
    state_.vars[step.as] = {{"code", code}, {"pool", step.pool}, {"issued_at", to_text(at_)}};
    write(voucher_issued{state_.step, step.pool, code});
    leave(step.next);
    return;
  }
  const bool has_way = !step.on_exhausted.empty();
  fail_to(has_way ? "exhausted" : "failure", has_way ? step.on_exhausted : step.effect.on_failure,
          sentence({"the voucher pool \"" + step.pool + "\" gave no code:", outcome.code}));
}

void walk::settle_message(const campaign::effect_rules& rules, const std::string& on_unreachable,
                          const std::string& next, const effect_settled& outcome) {
  switch (outcome.how) {
  case settlement::accepted:
    leave(next);
    return;
  case settlement::unreachable: {
    const bool has_way = !on_unreachable.empty();
    fail_to(has_way ? "unreachable" : "failure", has_way ? on_unreachable : rules.on_failure,
            "no channel reaches " + to_text(state_.subject));
    return;
  }
  case settlement::rejected:
    fail_to("failure", rules.on_failure,
            sentence({outcome.channel, "refused for good:", outcome.code, outcome.detail}));
    return;
  case settlement::transient:
    retry_or_fail(rules, outcome);
    return;
  case settlement::unknown:
    switch (rules.unknown) {
    case campaign::on_unknown::hold:
      hold(sentence({"the outcome is unknown:", outcome.channel, outcome.code, outcome.detail}));
      return;
    case campaign::on_unknown::retry:
      retry_or_fail(rules, outcome);
      return;
    case campaign::on_unknown::next:
      leave(next);
      return;
    }
  }
}

void walk::retry_or_fail(const campaign::effect_rules& rules, const effect_settled& outcome) {
  const auto counted = state_.attempt - state_.attempts_forgiven;
  if (counted >= rules.retry.max_attempts) {
    fail_to("failure", rules.on_failure,
            sentence({"given up after " + std::to_string(counted) +
                          (counted == 1 ? " attempt:" : " attempts:"),
                      outcome.channel, outcome.code, outcome.detail}));
    return;
  }
  const auto key = effect_key{state_.id, state_.step, state_.visit};
  const auto until = at_ + retry_delay(rules.retry, key, counted, outcome.retry_after);
  write(retry_scheduled{state_.step, state_.visit, state_.attempt + 1, until});
  wait_for(waiting_for::timer, until);
}

result<void> walk::obey(const commanded& order) {
  const auto refuse = [&](std::string_view allowed) {
    return fail(error_code::wrong_state, std::string{to_text(order.kind)} +
                                             " needs an instance that is " + std::string{allowed} +
                                             "; " + to_text(state_.id) + " is " +
                                             std::string{to_text(state_.status)});
  };
  const auto because = [&](std::string_view fallback) {
    return order.why.empty() ? std::string{fallback} : order.why;
  };
  if (is_ended(state_.status)) {
    if (order.kind == command_kind::campaign_resumed) {
      meaningful_ = false;
      return {};
    }
    return refuse("not ended");
  }
  switch (order.kind) {
  case command_kind::cancel:
    end(instance_status::cancelled, because("cancelled by " + order.who));
    return {};
  case command_kind::restarted:
    end(instance_status::cancelled, because("restarted"));
    return {};
  case command_kind::pause:
    if (state_.status != instance_status::waiting)
      return refuse("waiting");
    suspend(waiting_for::operator_decision);
    return {};
  case command_kind::resume:
    if (!is_suspended())
      return refuse("paused");
    resume();
    return {};
  case command_kind::campaign_resumed:
    meaningful_ = is_suspended() && state_.waiting == waiting_for::campaign_resume;
    if (meaningful_)
      resume();
    return {};
  case command_kind::retry: {
    const bool between_attempts =
        state_.waiting == waiting_for::timer && effect_rules_of(current()) != nullptr;
    if (state_.status != instance_status::held && !between_attempts)
      return refuse("held, or between two attempts");
    retry_now();
    return {};
  }
  case command_kind::skip:
    if (is_suspended())
      return refuse("waiting or held");
    skip();
    return {};
  }
  return {};
}

// ---- pausing ---------------------------------------------------------------------------

void walk::suspend(waiting_for why) {
  if (why == waiting_for::campaign_resume) {
    note_campaign_paused(used_);
    write(parked{});
  }
  state_.paused_while = state_.waiting;
  state_.paused_due = state_.due;
  state_.due.reset();
  state_.status = instance_status::paused;
  state_.waiting = why;
}

void walk::defer(const input& what) { state_.deferred.push_back(encode_deferred(what)); }

void walk::resume() {
  state_.status = instance_status::waiting;
  state_.waiting = *std::exchange(state_.paused_while, std::nullopt);
  state_.due = std::exchange(state_.paused_due, std::nullopt);
  const auto deferred = std::exchange(state_.deferred, {});
  for (const auto& kept : deferred) {
    const auto decoded = decode_deferred(kept);
    if (!decoded) {
      hold("an input that came while it was paused cannot be read");
      return;
    }
    if (const auto* due = std::get_if<timer_due>(&*decoded)) {
      state_.due = due->due;
      timer_fired();
    } else if (const auto* event = std::get_if<event_arrived>(&*decoded)) {
      hear(*event);
    } else if (const auto* outcome = std::get_if<effect_settled>(&*decoded)) {
      follow(*outcome); // settled when it came; what it leads to was put off
    }
    if (is_ended(state_.status) || state_.status == instance_status::held)
      break; // the rest means nothing to one that has ended or waits for an operator
  }
  meaningful_ = true;
}

bool walk::has_deferred_result() const {
  const auto result_type = input{effect_settled{}}.index();
  return std::any_of(state_.deferred.begin(), state_.deferred.end(), [&](const json& kept) {
    const auto* type = find_path(kept, "type");
    return type != nullptr && *type == result_type;
  });
}

// ---- operators -------------------------------------------------------------------------

void walk::retry_now() {
  const auto* step = current();
  state_.due.reset();
  state_.reason.clear();
  if (step == nullptr) {
    hold("the step \"" + state_.step + "\" is not in the definition");
    return;
  }
  if (effect_rules_of(step) != nullptr) {
    if (state_.status == instance_status::held)
      state_.attempts_forgiven = state_.attempt;
    const auto* voucher = std::get_if<campaign::voucher_step>(&step->kind);
    if (voucher != nullptr)
      request(effect_kind::voucher, voucher->pool);
    else
      request(std::holds_alternative<campaign::http_step>(step->kind) ? effect_kind::http
                                                                      : effect_kind::send);
    return;
  }
  go_to(step->id);
}

void walk::skip() {
  const auto* step = current();
  revoke_effect();
  if (step == nullptr) {
    end(instance_status::failed, "the step \"" + state_.step + "\" is not in the definition");
    return;
  }
  const auto ways = campaign::ways_of(*step);
  // The way an undisturbed instance would take: `next`, a wait's timeout, a branch's
  // otherwise; the first way where none of these exists.
  const auto usual = std::find_if(ways.begin(), ways.end(), [](const campaign::way& way) {
    return way.name == "next" || way.name == "timeout" || way.name == "otherwise";
  });
  if (ways.empty())
    end(instance_status::completed, "skipped");
  else
    take_way("skipped", usual != ways.end() ? usual->target : ways.front().target);
}

// ---- steps -----------------------------------------------------------------------------

void walk::mark_settled() {
  state_.settled_at = at_;
  if (is_anchor(campaign_, state_.step))
    state_.anchors[state_.step] = at_;
}

void walk::leave(const std::string& target) {
  mark_settled();
  go_to(target);
}

void walk::take_way(const std::string& way, const std::string& target) {
  write(way_taken{state_.step, state_.visit, way, target});
  leave(target);
}

void walk::go_to(const std::string& first) {
  state_.status = instance_status::running;
  state_.waiting = waiting_for::nothing;
  state_.due.reset();
  state_.reason.clear();
  std::optional<std::string> target = first;
  while (target) {
    const auto* step = campaign_.find(*target);
    if (step == nullptr) {
      if (*target == campaign::end_target)
        end(instance_status::completed, {});
      else
        end(instance_status::failed, "the step \"" + *target + "\" is not in the definition");
      return;
    }
    state_.step = step->id;
    state_.visit = ++state_.visits[step->id];
    state_.attempt = 0;
    state_.attempts_forgiven = 0;
    if (++steps_ > max_steps) {
      hold("more than " + std::to_string(max_steps) + " steps in one turn");
      return;
    }
    target = enter(*step);
    if (target)
      mark_settled();
  }
}

std::optional<std::string> walk::enter(const campaign::step& step) {
  return std::visit([&](const auto& kind) { return enter(step, kind); }, step.kind);
}

std::optional<std::string> walk::enter(const campaign::step&, const campaign::send_step&) {
  request(effect_kind::send);
  return std::nullopt;
}

std::optional<std::string> walk::enter(const campaign::step&, const campaign::http_step&) {
  request(effect_kind::http);
  return std::nullopt;
}

std::optional<std::string> walk::enter(const campaign::step&,
                                       const campaign::voucher_step& voucher) {
  request(effect_kind::voucher, voucher.pool);
  return std::nullopt;
}

std::optional<std::string> walk::enter(const campaign::step& step,
                                       const campaign::delay_step& delay) {
  const auto until = delay_until(delay);
  if (!until) {
    hold(until.error().message);
    return std::nullopt;
  }
  write(delayed{step.id, state_.visit, *until});
  if (*until <= at_)
    return delay.next;
  wait_for(waiting_for::timer, *until);
  return std::nullopt;
}

result<instant> walk::delay_until(const campaign::delay_step& delay) {
  auto anchor = state_.settled_at;
  if (!delay.from.empty()) {
    if (const auto found = state_.anchors.find(delay.from); found != state_.anchors.end())
      anchor = found->second;
  }
  const auto& zone = campaign_.timezone;
  if (const auto* length = std::get_if<calendar::duration>(&delay.until))
    return calendar::add(anchor, *length, zone);
  if (const auto* fixed = std::get_if<instant>(&delay.until))
    return *fixed;
  if (const auto* window = std::get_if<calendar::window>(&delay.until))
    return calendar::next_opening(at_, *window, zone);
  auto date = value_of(std::get<rules::rule>(delay.until));
  if (!date)
    return fail(std::move(date.error()));
  if (!date->is_string())
    return fail(error_code::invalid_instant,
                "the delay \"" + state_.step + "\" got " + dump(*date) + " where a date belongs");
  return calendar::parse_local(date->get_ref<const std::string&>(), zone);
}

std::optional<std::string> walk::enter(const campaign::step& step,
                                       const campaign::wait_step& wait) {
  std::optional<instant> until;
  if (wait.timeout) {
    const auto end_of_wait = calendar::add(state_.settled_at, *wait.timeout, campaign_.timezone);
    if (!end_of_wait) {
      hold(end_of_wait.error().message);
      return std::nullopt;
    }
    until = *end_of_wait;
  }
  write(wait_began{step.id, state_.visit, until});
  wait_for(waiting_for::event, until);
  return std::nullopt;
}

std::optional<std::string> walk::enter(const campaign::step& step,
                                       const campaign::branch_step& branch) {
  std::size_t number = 0;
  for (const auto& option : branch.cases) {
    ++number;
    const auto holds = holds_true(option.when);
    if (!holds)
      return std::nullopt;
    if (*holds) {
      write(way_taken{step.id, state_.visit, "case " + std::to_string(number), option.next});
      return option.next;
    }
  }
  write(way_taken{step.id, state_.visit, "otherwise", branch.otherwise});
  return branch.otherwise;
}

std::optional<std::string> walk::enter(const campaign::step& step,
                                       const campaign::split_step& split) {
  double total = 0;
  for (const auto& share : split.shares)
    total += share.share;
  auto left = draw({campaign_.id, step.id, to_text(state_.subject)}) * total;
  const auto* chosen = &split.shares.back();
  for (const auto& share : split.shares) {
    if (left < share.share) {
      chosen = &share;
      break;
    }
    left -= share.share;
  }
  write(way_taken{step.id, state_.visit, chosen->name, chosen->next});
  return chosen->next;
}

std::optional<std::string> walk::enter(const campaign::step& step,
                                       const campaign::update_step& update) {
  json set = json::object();
  for (const auto& [field, rule] : update.set) {
    auto value = value_of(rule);
    if (!value) {
      hold(value.error().message);
      return std::nullopt;
    }
    set[field] = std::move(*value);
  }
  auto record = known_.record.is_object() ? known_.record : json::object();
  record.merge_patch(set);
  if (auto why = refusal_of(record); !why.empty()) {
    note_refused({state_.step, state_.visit, why}, used_);
    hold("the record cannot be updated: " + why);
    return std::nullopt;
  }
  // Later steps of this turn see the record as it will be.
  known_.record = std::move(record);
  write(subject_updated{step.id, set});
  patches_.push_back({state_.subject, std::move(set)});
  return update.next;
}

std::string walk::refusal_of(const json& record) const {
  if (const auto& then = given_.refused;
      then && then->step == state_.step && then->visit == state_.visit)
    return then->why;
  if (!given_.record_type)
    return {};
  std::string why;
  for (const auto& mistake : records::check(*given_.record_type, record))
    why += (why.empty() ? "" : "; ") + mistake.pointer + ": " + mistake.message;
  return why;
}

std::optional<std::string> walk::enter(const campaign::step&, const campaign::end_step& ending) {
  end(instance_status::completed, ending.reason);
  return std::nullopt;
}

// ---- blocking and ending ---------------------------------------------------------------

void walk::request(effect_kind kind, std::string pool) {
  ++state_.attempt;
  state_.effect = pending_effect{state_.step, state_.visit, state_.attempt, kind, std::move(pool)};
  write(effect_requested{state_.step, state_.visit, state_.attempt, kind});
  wait_for(waiting_for::effect_result, std::nullopt);
}

void walk::wait_for(waiting_for what, std::optional<instant> due) {
  state_.status = instance_status::waiting;
  state_.waiting = what;
  state_.due = due;
}

void walk::fail_to(std::string_view way, const std::string& target, const std::string& reason) {
  if (target.empty())
    hold(reason);
  else
    take_way(std::string{way}, target);
}

void walk::hold(std::string reason) {
  revoke_effect(); // nothing may move it but the operator
  write(held{state_.step, reason});
  state_.status = instance_status::held;
  state_.waiting = waiting_for::operator_decision;
  state_.due.reset();
  state_.reason = std::move(reason);
}

void walk::revoke_effect() {
  if (!state_.effect)
    return;
  write(effect_revoked{state_.effect->step, state_.effect->visit});
  state_.revoked = std::exchange(state_.effect, std::nullopt);
}

void walk::end(instance_status status, std::string reason) {
  revoke_effect();
  state_.due.reset();
  state_.paused_while.reset();
  state_.paused_due.reset();
  state_.deferred.clear();
  state_.placements.clear();
  state_.status = status;
  state_.waiting = waiting_for::nothing;
  write(ended{status, reason});
  state_.reason = std::move(reason);
}

// ---- conditions ------------------------------------------------------------------------

result<json> walk::value_of(const rules::rule& rule, const json* event) {
  note_facts(rule, state_, given_, used_);
  auto data = condition_data(campaign_, state_, known_, rule);
  if (event != nullptr)
    data["event"] = *event;
  rules::environment environment;
  environment.now = at_;
  environment.zone = campaign_.timezone;
  environment.outcome = [this](const std::string& step) {
    const auto found = state_.outcomes.find(step);
    return found != state_.outcomes.end() ? *found : json{};
  };
  return rule.evaluate(data, environment);
}

std::optional<bool> walk::holds_true(const rules::rule& rule) {
  if (rule.is_always())
    return true;
  const auto value = value_of(rule);
  if (!value) {
    hold_for(value.error());
    return std::nullopt;
  }
  return rules::truthy(*value);
}

void walk::hold_for(const error& failure) {
  hold("a condition of \"" + state_.step + "\" failed: " + failure.message);
}

} // namespace sojourn::engine
