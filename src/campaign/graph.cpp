#include "campaign/graph.hpp"

#include <algorithm>
#include <deque>

namespace sojourn::campaign {

namespace {

/// The ways of a definition between its steps, which are numbered in the order of their ids.
struct step_graph {
  std::vector<std::string> ids;
  std::map<std::string, std::size_t, std::less<>> number_of;
  /// As the document says: where instances surely go.
  adjacency sure;
  /// With guesses: a step with mistakes may lead to what was probably meant, and wherever
  /// one of its texts names a step.
  adjacency possible;

  [[nodiscard]] std::optional<std::size_t> find(std::string_view id) const {
    const auto found = number_of.find(id);
    return found == number_of.end() ? std::nullopt : std::optional{found->second};
  }
};

/// Adds every step whose id is a text in `value`.
void add_named_steps(const json& value, const step_graph& graph, std::set<std::size_t>& named) {
  if (value.is_string()) {
    if (const auto step = graph.find(value.get_ref<const std::string&>()))
      named.insert(*step);
  }
  if (value.is_structured())
    for (const auto& part : value)
      add_named_steps(part, graph, named);
}

step_graph graph_of(const definition& definition, const node& steps) {
  step_graph graph;
  const auto places = steps.members();
  for (const auto& [id, place] : places)
    graph.ids.push_back(id);
  for (std::size_t number = 0; number < graph.ids.size(); ++number)
    graph.number_of.emplace(graph.ids[number], number);
  for (const auto& [id, place] : places) {
    std::set<std::size_t> named;
    std::set<std::size_t> sure;
    std::set<std::size_t> possible;
    add_named_steps(place.value(), graph, named);
    if (const auto* read = definition.find(id); read != nullptr) {
      for (const auto& transition : transitions_of(*read)) {
        const auto target = graph.find(transition.target);
        if (!target)
          continue;
        if (named.contains(*target))
          sure.insert(*target);
        possible.insert(*target);
      }
    }
    if (place.mistakes().any_below(place.pointer()))
      possible.merge(named);
    graph.sure.emplace_back(sure.begin(), sure.end());
    graph.possible.emplace_back(possible.begin(), possible.end());
  }
  return graph;
}

constexpr auto nowhere = static_cast<std::size_t>(-1);

/// From which step a breadth-first search came to each step first; `nowhere`: to that it came not.
struct arrivals {
  std::vector<std::size_t> from;
  std::size_t transitions = 0; ///< that were followed
};

/// Searches from `start`, only along ways that `may_follow` allows (their target).
template <class MayFollow>
arrivals search_from(std::size_t start, const adjacency& graph, MayFollow may_follow) {
  arrivals found{.from = std::vector<std::size_t>(graph.size(), nowhere)};
  std::deque<std::size_t> open{start};
  while (!open.empty()) {
    const auto step = open.front();
    open.pop_front();
    for (const auto target : graph[step]) {
      ++found.transitions;
      if (found.from[target] != nowhere || !may_follow(target))
        continue;
      found.from[target] = step;
      open.push_back(target);
    }
  }
  return found;
}

std::size_t check_reachable(const definition& definition, const node& steps,
                            const step_graph& graph) {
  const auto start = graph.find(definition.start);
  if (!start)
    return 0; // that mistake has been told
  const auto reached = search_from(*start, graph.possible, [](std::size_t) { return true; });
  for (std::size_t step = 0; step < graph.ids.size(); ++step) {
    if (step != *start && reached.from[step] == nowhere)
      steps[graph.ids[step]].complain("no way leads to the step " + in_quotes(graph.ids[step]) +
                                      " from the start " + in_quotes(definition.start) +
                                      "; lead one there, or remove it");
  }
  return reached.transitions;
}

/// Whether an instance that comes to this step again and again pauses each time. An instant
/// that has passed and a window that is open do not hold anyone up.
bool pauses(const step_kind& kind) {
  if (const auto* delay = std::get_if<delay_step>(&kind))
    return std::holds_alternative<calendar::duration>(delay->until) ||
           std::holds_alternative<rules::rule>(delay->until);
  return std::holds_alternative<wait_step>(kind);
}

/// The graph without the ways of steps that pause: no loop leads through them.
adjacency restless(const definition& definition, const step_graph& graph) {
  auto transitions = graph.sure;
  for (std::size_t step = 0; step < transitions.size(); ++step) {
    const auto* read = definition.find(graph.ids[step]);
    if (read == nullptr || pauses(read->kind))
      transitions[step].clear();
  }
  return transitions;
}

std::size_t check_loops(const definition& definition, const node& steps, const step_graph& graph) {
  const auto transitions = restless(definition, graph);
  const auto groups = components_of(transitions);
  std::size_t followed = 0;
  for (const auto& of_step : transitions)
    followed += of_step.size();
  for (std::size_t group = 0; group < groups.members.size(); ++group) {
    const auto& members = groups.members[group];
    const auto first = *std::min_element(members.begin(), members.end());
    const auto came = search_from(
        first, transitions, [&](std::size_t target) { return groups.of_node[target] == group; });
    followed += came.transitions;
    if (came.from[first] == nowhere)
      continue; // it does not come back to itself
    auto shown = graph.ids[first];
    for (auto step = came.from[first]; step != first; step = came.from[step])
      shown = graph.ids[step] + " → " + shown;
    const auto& id = graph.ids[first];
    steps[id].complain("these steps go round without a pause: " + id + " → " + shown +
                       "; put a delay with \"for\", or a wait, into the loop");
  }
  return followed;
}

} // namespace

std::size_t check_graph(const definition& definition, const node& steps) {
  if (!steps.is_object())
    return 0;
  const auto graph = graph_of(definition, steps);
  const auto followed = check_reachable(definition, steps, graph);
  return followed + check_loops(definition, steps, graph);
}

numbered_steps number_steps(const definition& definition) {
  numbered_steps numbered;
  std::map<std::string_view, std::size_t> number_of;
  for (const auto& [id, step] : definition.steps) {
    number_of.emplace(id, numbered.steps.size());
    numbered.steps.push_back(&step);
  }
  for (const auto* step : numbered.steps) {
    auto& targets = numbered.transitions.emplace_back();
    for (const auto& transition : transitions_of(*step)) {
      if (const auto target = number_of.find(transition.target); target != number_of.end())
        targets.push_back(target->second);
    }
  }
  return numbered;
}

} // namespace sojourn::campaign
