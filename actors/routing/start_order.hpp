// The order of starts: those with one re-entry key begin one after another.
#pragma once

#include <deque>
#include <iterator>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sojourn::actors {

/// Lines of starts, one for each re-entry key of a campaign. One of a line is under way at a time;
/// the others wait behind it, in the order in which they came. A value without threads or clocks.
template <class Start>
class start_order {
public:
  /// `most_waiting`: so many of one line wait in memory; who comes then is turned away, and so is
  /// everybody behind them until the line has come to its end.
  explicit start_order(std::size_t most_waiting) : most_waiting_{most_waiting} {}

  enum class place {
    begins, ///< nobody is before it: it is under way
    waits,  ///< `start` was taken; next() gives it back
    full    ///< it was turned away, and must be given again when next() says so
  };
  place enter(const std::string& line, Start& start) {
    const auto [at, is_new] = lines_.try_emplace(line);
    if (is_new)
      return place::begins;
    auto& found = at->second;
    if (found.turns_away || found.waiting.size() >= most_waiting_) {
      found.turns_away = true;
      return place::full;
    }
    found.waiting.push_back(std::move(start));
    return place::waits;
  }

  struct after {
    std::optional<Start> start; ///< under way from now on
    bool has_turned_away =
        false; ///< the line is at its end, and there are more than it had room for
  };
  /// The one of the line that was under way has come to its end.
  [[nodiscard]] after next(const std::string& line) {
    const auto at = lines_.find(line);
    if (at == lines_.end())
      return {};
    auto& found = at->second;
    if (!found.waiting.empty()) {
      after then{.start = std::move(found.waiting.front())};
      found.waiting.pop_front();
      return then;
    }
    const after then{.start = std::nullopt, .has_turned_away = found.turns_away};
    lines_.erase(at);
    return then;
  }

  /// The one that was under way comes again later, and nobody may overtake it: gives those that
  /// wait, and ends the line.
  [[nodiscard]] std::vector<Start> disband(const std::string& line) {
    const auto at = lines_.find(line);
    if (at == lines_.end())
      return {};
    std::vector<Start> all{std::make_move_iterator(at->second.waiting.begin()),
                           std::make_move_iterator(at->second.waiting.end())};
    lines_.erase(at);
    return all;
  }

private:
  struct line_of_starts {
    std::deque<Start> waiting;
    bool turns_away = false;
  };
  std::size_t most_waiting_;
  std::unordered_map<std::string, line_of_starts> lines_;
};

} // namespace sojourn::actors
