#include "campaign/components.hpp"

#include <algorithm>
#include <limits>

namespace sojourn::campaign {

namespace {

constexpr auto unknown = std::numeric_limits<std::size_t>::max();

class search {
public:
  explicit search(const adjacency& graph)
      : graph_{graph}, order_(graph.size(), unknown), lowest_(graph.size()) {
    found_.of_node.assign(graph.size(), unknown);
  }

  components run() && {
    for (std::size_t node = 0; node < graph_.size(); ++node) {
      if (order_[node] == unknown)
        visit(node);
    }
    return std::move(found_);
  }

private:
  struct place {
    std::size_t node;
    std::size_t next_transition = 0;
  };

  void visit(std::size_t from) {
    enter(from);
    while (!path_.empty()) {
      auto& [node, next_transition] = path_.back();
      if (next_transition < graph_[node].size()) {
        const auto target = graph_[node][next_transition++];
        if (order_[target] == unknown)
          enter(target);
        else if (found_.of_node[target] == unknown)
          lowest_[node] = std::min(lowest_[node], order_[target]);
        continue;
      }
      const auto done = node;
      path_.pop_back();
      if (lowest_[done] == order_[done])
        close(done);
      if (!path_.empty())
        lowest_[path_.back().node] = std::min(lowest_[path_.back().node], lowest_[done]);
    }
  }

  void enter(std::size_t node) {
    order_[node] = lowest_[node] = entered_++;
    open_.push_back(node);
    path_.push_back({node});
  }

  void close(std::size_t first) {
    std::vector<std::size_t> component;
    do {
      component.push_back(open_.back());
      found_.of_node[open_.back()] = found_.members.size();
      open_.pop_back();
    } while (component.back() != first);
    found_.members.push_back(std::move(component));
  }

  const adjacency& graph_;
  std::vector<std::size_t> order_;  ///< in which nodes were entered
  std::vector<std::size_t> lowest_; ///< the earliest node that is known to be in reach
  std::size_t entered_ = 0;
  std::vector<std::size_t> open_; ///< entered, and of no component yet
  std::vector<place> path_;       ///< from where the search began to where it is
  components found_;
};

} // namespace

components components_of(const adjacency& graph) { return search{graph}.run(); }

} // namespace sojourn::campaign
