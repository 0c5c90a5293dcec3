// The strongly connected components of a directed graph.
#pragma once

#include <cstddef>
#include <vector>

namespace sojourn::campaign {

/// The nodes that each node leads to, by number.
using adjacency = std::vector<std::vector<std::size_t>>;

struct components {
  /// Nodes that all lead to one another, each component after all that it leads to.
  std::vector<std::vector<std::size_t>> members;
  std::vector<std::size_t> of_node; ///< the component of each node
};

/// One depth-first search (Tarjan's): each way is followed once. It needs no stack of calls, so a
/// graph may be as deep as it likes.
[[nodiscard]] components components_of(const adjacency& graph);

} // namespace sojourn::campaign
