// The step `show`: something is put into a slot for the subject, and the instance goes on.
#include "engine/step_executor.hpp"

namespace sojourn::engine {

std::optional<std::string> step_executor::enter(const campaign::step& step,
                                                const campaign::show_step& show) {
  placement put{.slot = show.slot, .from = show.from, .until = {}};
  if (const auto* until = std::get_if<instant>(&show.until)) {
    put.until = *until;
  } else if (const auto* length = std::get_if<calendar::duration>(&show.until)) {
    const auto end = calendar::add(at_, *length, campaign_.timezone);
    if (!end) {
      hold({"invalid_time", end.error().message});
      return std::nullopt;
    }
    put.until = *end;
  }
  write(placed{step.id, state_.visit, put});
  // A further visit of the step takes the place of the one before.
  state_.placements.insert_or_assign(step.id, std::move(put));
  return show.next;
}

} // namespace sojourn::engine
