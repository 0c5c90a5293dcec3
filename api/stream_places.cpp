#include "api/stream_places.hpp"

namespace sojourn::api {

struct stream_places::taken {
  std::mutex mutex;
  std::size_t all = 0;
  std::unordered_map<std::string, std::size_t> by_holder;

  void give_back(const std::string& holder) {
    const std::lock_guard lock{mutex};
    --all;
    if (const auto found = by_holder.find(holder); --found->second == 0)
      by_holder.erase(found);
  }
};

stream_places::stream_places(std::size_t in_all, std::size_t of_one)
    : in_all_{in_all}, of_one_{of_one}, taken_{std::make_shared<taken>()} {}

std::shared_ptr<void> stream_places::take(const std::string& holder, lack& why) {
  const std::lock_guard lock{taken_->mutex};
  const auto own = taken_->by_holder.find(holder);
  if (own != taken_->by_holder.end() && own->second >= of_one_) {
    why = lack::of_one;
    return nullptr;
  }
  if (taken_->all >= in_all_) {
    why = lack::of_all;
    return nullptr;
  }
  why = lack::none;
  ++taken_->all;
  ++taken_->by_holder[holder];
  return {static_cast<void*>(taken_.get()),
          [places = taken_, holder](void*) { places->give_back(holder); }};
}

} // namespace sojourn::api
