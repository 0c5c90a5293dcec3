#include "engine/migration.hpp"

#include "engine/step_executor.hpp"

namespace sojourn::engine {

namespace {

tl::unexpected<error> refuse(std::string why) {
  return fail(error_code::wrong_state, std::move(why));
}

std::string in_quotes(std::string_view name) { return "\"" + std::string{name} + "\""; }

/// Whether the step waits for an event for as long as that takes.
bool waits_for_ever(const campaign::step& step) {
  if (const auto* wait = std::get_if<campaign::wait_step>(&step.kind))
    return !wait->timeout;
  const auto* start = std::get_if<campaign::start_step>(&step.kind);
  return start != nullptr && !start->timeout;
}

} // namespace

result<void> check_versions(const campaign::definition& from, const campaign::definition& to) {
  // The key of an instance is taken or not when it begins.
  const auto has_keys = [](const campaign::definition& of) {
    return of.reentry.policy != campaign::reentry_policy::parallel;
  };
  if (has_keys(from) != has_keys(to))
    return refuse("one of the versions lets a subject in any number of times at once and the "
                  "other does not; an instance cannot go from one to the other");
  return {};
}

result<std::string> step_in(const campaign::definition& from, const campaign::definition& to,
                            const std::string& step, bool is_held, const renamed_steps& renamed) {
  const auto mapped = renamed.find(step);
  const auto& name = mapped != renamed.end() ? mapped->second : step;
  const auto* now = from.find(step);
  const auto* then = to.find(name);
  if (then == nullptr)
    return refuse("the new version has no step " + in_quotes(name));
  if (!is_held && (now == nullptr || now->kind.index() != then->kind.index()))
    return refuse("the step " + in_quotes(name) + " of the new version is a " +
                  std::string{campaign::type_name(then->kind)} + ", and the instance is in a " +
                  std::string{now != nullptr ? campaign::type_name(now->kind) : "lost step"});
  if (name != step && std::holds_alternative<campaign::start_step>(then->kind) && !is_held)
    return refuse("it waits for the campaign that it started, which knows it by the name of the "
                  "step " +
                  in_quotes(step));
  return name;
}

result<migration> plan_migration(const campaign::definition& from, const instance_state& state,
                                 const campaign::definition& to, std::uint32_t version,
                                 const renamed_steps& renamed, bool re_time) {
  if (is_ended(state.status))
    return refuse(to_text(state.id) + " has ended");
  if (state.version == version)
    return refuse(to_text(state.id) + " is at version " + std::to_string(version) + " already");
  if (auto fit = check_versions(from, to); !fit)
    return fail(std::move(fit.error()));
  auto step = step_in(from, to, state.step, state.status == instance_status::held, renamed);
  if (!step)
    return fail(std::move(step.error()));
  if (state.effect && *step != state.step)
    return refuse("the " + std::string{to_text(state.effect->kind)} + " of " +
                  in_quotes(state.step) +
                  " is under way, and the step has another name in the new "
                  "version");
  return migration{.to = version, .step = std::move(*step), .re_time = re_time};
}

migration undo(const instance_state& before) {
  const bool is_paused = before.status == instance_status::paused;
  return {.to = before.version,
          .step = before.step,
          .re_time = false,
          .back = true,
          .due = is_paused ? before.paused_due : before.due,
          .timer_set_at = before.timer_set_at};
}

result<void> step_executor::migrate(const migration& move) {
  const auto* step = campaign_.find(move.step);
  if (step == nullptr)
    return refuse("version " + std::to_string(move.to) + " has no step " + in_quotes(move.step));
  state_.version = move.to;
  count(passage_kind::migrated_out, {});
  if (move.step != state_.step) {
    state_.step = move.step;
    auto& visits = state_.visits[move.step];
    state_.visit = move.back ? visits : ++visits;
  }
  count(passage_kind::migrated_in, {});
  if (move.back) {
    (is_suspended() ? state_.paused_due : state_.due) = move.due;
    state_.timer_set_at = move.timer_set_at;
    return {};
  }
  const auto awaits = is_suspended() ? *state_.paused_while : state_.waiting;
  if (awaits == waiting_for::event && waits_for_ever(*step)) {
    // A timer of the old version would lead nowhere.
    (is_suspended() ? state_.paused_due : state_.due).reset();
    state_.timer_set_at.reset();
  }
  return move.re_time ? set_timer_anew(*step) : result<void>{};
}

result<void> step_executor::set_timer_anew(const campaign::step& step) {
  if (has_deferred<timer_due>())
    return {}; // it has fallen due
  auto& due = is_suspended() ? state_.paused_due : state_.due;
  const auto awaits = is_suspended() ? *state_.paused_while : state_.waiting;
  const auto* delay = std::get_if<campaign::delay_step>(&step.kind);
  const auto* wait = std::get_if<campaign::wait_step>(&step.kind);
  if (delay != nullptr && awaits == waiting_for::timer) {
    const auto until = delay_until(*delay);
    if (!until)
      return refuse(until.error().message);
    due = *until;
    write(delayed{state_.step, state_.visit, *until});
  } else if (wait != nullptr && awaits == waiting_for::event) {
    due.reset();
    if (wait->timeout) {
      const auto until = calendar::add(state_.settled_at, *wait->timeout, campaign_.timezone);
      if (!until)
        return refuse(until.error().message);
      due = *until;
    }
    write(wait_began{state_.step, state_.visit, due});
  } else {
    return {}; // the next attempt of an effect comes when it was to come
  }
  state_.timer_set_at =
      due && stands_still_in_pauses() ? std::optional{state_.settled_at} : std::nullopt;
  return {};
}

} // namespace sojourn::engine
