// Checks of a definition's steps as a graph.
#pragma once

#include "campaign/components.hpp"
#include "campaign/definition.hpp"
#include "campaign/node.hpp"

namespace sojourn::campaign {

/// Complains about steps that no way leads to, and about loops that could turn for ever
/// without a pause: of steps that all lead to one another, the shortest loop through the first.
///
/// `definition` holds the steps that could be read; `steps` is the document's object of all
/// of them. One slip is told once: it does not make other steps unreachable as well.
/// Gives how many ways were followed: each of the definition's three times at most.
std::size_t check_graph(const definition& definition, const node& steps);

/// The steps of a definition in the order of their ids, and the numbers of those that each
/// leads to. "end" and what is not there are no steps.
struct numbered_steps {
  std::vector<const step*> steps;
  adjacency transitions;
};
[[nodiscard]] numbered_steps number_steps(const definition& definition);

} // namespace sojourn::campaign
