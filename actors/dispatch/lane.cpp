#include "actors/dispatch/lane.hpp"

namespace sojourn::actors {

namespace {

/// Effects on their way beyond those in flight, so that the channel does not stand idle while a
/// commit decides on the next. Where a channel cannot deduplicate they are few, since after a crash
/// nobody knows whether they left; and a message must not wait long after it was admitted, since
/// the hour of a person may pass.
constexpr int most_ahead = 16;
constexpr int more_ahead_for_each_slot = 4; ///< where a channel deduplicates

} // namespace

void lane::declare(channels::capabilities can, const std::string& channel) {
  can_ = std::move(can);
  if (can_.account.empty())
    can_.account = channel;
}

bool lane::takes_next(const destinations& where) const {
  const int ahead =
      most_ahead + (can_.deduplicates ? can_.concurrency * more_ahead_for_each_slot : 0);
  return in_flight_ + on_the_way_ < can_.concurrency + ahead && waiting_.has(has_room_at(where));
}

std::optional<effect_number> lane::pop_next(const destinations& where) {
  return waiting_.pop(has_room_at(where));
}

std::optional<effect_number> lane::pop_ready() {
  if (!has_room() || ready_.empty())
    return std::nullopt;
  const auto next = ready_.front();
  ready_.pop_front();
  return next;
}

void lane::close(instant until, std::string why) {
  closed_until_ = until;
  closed_why_ = std::move(why);
}

std::optional<destinations::leave_alone> lane::closed_at(instant now) const {
  if (!closed_until_ || *closed_until_ <= now)
    return std::nullopt;
  return destinations::leave_alone{*closed_until_, closed_why_};
}

int lane::free_slots(instant now, std::ptrdiff_t in_memory) const {
  if (!waiting_.empty() || !ready_.empty() || can_.rate.per_second > 0 || closed_at(now))
    return 0;
  const std::ptrdiff_t idle = can_.concurrency - in_flight_ - on_the_way_;
  return static_cast<int>(
      std::clamp<std::ptrdiff_t>(in_memory, 0, std::max<std::ptrdiff_t>(0, idle)));
}

channel_standing lane::standing(instant now) const {
  channel_standing shown;
  shown.counts = counts;
  shown.waiting = waiting_.size() + ready_.size();
  shown.oldest_at = waiting_.oldest();
  shown.in_flight = in_flight_;
  shown.took = took.read();
  if (const auto closed = closed_at(now))
    shown.closed = {{closed->until, closed->why}};
  return shown;
}

lane& channel_lanes::of(const std::string& channel) {
  auto& found = lanes_[channel];
  if (!found.has_waiting())
    found.declare(channels_.find(channel)->second->declares(), channel);
  return found;
}

lane* channel_lanes::find(const std::string& channel) {
  const auto found = lanes_.find(channel);
  return found == lanes_.end() ? nullptr : &found->second;
}

bool channel_lanes::close_account(const std::string& channel, instant until, const std::string& why,
                                  instant now) {
  const auto account = of(channel).can().account;
  const auto before = of(channel).closed_at(now);
  for (auto& [name, lane] : lanes_) {
    if (lane.can().account == account)
      lane.close(until, why);
  }
  return !before || before->why != why;
}

bool channel_lanes::open_account(const std::string& channel, instant now) {
  const auto& closed = of(channel);
  if (!closed.was_closed() || closed.closed_at(now))
    return false;
  const auto account = closed.can().account;
  for (auto& [name, lane] : lanes_) {
    if (lane.can().account == account)
      lane.open();
  }
  return true;
}

std::map<std::string, channel_standing> channel_lanes::standings(instant now) {
  std::map<std::string, channel_standing> all;
  for (const auto& [name, channel] : channels_) {
    const auto* found = find(name);
    auto& shown = all[name] = found != nullptr ? found->standing(now) : channel_standing{};
    shown.can = channel->declares();
  }
  return all;
}

} // namespace sojourn::actors
