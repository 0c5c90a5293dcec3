// What waits for a channel, what it has under way, and whether it takes anything now.
#pragma once

#include "actors/dispatch/channel_report.hpp"
#include "actors/dispatch/destinations.hpp"
#include "actors/dispatch/effect_number.hpp"
#include "actors/dispatch/fair_queue.hpp"

#include <deque>

namespace sojourn::actors {

/// The effects of one channel. An effect waits; then it is on its way (asked about, or ready to
/// leave); then it is in flight, with the channel. A value without threads or clocks.
class lane {
public:
  /// What the channel can do; without an account of its own the channel is the account.
  void declare(channels::capabilities can, const std::string& channel);
  [[nodiscard]] const channels::capabilities& can() const { return can_; }

  void push(const std::string& destination, const std::string& campaign, effect_number effect,
            instant since) {
    waiting_.push(destination, campaign, effect, since);
  }
  [[nodiscard]] bool has_waiting() const { return !waiting_.empty(); }
  [[nodiscard]] std::size_t waiting_for(const std::string& destination) const {
    return waiting_.waiting_for(destination);
  }
  /// Whether another one that waits may be taken, for a destination with room.
  [[nodiscard]] bool takes_next(const destinations& where) const;
  /// The next one of those; nullopt: there is none.
  [[nodiscard]] std::optional<effect_number> pop_next(const destinations& where);

  /// One that was taken, or was admitted with its turn, is on its way.
  void enter() { ++on_the_way_; }
  [[nodiscard]] bool has_room() const { return in_flight_ < can_.concurrency; }
  /// It may leave once the channel has room.
  void make_ready(effect_number effect) { ready_.push_back(effect); }
  /// nullopt: nothing is ready, or the channel has no room.
  [[nodiscard]] std::optional<effect_number> pop_ready();
  [[nodiscard]] std::deque<effect_number> pop_all_ready() { return std::exchange(ready_, {}); }
  /// The channel gets it.
  void hand_over() {
    --on_the_way_;
    ++in_flight_;
  }
  void leave_transition() { --on_the_way_; }
  void leave_flight() { --in_flight_; }

  /// The provider refuses the whole account until then.
  void close(instant until, std::string why);
  void open() { closed_until_.reset(); }
  /// Until when it is closed, and why; nullopt: it is not closed now.
  [[nodiscard]] std::optional<destinations::leave_alone> closed_at(instant now) const;
  [[nodiscard]] bool was_closed() const { return closed_until_.has_value(); }

  /// Slots for messages that are admitted with their turns: the channel's idle ones, at most
  /// `in_memory`, while nothing waits. A channel that is paced or closed offers none.
  [[nodiscard]] int free_slots(instant now, std::ptrdiff_t in_memory) const;
  /// Notes how many slots are offered; whether that is another number than before.
  [[nodiscard]] bool offers_another(int slots) { return std::exchange(offered_, slots) != slots; }

  /// The counts of the report; whatever else it shows is in standing().
  channel_counts counts{};
  histogram took{}; ///< from a hand-over to its answer
  [[nodiscard]] channel_standing standing(instant now) const;

private:
  [[nodiscard]] auto has_room_at(const destinations& where) const {
    return [this, &where](const std::string& destination) {
      return can_.concurrency_each == 0 || where.has_room(destination, can_.concurrency_each);
    };
  }

  channels::capabilities can_;
  int in_flight_ = 0;
  int on_the_way_ = 0;
  std::deque<effect_number> ready_;
  fair_queue waiting_;
  int offered_ = -1;
  std::optional<instant> closed_until_;
  std::string closed_why_;
};

/// The lanes of all channels.
class channel_lanes {
public:
  explicit channel_lanes(const channels::channel_map& channels) : channels_{channels} {}

  /// The lane of a channel that there is; asks it what it can do while nothing waits for it.
  [[nodiscard]] lane& of(const std::string& channel);
  /// nullptr: nothing was ever meant for it.
  [[nodiscard]] lane* find(const std::string& channel);
  [[nodiscard]] auto begin() { return lanes_.begin(); }
  [[nodiscard]] auto end() { return lanes_.end(); }

  /// Closes all channels of this one's account. Whether that is news: those that were on their way
  /// all find it closed.
  bool close_account(const std::string& channel, instant until, const std::string& why,
                     instant now);
  /// Opens them again if the time of the closure is over; whether they were closed.
  bool open_account(const std::string& channel, instant now);
  [[nodiscard]] std::map<std::string, channel_standing> standings(instant now);

private:
  const channels::channel_map& channels_;
  std::map<std::string, lane> lanes_;
};

} // namespace sojourn::actors
