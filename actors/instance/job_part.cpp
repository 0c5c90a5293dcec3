#include "actors/instance/job_part.hpp"

#include "storage/journal.hpp"
#include "storage/turns.hpp"
#include "storage/write/turn_encoding.hpp"

namespace sojourn::actors {

engine::renamed_steps renamed_by(const json& details) {
  engine::renamed_steps renamed;
  if (const auto map = details.find("map"); map != details.end()) {
    for (const auto& [from, to] : map->items())
      renamed.emplace(from, to.get<std::string>());
  }
  return renamed;
}

result<engine::input> planned_move(const job_part& part, engine::commanded words,
                                   const running_version& from, const engine::instance_state& state,
                                   storage::journal_position head) {
  if (part.back) {
    if (head != part.head)
      return fail(error_code::wrong_state, to_text(state.id) + " has moved since");
    words.move = part.back;
    return words;
  }
  static const engine::renamed_steps none;
  auto move =
      engine::plan_migration(*from.definition, state, *part.to->definition, part.to->version,
                             part.renamed ? *part.renamed : none, part.re_time);
  if (!move)
    return fail(std::move(move.error()));
  words.move = std::move(*move);
  return words;
}

void add_job_part(storage::turn_write& write, const job_part& part, const running_version& from) {
  write.task = part.task;
  if (part.to == nullptr)
    return;
  storage::set_version_before(write, from.key);
  write.waits_before = engine::subscriptions(*from.definition, *write.before);
  if (!part.back)
    write.task->undo = engine::encode_migration(engine::undo(*write.before));
}

} // namespace sojourn::actors
