// The campaigns whose pauses hold starts in the data file.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace sojourn::actors {

/// How far the held starts of each campaign have been read, and which are still being written. A
/// value without threads or clocks.
class held_campaigns {
public:
  struct position {
    std::int64_t read_up_to = 0;
    std::size_t being_written = 0; ///< starts that are on their way into the file
  };
  using map = std::map<std::string, position>;

  /// The campaign holds starts, which are to be read from the first.
  void note(const std::string& campaign) { campaigns_[campaign].read_up_to = 0; }
  /// A start of it goes into the file.
  void begin_writing(const std::string& campaign) { ++campaigns_[campaign].being_written; }
  /// It is there now, or need not be.
  void end_writing(const std::string& campaign) {
    --campaigns_[campaign].being_written;
    note(campaign);
  }

  [[nodiscard]] bool contains(const std::string& campaign) const {
    return campaigns_.contains(campaign);
  }
  /// nullptr: it holds none.
  [[nodiscard]] position* find(const std::string& campaign) {
    const auto found = campaigns_.find(campaign);
    return found == campaigns_.end() ? nullptr : &found->second;
  }
  [[nodiscard]] bool is_being_written(const std::string& campaign) const {
    const auto found = campaigns_.find(campaign);
    return found != campaigns_.end() && found->second.being_written > 0;
  }
  [[nodiscard]] map::iterator begin() { return campaigns_.begin(); }
  [[nodiscard]] map::iterator end() { return campaigns_.end(); }
  map::iterator erase(map::iterator at) { return campaigns_.erase(at); }

private:
  map campaigns_;
};

} // namespace sojourn::actors
