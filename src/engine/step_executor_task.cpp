// The step `task`: the staff are asked to do something for the subject, and the instance goes on.
#include "engine/step_executor.hpp"
#include "engine/view.hpp"

namespace sojourn::engine {

namespace {

/// What the staff read of a task, however long the values are that its texts show.
constexpr std::size_t most_task_bytes = 2'000;

/// As much of a text as the staff read of it.
std::string as_task_text(std::string rendered) {
  if (rendered.size() > most_task_bytes) {
    auto end = most_task_bytes;
    while (end > 0 && (static_cast<unsigned char>(rendered[end]) & 0xc0U) == 0x80U)
      --end; // within a code point
    rendered.resize(end);
  }
  return rendered;
}

} // namespace

std::optional<std::string> step_executor::enter(const campaign::step& step,
                                                const campaign::task_step& task) {
  add_used_facts(task.reads, state_, given_, used_);
  if (const auto too_long = list_too_long(task.reads, known_)) {
    hold_for(*too_long);
    return std::nullopt;
  }
  const auto until = calendar::add(at_, task.lasts, campaign_.timezone);
  const auto due =
      task.due ? calendar::add(at_, *task.due, campaign_.timezone) : result<instant>{at_};
  if (!until || !due) {
    hold({"invalid_time", until ? due.error().message : until.error().message});
    return std::nullopt;
  }
  task_made made{.step = step.id,
                 .visit = state_.visit,
                 .done_by = task.done_by,
                 .due = task.due ? std::optional{*due} : std::nullopt,
                 .lasts_until = *until};
  const auto data = condition_data(campaign_, state_, known_, task.reads);
  for (const auto& [language, part] : task.texts)
    made.texts.emplace(
        language, as_task_text(part.render(data, {.language = language.empty() ? "vi" : language,
                                                  .zone = campaign_.timezone})));
  write(std::move(made));
  return task.next;
}

} // namespace sojourn::engine
