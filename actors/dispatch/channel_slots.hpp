// Free slots of the channels: a message that finds one is admitted together with the turn that asks
// for it, in one commit instead of two.
#pragma once

#include "base/ids.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace sojourn::actors {

/// Thread-safe. The dispatcher, which alone knows the state of its channels, offers slots;
/// instances take them. A slot stays taken until the dispatcher has the message, or nobody has.
class channel_slots {
public:
  /// One that is taken; it is free again when this ends.
  class slot {
  public:
    slot(channel_slots& of, std::string channel, instance_id taker);
    ~slot();
    slot(const slot&) = delete;
    slot& operator=(const slot&) = delete;

  private:
    channel_slots& of_;
    std::string channel_;
    instance_id taker_;
  };

  /// Offers `count` slots of the channel from now on, including those that are taken.
  void offer(const std::string& channel, int count);
  [[nodiscard]] bool has_free(const std::string& channel) const;
  /// nullptr: none is free.
  [[nodiscard]] std::unique_ptr<slot> take(const std::string& channel, instance_id taker);
  /// Whether a message of this instance may be on its way to the dispatcher.
  [[nodiscard]] bool is_taken_by(instance_id taker) const;
  [[nodiscard]] bool are_all_free() const;

private:
  struct standing {
    int offered = 0;
    int taken = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::string, standing> channels_;
  std::unordered_map<instance_id, int> takers_;
};

} // namespace sojourn::actors
