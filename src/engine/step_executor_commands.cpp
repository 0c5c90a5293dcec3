// Pausing, resuming, and what operators may do to an instance.
#include "engine/pauses.hpp"
#include "engine/step_executor.hpp"
#include "engine/view.hpp"

#include <algorithm>

namespace sojourn::engine {

namespace {

/// nullptr for steps without an effect.
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

// Kept whole: one case a command, each with its condition beside what it does.
result<void> step_executor::on_command(const commanded& command) {
  const auto refuse = [&](std::string_view allowed) {
    return fail(error_code::wrong_state, std::string{to_text(command.kind)} +
                                             " needs an instance that is " + std::string{allowed} +
                                             "; " + to_text(state_.id) + " is " +
                                             std::string{to_text(state_.status)});
  };
  const auto because = [&](std::string_view fallback) {
    return command.why.empty() ? std::string{fallback} : command.why;
  };
  if (is_ended(state_.status)) {
    if (command.kind == command_kind::campaign_resumed) {
      meaningful_ = false;
      return {};
    }
    return refuse("not ended");
  }
  switch (command.kind) {
  case command_kind::cancel:
    count(passage_kind::cancelled, "cancel");
    end(instance_status::cancelled, because("cancelled by " + command.who));
    return {};
  case command_kind::restarted:
    count(passage_kind::cancelled, "restarted");
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
    // One with a timer has its place in the window after the pause already.
    meaningful_ = is_suspended() && state_.waiting == waiting_for::campaign_resume && !state_.due;
    if (meaningful_)
      go_on_after_pause();
    return {};
  case command_kind::migrate:
    return migrate(*command.move);
  case command_kind::link:
    state_.subject = command.becomes->subject;
    state_.reentry_key = command.becomes->reentry_key;
    return {};
  case command_kind::retry: {
    const bool between_attempts =
        is_put_off(state_.waiting) ||
        (state_.waiting == waiting_for::timer && effect_rules_of(current()) != nullptr);
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
  case command_kind::continue_from:
    if (is_suspended())
      return refuse("waiting or held");
    return continue_from(command.step);
  case command_kind::edit:
    return edit(command.vars);
  }
  return {};
}

// ---- pausing ---------------------------------------------------------------------------

void step_executor::suspend(waiting_for why) {
  if (why == waiting_for::campaign_resume) {
    add_used_campaign_paused(used_);
    write(parked{});
  }
  state_.paused_while = state_.waiting;
  state_.paused_due = state_.due;
  state_.due.reset();
  state_.status = instance_status::paused;
  state_.waiting = why;
}

void step_executor::defer(const input& what) { state_.deferred.push_back(encode_deferred(what)); }

bool step_executor::defer_event(const event_arrived& event) {
  const auto limit = campaign_.on_pause.keep_events;
  // How an instance ended that this one started is told once.
  if (event.type != started_ended_event &&
      count_deferred(input{event_arrived{}}.index()) >= limit) {
    write(event_dropped{event.type, limit});
    return false;
  }
  defer(event);
  return true;
}

void step_executor::go_on_after_pause() {
  if (campaign_.on_pause.timers == campaign::pause_timers::spread && has_deferred<timer_due>()) {
    add_used_pauses(given_.pauses, used_);
    const auto then = spread_over(campaign_.on_pause.window, state_.id, given_.pauses, at_);
    if (then > at_) {
      write(delayed{state_.step, state_.visit, then});
      state_.due = then;
      return;
    }
  }
  resume();
}

std::optional<instant> step_executor::prolonged(instant due) {
  if (!stands_still_in_pauses())
    return std::nullopt;
  add_used_pauses(given_.pauses, used_);
  const auto later =
      due_without_pauses(state_.timer_set_at.value_or(state_.settled_at), due, given_.pauses);
  return later && *later > at_ ? later : std::nullopt;
}

void step_executor::resume() {
  state_.status = instance_status::waiting;
  state_.waiting = *std::exchange(state_.paused_while, std::nullopt);
  state_.due = std::exchange(state_.paused_due, std::nullopt);
  if (const auto later = state_.due ? prolonged(*state_.due) : std::nullopt)
    wait_for(state_.waiting, later);
  const auto deferred = std::exchange(state_.deferred, {});
  for (const auto& kept : deferred) {
    const auto decoded = decode_deferred(kept);
    if (!decoded) {
      hold({"input_unreadable", "an input that came while it was paused cannot be read"});
      return;
    }
    if (const auto* due = std::get_if<timer_due>(&*decoded)) {
      state_.due = due->due;
      timer_fired();
    } else if (const auto* event = std::get_if<event_arrived>(&*decoded)) {
      on_event(*event);
    } else if (const auto* outcome = std::get_if<effect_settled>(&*decoded)) {
      follow(*outcome); // settled when it came; what it leads to was put off
    }
    if (is_ended(state_.status) || state_.status == instance_status::held)
      break; // the rest means nothing to one that has ended or waits for an operator
  }
  meaningful_ = true;
}

std::size_t step_executor::count_deferred(std::size_t type) const {
  return static_cast<std::size_t>(
      std::count_if(state_.deferred.begin(), state_.deferred.end(), [&](const json& kept) {
        const auto* of = find_path(kept, "type");
        return of != nullptr && *of == type;
      }));
}

// ---- operators -------------------------------------------------------------------------

void step_executor::retry_now() {
  const auto* step = current();
  state_.due.reset();
  state_.reason.clear();
  state_.code.clear();
  if (step == nullptr) {
    hold({"step_missing", "the step \"" + state_.step + "\" is not in the definition"});
    return;
  }
  if (effect_rules_of(step) != nullptr) {
    if (state_.status == instance_status::held)
      state_.attempts_forgiven = state_.attempt;
    const auto* voucher = std::get_if<campaign::voucher_step>(&step->kind);
    if (voucher != nullptr)
      request_voucher(*voucher);
    else
      request(std::holds_alternative<campaign::http_step>(step->kind) ? effect_kind::http
                                                                      : effect_kind::send);
    return;
  }
  go_to(step->id, {}); // it came here before
}

void step_executor::skip() {
  const auto* step = current();
  revoke_effect();
  if (step == nullptr) {
    end(instance_status::failed, "the step \"" + state_.step + "\" is not in the definition");
    return;
  }
  const auto transitions = campaign::transitions_of(*step);
  // The way an undisturbed instance would take: `next`, a wait's timeout, a branch's
  // otherwise; the first way where none of these exists.
  const auto usual = std::find_if(
      transitions.begin(), transitions.end(), [](const campaign::transition& transition) {
        return transition.name == "next" || transition.name == "timeout" ||
               transition.name == "otherwise";
      });
  if (transitions.empty())
    end_by("skipped", "skipped");
  else
    take_transition("skipped",
                    usual != transitions.end() ? usual->target : transitions.front().target);
}

result<void> step_executor::continue_from(const std::string& target) {
  if (target != campaign::end_target && campaign_.find(target) == nullptr)
    return fail(error_code::wrong_state, "version " + std::to_string(state_.version) +
                                             " of the campaign has no step \"" + target + "\"");
  revoke_effect();
  take_transition("continue", target);
  return {};
}

result<void> step_executor::edit(const json& changes) {
  const auto refuse = [](const std::string& why) { return fail(error_code::wrong_state, why); };
  if (!changes.is_object() || changes.empty())
    return refuse("an edit names the variables that it changes");
  for (const auto& [name, value] : changes.items()) {
    const bool is_variable = !name.empty() && name.front() >= 'a' && name.front() <= 'z' &&
                             name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
                               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
                             });
    if (!is_variable)
      return refuse("\"" + name +
                    "\" is no name of a variable: a-z first, then up to 63 of a-z, 0-9 and \"_\"");
    const auto vouchers = vouchers_of(state_);
    if (std::any_of(vouchers.begin(), vouchers.end(),
                    [&](const voucher_ref& held) { return held.variable == name; }))
      return refuse("\"" + name + "\" holds a voucher, whose code is its pool's to give");
  }
  auto edited = state_.vars;
  edited.merge_patch(changes);
  if (const auto bytes = dump(edited).size(); bytes > max_edited_bytes)
    return refuse("the variables would be " + std::to_string(bytes) + " bytes as text; at most " +
                  std::to_string(max_edited_bytes) + " can be edited");
  state_.vars = std::move(edited);
  return {};
}

} // namespace sojourn::engine
