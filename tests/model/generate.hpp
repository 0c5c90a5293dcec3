// Random plans, worlds and inputs.
#pragma once

#include "engine/input.hpp"
#include "tests/model/dice.hpp"
#include "tests/model/plan.hpp"

namespace sojourn::model {

/// A well-formed plan: every way leads to a step or to "end", and every cycle passes a step
/// that waits.
[[nodiscard]] plan random_plan(dice& draws, std::uint64_t number);

/// The next version of a plan: some of its steps are others, and one may have another name,
/// which `renamed` tells.
[[nodiscard]] plan next_version(dice& draws, const plan& of,
                                std::map<std::string, std::string, std::less<>>& renamed);

/// A customer's record: any member may lack, and so may the record.
[[nodiscard]] json random_record(dice& draws);

/// How the instance begins.
[[nodiscard]] engine::started random_start(dice& draws, const plan& of);

/// Makes the inputs of one instance, knowing its state, so that most of them mean something.
class input_source {
public:
  input_source(dice& draws, const plan& of) : draws_{draws}, plan_{&of} {}

  /// From now on the instance goes by this plan.
  void follow(const plan& of) { plan_ = &of; }

  /// The next input; may move the time on and change the world.
  [[nodiscard]] engine::input next(const engine::instance_state& state, instant& now,
                                   engine::facts& world);

private:
  engine::input useful(const engine::instance_state& state, instant& now, engine::facts& world);
  engine::input any(const engine::instance_state& state, instant& now);
  engine::effect_settled outcome_of(const engine::pending_effect& effect);
  engine::event_arrived end_of_other(const engine::instance_state& state);
  engine::event_arrived event_of(const std::string& type);
  engine::input command(engine::command_kind kind);
  void change_world(engine::facts& world, instant now);

  dice& draws_;
  const plan* plan_;
  std::vector<engine::input> given_; ///< to be given again
};

} // namespace sojourn::model
