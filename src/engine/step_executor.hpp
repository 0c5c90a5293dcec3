// One turn in the making: the steps an instance runs through until it blocks or ends.
#pragma once

#include "engine/advance.hpp"

namespace sojourn::engine {

/// Why an instance waits for an operator: a code to group by, and a sentence.
struct hold_reason {
  std::string code;
  std::string text;
};

/// Works on a copy of the state and collects the turn. Not reused.
class step_executor {
public:
  step_executor(const campaign::definition& campaign, instance_state state, instant at,
                const facts& known);

  // What an input does, in the words of the input.
  result<void> begin(const started& how);
  void timer_fired();
  void on_event(const event_arrived& event);
  void settle(const effect_settled& outcome);
  result<void> on_command(const commanded& command);

  /// Whether the input meant anything.
  [[nodiscard]] bool has_effect() const { return meaningful_; }
  /// Of a start: the places of the events in `started::heard` that meant something.
  [[nodiscard]] const std::vector<std::size_t>& meant() const { return meant_; }

  /// The turn, with `what` as its first entry.
  [[nodiscard]] turn finish(const input& what) &&;

  /// Steps that one turn may run through; more means a loop that turns on itself.
  static constexpr int max_steps = 1000;

private:
  /// Ends the instance before its first step if one of these came before that.
  bool ends_before_first_step(const std::vector<event_arrived>& heard);
  /// A wait's time is up; `target` is the way that this leads to.
  void time_out(const std::string& target);
  /// `transition` is the name by which it is counted; empty: it is not, for it was there already.
  void go_to(const std::string& target, std::string transition);
  /// Enters the step and says where to go next, or nullopt when it blocks or ends.
  std::optional<std::string> enter(const campaign::step& step);
  std::optional<std::string> enter(const campaign::step& step, const campaign::send_step& send);
  std::optional<std::string> enter(const campaign::step& step, const campaign::delay_step& delay);
  std::optional<std::string> enter(const campaign::step& step, const campaign::wait_step& wait);
  std::optional<std::string> enter(const campaign::step& step, const campaign::branch_step& branch);
  std::optional<std::string> enter(const campaign::step& step, const campaign::split_step& split);
  std::optional<std::string> enter(const campaign::step& step,
                                   const campaign::voucher_step& voucher);
  std::optional<std::string> enter(const campaign::step& step, const campaign::update_step& update);
  std::optional<std::string> enter(const campaign::step& step, const campaign::http_step& http);
  std::optional<std::string> enter(const campaign::step& step, const campaign::end_step& end);
  std::optional<std::string> enter(const campaign::step& step, const campaign::show_step& show);
  std::optional<std::string> enter(const campaign::step& step,
                                   const campaign::count_gate_step& gate);
  std::optional<std::string> enter(const campaign::step& step, const campaign::points_step& points);
  std::optional<std::string> enter(const campaign::step& step, const campaign::tier_step& tier);
  std::optional<std::string> enter(const campaign::step& step, const campaign::start_step& start);
  std::optional<std::string> enter(const campaign::step& step,
                                   const campaign::pause_campaign_step& pause);
  std::optional<std::string> enter(const campaign::step& step, const campaign::tag_step& tag);
  std::optional<std::string> enter(const campaign::step& step, const campaign::task_step& task);
  /// What the type of the subject's record says against it; empty when nothing.
  [[nodiscard]] std::string refusal_of(const json& record) const;

  /// When a wait ends that begins now; nullopt: it takes as long as it takes.
  [[nodiscard]] result<std::optional<instant>>
  end_of_wait(const std::optional<calendar::duration>& timeout) const;
  void await_event(const campaign::step& step, std::optional<instant> until);
  result<instant> delay_until(const campaign::delay_step& delay);
  /// At once where nobody knows the subject's best hour.
  result<instant> next_best_hour();
  void mark_settled(); ///< the current step settled now
  /// It settled; go on at target.
  void leave(const std::string& target, const std::string& transition = "next");
  void take_transition(const std::string& transition, const std::string& target);
  /// The step has chosen, and goes on in the same turn.
  [[nodiscard]] std::optional<std::string> choose(const std::string& transition,
                                                  const std::string& target);
  void request(effect_kind kind, std::string pool = {}, json booking = {});
  void request_voucher(const campaign::voucher_step& voucher);
  void follow(const effect_settled& outcome); ///< what the settled effect leads to
  void settle_voucher(const campaign::voucher_step& step, const effect_settled& outcome);
  /// Until when a code is good by itself that is given now, by its step or else its pool.
  [[nodiscard]] result<std::optional<instant>> end_of_code(const campaign::voucher_step& step,
                                                           const effect_settled& outcome) const;
  /// Whether an earlier visit of the step may have brought its message to the subject.
  [[nodiscard]] bool was_told_before(const std::string& step) const;
  /// What became of the last message of a step that has left, so that its codes may be known;
  /// nullopt: it may have been read. Empty: it was never come to.
  [[nodiscard]] std::optional<std::string> why_untold(const std::string& step) const;
  /// Keeps that a message of the instance did not arrive, where a code hangs on it; whether one
  /// does.
  bool mark_undelivered(const event_arrived& event);
  /// Gives back the codes that nobody was told, where no step can tell them any more.
  void give_codes_back(bool has_ended);
  /// The event as goals, exits and waits take it.
  void take_event(const event_arrived& event);
  void settle_count(const campaign::count_gate_step& gate, const effect_settled& outcome);
  void settle_points(const campaign::points_step& points, const effect_settled& outcome);
  void settle_tier(const campaign::tier_step& tier, const effect_settled& outcome);
  /// An event came; whether it tells how the instance ended that a start step waits for.
  bool on_started_instance_ended(const campaign::start_step& start, const event_arrived& event);
  /// Whether events go on now; else this one is put off.
  bool takes_now(const event_arrived& event);
  void settle_message(const campaign::effect_rules& rules, const std::string& on_unreachable,
                      const std::string& next, const effect_settled& outcome);
  void retry_or_fail(const campaign::effect_rules& rules, const effect_settled& outcome);
  /// The outcome is unknown and nothing more will be heard of it.
  void stay_unknown(const campaign::effect_rules& rules, const std::string& next,
                    const effect_settled& outcome);
  void put_off(const effect_settled& outcome); ///< tries the send again later
  /// An event came while it waits for word of its send; whether it is that word.
  void on_receipt(const event_arrived& event);
  /// No word came in time.
  void miss_receipt(const campaign::effect_rules& rules, const std::string& next);
  [[nodiscard]] effect_settled outcome_of_step() const; ///< of the attempt that was made last
  void remember(const effect_settled& outcome); ///< for the conditions that ask for outcomes
  void forget_unknown(); ///< the outcome of the step was unknown, and is known now
  void fail_to(std::string_view transition, const std::string& target, hold_reason why);
  /// The same with a second target for when the step names none: the way of failures.
  void fail_to(std::string_view transition, const std::string& target,
               const std::string& on_failure, hold_reason why);
  void resume();
  void retry_now();
  void skip();
  result<void> continue_from(const std::string& target);
  result<void> edit(const json& changes);
  result<void> migrate(const migration& move);
  result<void> set_timer_anew(const campaign::step& step);
  void suspend(waiting_for why);
  void defer(const input& what);
  /// Keeps an event for the time after the pause; false when so many are kept already.
  bool defer_event(const event_arrived& event);
  /// Whether an input of this type waits for the end of the pause.
  template <class Input>
  [[nodiscard]] bool has_deferred() const;
  [[nodiscard]] std::size_t count_deferred(std::size_t type) const;
  void go_on_after_pause(); ///< the campaign goes on; the instance now, or a little later
  /// When the timer is really due, if pauses made it stand still; nullopt: it is due, or a
  /// pause lasts.
  [[nodiscard]] std::optional<instant> prolonged(instant due);
  void wait_for(waiting_for what, std::optional<instant> due);
  void hold(hold_reason why);
  void end(instance_status status, std::string reason);
  /// Completes by a transition to "end".
  void end_by(std::string transition, std::string reason = {});
  /// For the reports: something happened at the step where the instance is.
  void count(passage_kind kind, std::string name);
  /// For the reports: what became of a message. `is_again`: an outcome of the same visit was told
  /// before.
  void count_outcome(const effect_settled& told, bool is_again);
  void revoke_effect();
  bool ends_by(const std::vector<campaign::ending>& endings, const event_arrived& event,
               instance_status status, std::string_view word);

  [[nodiscard]] const campaign::step* current() const { return campaign_.find(state_.step); }
  [[nodiscard]] bool is_suspended() const { return state_.status == instance_status::paused; }

  result<json> value_of(const rules::rule& rule, const json* event = nullptr);
  /// The value of a condition, or of each field's; an error holds the instance and gives nullopt.
  std::optional<json> value_or_hold(const rules::rule& rule);
  std::optional<json> values_of(const std::map<std::string, rules::rule>& fields);
  /// The tags that the rules give, each once; an error holds the instance and gives nullopt.
  std::optional<std::vector<std::string>> tags_of(const std::vector<rules::rule>& rules);
  /// Truth of a condition; an error holds the instance and gives nullopt.
  std::optional<bool> holds_true(const rules::rule& rule);
  /// The whole number of points that a rule gives; otherwise nullopt, and the instance is held.
  std::optional<std::int64_t> amount_of(const rules::rule& rule);
  /// What a booking is known by, text or a number; otherwise nullopt, and the instance is held.
  std::optional<std::string> reference_of(const rules::rule& rule);
  /// Whether a condition on an event holds; on an error nullopt, and the instance is held
  /// or, while it is paused, keeps the event for later.
  std::optional<bool> is_matched(const rules::rule& match, const event_arrived& event,
                                 const json& data);
  void hold_for(const error& failure);
  [[nodiscard]] bool is_send(std::string_view step) const;
  [[nodiscard]] bool stands_still_in_pauses() const {
    return campaign_.on_pause.timers == campaign::pause_timers::keep_remaining;
  }
  void write(entry what) { entries_.push_back(std::move(what)); }

  const campaign::definition& campaign_;
  instance_state state_;
  instant at_;
  facts known_;
  const facts& given_;
  json used_ = json::object();
  std::vector<entry> entries_;
  std::vector<record_patch> patches_;
  std::vector<campaign_start> starts_;
  std::optional<campaign_paused> pauses_campaign_;
  std::vector<passage> passages_;
  std::string chosen_; ///< the transition that the step in hand takes
  bool meaningful_ = true;
  bool looks_at_codes_ = false; ///< whether one may have to go back
  std::vector<std::size_t> meant_;
  int steps_ = 0;
};

template <class Input>
bool step_executor::has_deferred() const {
  return count_deferred(input{Input{}}.index()) > 0;
}

} // namespace sojourn::engine
