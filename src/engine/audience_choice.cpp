#include "engine/audience_choice.hpp"

#include "engine/chance.hpp"

#include <algorithm>

namespace sojourn::engine {

void audience_choice::offer(const std::string& id) {
  ++offered_;
  if (most_ == 0)
    return;
  place at{draw({"audience", seed_, id}), id};
  if (chosen_.size() == most_) {
    if (chosen_.front() < at)
      return;
    std::pop_heap(chosen_.begin(), chosen_.end());
    chosen_.pop_back();
  }
  chosen_.push_back(std::move(at));
  std::push_heap(chosen_.begin(), chosen_.end());
}

std::vector<std::string> audience_choice::take() {
  std::sort_heap(chosen_.begin(), chosen_.end());
  std::vector<std::string> ids;
  ids.reserve(chosen_.size());
  for (auto& [hash, id] : chosen_)
    ids.push_back(std::move(id));
  chosen_.clear();
  return ids;
}

} // namespace sojourn::engine
