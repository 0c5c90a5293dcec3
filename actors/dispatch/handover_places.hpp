// Places at the channels: a message that finds one free is decided on together with the turn that
// asks for it, in one commit and not in two.
#pragma once

#include "base/ids.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace sojourn::actors {

/// Thread-safe. The dispatcher, who alone knows how its channels stand, offers places; instances
/// take them. What is taken counts until the dispatcher has the message, or nobody has.
class handover_places {
public:
  /// One that is taken; it is free again when this ends.
  class place {
  public:
    place(handover_places& of, std::string channel, instance_id taker);
    ~place();
    place(const place&) = delete;
    place& operator=(const place&) = delete;

  private:
    handover_places& of_;
    std::string channel_;
    instance_id taker_;
  };

  /// So many messages may be decided on for the channel from now on, those included whose places
  /// are taken.
  void offer(const std::string& channel, int count);
  [[nodiscard]] bool has_free(const std::string& channel) const;
  /// nullptr: none is free.
  [[nodiscard]] std::unique_ptr<place> take(const std::string& channel, instance_id taker);
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
