#include "campaign/graph.hpp"

#include <algorithm>
#include <deque>

namespace sojourn::campaign {

namespace {

using targets_by_step = std::map<std::string, std::set<std::string>>;

/// The targets of every step, in two readings.
struct step_graph {
  /// As the document says: where instances surely go.
  targets_by_step sure;
  /// With guesses: a step with mistakes may lead to what was probably meant, and wherever
  /// one of its texts names a step.
  targets_by_step possible;
};

/// Adds every text in `value` that is the id of a step.
void add_named_steps(const json& value, const json& steps, std::set<std::string>& named) {
  if (value.is_string() && steps.contains(value.get_ref<const std::string&>()))
    named.insert(value.get<std::string>());
  if (value.is_structured())
    for (const auto& part : value)
      add_named_steps(part, steps, named);
}

step_graph graph_of(const definition& definition, const node& steps) {
  step_graph graph;
  for (const auto& [id, place] : steps.members()) {
    auto& sure = graph.sure[id];
    auto& possible = graph.possible[id];
    std::set<std::string> named;
    add_named_steps(place.value(), steps.value(), named);
    if (const auto* read = definition.find(id); read != nullptr) {
      for (auto& way : ways_of(*read)) {
        if (named.contains(way.target))
          sure.insert(way.target);
        possible.insert(std::move(way.target));
      }
    }
    if (place.mistakes().any_below(place.pointer()))
      possible.merge(named);
  }
  return graph;
}

/// The shortest way from a neighbour of `from` to `goal` inside of `within`, goal last;
/// empty when there is none. With an empty goal: every step that can be reached.
std::vector<std::string> walk(const targets_by_step& within, const std::string& from,
                              const std::string& goal) {
  std::map<std::string, std::string> came_from;
  std::deque<std::string> open{from};
  std::vector<std::string> reached;
  while (!open.empty()) {
    const auto step = std::move(open.front());
    open.pop_front();
    const auto targets = within.find(step);
    if (targets == within.end())
      continue;
    for (const auto& target : targets->second) {
      if (!within.contains(target) || !came_from.emplace(target, step).second)
        continue;
      reached.push_back(target);
      open.push_back(target);
      if (target != goal)
        continue;
      std::vector<std::string> way{goal};
      for (auto at = step; at != from; at = came_from.at(at))
        way.insert(way.begin(), at);
      return way;
    }
  }
  return goal.empty() ? reached : std::vector<std::string>{};
}

void check_reachable(const definition& definition, const node& steps,
                     const targets_by_step& targets) {
  if (!targets.contains(definition.start))
    return; // that mistake has been told
  auto reached = walk(targets, definition.start, {});
  reached.push_back(definition.start);
  const std::set<std::string> reachable{reached.begin(), reached.end()};
  for (const auto& [id, place] : steps.members()) {
    if (!reachable.contains(id))
      place.complain("no way leads to the step " + in_quotes(id) + " from the start " +
                     in_quotes(definition.start) + "; lead one there, or remove it");
  }
}

/// Whether an instance that comes to this step again and again pauses each time. An instant
/// that has passed and a window that is open do not hold anyone up.
bool pauses(const step_kind& kind) {
  if (const auto* delay = std::get_if<delay_step>(&kind))
    return std::holds_alternative<calendar::duration>(delay->until) ||
           std::holds_alternative<rules::rule>(delay->until);
  return std::holds_alternative<wait_step>(kind);
}

void check_loops(const definition& definition, const node& steps, targets_by_step targets) {
  for (const auto& [id, step] : definition.steps) {
    if (pauses(step.kind))
      targets.erase(id);
  }
  std::set<std::string> told;
  for (const auto& [id, unused] : targets) {
    const auto loop = walk(targets, id, id);
    if (loop.empty() || std::any_of(loop.begin(), loop.end(),
                                    [&](const std::string& step) { return told.contains(step); }))
      continue;
    told.insert(loop.begin(), loop.end());
    auto shown = id;
    for (const auto& step : loop)
      shown += " → " + step;
    steps[id].complain("these steps go round without a pause: " + shown +
                       "; put a delay with \"for\", or a wait, into the loop");
  }
}

} // namespace

void check_graph(const definition& definition, const node& steps) {
  if (!steps.is_object())
    return;
  auto graph = graph_of(definition, steps);
  check_reachable(definition, steps, graph.possible);
  check_loops(definition, steps, std::move(graph.sure));
}

} // namespace sojourn::campaign
