// The engine's meaning, written a second time: slow, obvious, and from its documentation.
#pragma once

#include "engine/input.hpp"
#include "tests/model/plan.hpp"

#include <set>

namespace sojourn::model {

using engine::instance_status;
using engine::waiting_for;

/// What an effect is known by.
struct effect {
  std::string step;
  std::uint32_t visit = 0;
  std::uint32_t attempt = 0;
  bool is_voucher = false;
  bool is_message = false;
  bool operator==(const effect&) const = default;
};

/// How an input went.
enum class answer { moved, meant_nothing, refused, not_in_audience, audience_broken };

/// One instance of a plan. Its members are what the engine's state must agree with.
class model {
public:
  explicit model(const plan& of) : plan_{&of} {}

  /// Applies one input at `at` in a world of these facts.
  answer take(const engine::input& what, instant at, const engine::facts& world);

  /// Whether it can go on with another plan, where its step has the name `name`.
  [[nodiscard]] bool can_move(const plan& to, const std::string& name) const;
  /// It goes on with the plan `to` from here on.
  answer move(const engine::migration& how, const plan& to, instant at, const engine::facts& world);

  instance_status status = instance_status::running;
  waiting_for waiting = waiting_for::nothing;
  std::string step;
  std::optional<instant> due;
  std::optional<effect> pending;
  std::optional<effect> taken_back; ///< its result may still come
  json vars = json::object();
  /// By step: the slot, and until when.
  std::map<std::string, std::pair<std::string, std::optional<instant>>> shown;
  std::string end_reason;

  /// A retry's wait is drawn: any due instant from `due` back to this one is right. Whoever
  /// compares puts the drawn one into `due`.
  std::optional<instant> due_not_before;
  /// The record as this turn leaves it.
  json record;
  int starts = 0; ///< of other campaigns, in this turn
  bool pauses_campaign = false;

private:
  void begin_turn(instant at, const engine::facts& world);
  // inputs
  answer begin(const engine::started& how);
  bool fire();
  bool on_event(const engine::event_arrived& event);
  bool settle(const engine::effect_settled& outcome);
  /// Keeps an event for the time after the pause; false: too many are kept already.
  bool keep(const engine::event_arrived& event);
  bool set_timer_anew();
  answer on_command(engine::command_kind order, const engine::commanded& words);
  // what they lead to
  void follow(const engine::effect_settled& outcome);
  void try_again_or_fail(const engine::effect_settled& outcome);
  void go_on_after_pause();
  void follow_booking(const engine::effect_settled& outcome);
  void start_other();
  bool on_other_event(const engine::event_arrived& event);
  void pass_to(const std::string& target); ///< the present step settled
  void enter(const std::string& target);
  void request(bool again_by_operator);
  void fail_to(const std::string& target);
  void hold();
  void finish(instance_status how, const std::string& why);
  void park();
  // reading
  [[nodiscard]] const sojourn::model::step& here() const { return plan_->steps.at(step); }
  [[nodiscard]] bool ended() const { return status >= instance_status::completed; }
  [[nodiscard]] bool is_effect_step() const;
  /// nullopt: it cannot be evaluated.
  [[nodiscard]] std::optional<bool> holds(const condition& what, const json* event) const;
  [[nodiscard]] std::optional<instant> delay_end() const;

  const plan* plan_;
  instant at_{};
  engine::facts world_;
  engine::started how_;
  std::uint32_t visit_ = 0;
  std::uint32_t attempts_made_ = 0;    ///< at this visit, ever
  std::uint32_t attempts_counted_ = 0; ///< since an operator last retried
  std::map<std::string, std::uint32_t> visits_;
  std::map<std::string, std::string> outcomes_;
  std::map<std::string, instant> settled_;
  instant last_settled_{};
  waiting_for before_pause_ = waiting_for::nothing;
  std::optional<instant> due_before_pause_;
  std::vector<engine::input> put_off_;
};

} // namespace sojourn::model
