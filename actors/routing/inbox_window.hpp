// Which deliveries of the inbox are on their way, and how far it has been read.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace sojourn::actors {

/// The deliveries in memory, of the many in the data file. Deliveries are sent in the order of
/// their numbers; what has no room, or must come again, is read from the file later. A value
/// without threads or clocks.
class inbox_window {
public:
  /// What is to be done when a delivery has come to its end.
  struct flight {
    std::string line{}; ///< of starts, which then moves on
    std::string held{}; ///< the campaign whose pause holds it in the file
  };

  explicit inbox_window(std::size_t most = 0) : most_{most} {}

  [[nodiscard]] std::size_t room() const {
    return flights_.size() < most_ ? most_ - flights_.size() : 0;
  }
  [[nodiscard]] bool has_room() const { return room() > 0; }
  [[nodiscard]] bool is_half_empty() const { return flights_.size() <= most_ / 2; }
  [[nodiscard]] bool empty() const { return flights_.empty(); }

  [[nodiscard]] bool contains(std::int64_t number) const { return flights_.contains(number); }
  /// nullptr: it is not on its way.
  [[nodiscard]] flight* find(std::int64_t number) {
    const auto found = flights_.find(number);
    return found == flights_.end() ? nullptr : &found->second;
  }
  /// It is on its way from now on. False: it was before.
  bool add(std::int64_t number) { return flights_.try_emplace(number).second; }
  bool add(std::int64_t number, flight what) {
    return flights_.try_emplace(number, std::move(what)).second;
  }
  /// nullopt: it was not on its way.
  std::optional<flight> remove(std::int64_t number) {
    const auto found = flights_.find(number);
    if (found == flights_.end())
      return std::nullopt;
    auto ends = std::move(found->second);
    flights_.erase(found);
    return ends;
  }

  /// Every delivery up to this number was sent, or is of no concern; the next page begins behind
  /// it.
  [[nodiscard]] std::int64_t sent_up_to() const { return sent_up_to_; }
  void sent(std::int64_t number) { sent_up_to_ = std::max(sent_up_to_, number); }
  /// The file is read again from this delivery on.
  void go_back_to(std::int64_t number) {
    sent_up_to_ = std::min(sent_up_to_, number - 1);
    behind_ = true;
  }
  /// There may be more in the file than was sent.
  [[nodiscard]] bool is_behind() const { return behind_; }
  void set_behind(bool behind) { behind_ = behind; }

  /// It has no room in its line: it stays in the file until go_back_to_left().
  void leave(std::int64_t number) {
    flights_.erase(number);
    left_from_ = std::min(left_from_.value_or(number), number);
  }
  /// The file is read again from the first one that was left.
  void go_back_to_left() {
    if (left_from_)
      go_back_to(*std::exchange(left_from_, std::nullopt));
  }

private:
  std::size_t most_;
  std::unordered_map<std::int64_t, flight> flights_;
  std::optional<std::int64_t> left_from_;
  std::int64_t sent_up_to_ = 0;
  bool behind_ = false;
};

} // namespace sojourn::actors
