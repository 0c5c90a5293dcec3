#include "campaign/task_reader.hpp"

namespace sojourn::campaign {

step_kind read_task(const node& step, const reading& context) {
  constexpr int default_days = 30;
  task_step task{
      .texts = {},
      .reads = {},
      .due = read_duration(step["due"]),
      .lasts = read_duration(step["lasts"]).value_or(calendar::duration{.days = default_days}),
      .next = read_target(step["next"], context)};
  const auto text = step["text"];
  if (text.is_text())
    task.texts.emplace("", context.scope.read_template(text, seen_from::step));
  for (const auto& [language, place] : text.members())
    task.texts.emplace(language, context.scope.read_template(place, seen_from::step));
  auto read = json::array();
  for (const auto& [language, part] : task.texts) {
    for (const auto& name : part.names())
      read.push_back({{"var", name == "." ? std::string{} : name}});
  }
  task.reads = rules::rule::parse({{"cat", std::move(read)}}).value_or(rules::rule{});
  for (const auto& mark : step["done_by"].elements())
    task.done_by.push_back(mark.text());
  return task;
}

} // namespace sojourn::campaign
