#include "storage/verify/verify_desk.hpp"

namespace sojourn::storage {

void desk_verifier::check(const engine::instance_state& state,
                          const std::vector<engine::stored_entry>& journal) {
  for (const auto& entry : journal) {
    const auto* made = std::get_if<engine::task_made>(&entry.what);
    if (made == nullptr)
      continue;
    const auto held_by = [&](const subject_ref& subject) {
      return tables_.desk_tasks.holds(to_text(subject), state.id, made->step, made->visit);
    };
    const auto customer = tables_.aliases.customer_behind(state.subject);
    if (held_by(state.subject) || (customer && held_by(*customer)))
      ++found_;
    else
      missing_.push_back({"task_missing", to_text(state.id),
                          "of \"" + made->step + "\", visit " + std::to_string(made->visit)});
  }
}

void desk_verifier::check_tables() {
  // Of those that ended long ago only how many there were is known.
  const auto forgotten = tables_.forgotten.total(forgotten_row::desk_rows);
  if (static_cast<std::int64_t>(missing_.size()) > forgotten) {
    for (const auto& one : missing_)
      report_.add(one.what, one.where, one.detail);
  }
  if (const auto count = tables_.desk_tasks.count_of_instances(); count != found_)
    report_.add("tasks_differ", "desk_task",
                std::to_string(count) + " instead of " + std::to_string(found_));
  for (const auto& task : tables_.desk_tasks.wrong(most_violations))
    report_.add("task_wrong", task, "its state is not that of its mark and its times");
  for (const auto& mark : tables_.desk_marks.wrong(most_violations))
    report_.add("mark_wrong", mark, "it cannot be read");
}

} // namespace sojourn::storage
