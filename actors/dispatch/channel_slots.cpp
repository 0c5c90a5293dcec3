#include "actors/dispatch/channel_slots.hpp"

namespace sojourn::actors {

channel_slots::slot::slot(channel_slots& of, std::string channel, instance_id taker)
    : of_{of}, channel_{std::move(channel)}, taker_{taker} {}

channel_slots::slot::~slot() {
  const std::lock_guard lock{of_.mutex_};
  --of_.channels_.at(channel_).taken;
  const auto found = of_.takers_.find(taker_);
  if (--found->second == 0)
    of_.takers_.erase(found);
}

void channel_slots::offer(const std::string& channel, int count) {
  const std::lock_guard lock{mutex_};
  channels_[channel].offered = count;
}

bool channel_slots::has_free(const std::string& channel) const {
  const std::lock_guard lock{mutex_};
  const auto found = channels_.find(channel);
  return found != channels_.end() && found->second.taken < found->second.offered;
}

std::unique_ptr<channel_slots::slot> channel_slots::take(const std::string& channel,
                                                         instance_id taker) {
  const std::lock_guard lock{mutex_};
  const auto found = channels_.find(channel);
  if (found == channels_.end() || found->second.taken >= found->second.offered)
    return nullptr;
  ++found->second.taken;
  ++takers_[taker];
  return std::make_unique<slot>(*this, channel, taker);
}

bool channel_slots::is_taken_by(instance_id taker) const {
  const std::lock_guard lock{mutex_};
  return takers_.contains(taker);
}

bool channel_slots::are_all_free() const {
  const std::lock_guard lock{mutex_};
  return takers_.empty();
}

} // namespace sojourn::actors
