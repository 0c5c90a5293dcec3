// A line on the terminal that says how far something long has come.
#pragma once

#include <chrono>
#include <ostream>
#include <string>
#include <string_view>

namespace sojourn::cli {

/// Writes only to a terminal, from the second second on, and leaves nothing behind.
class progress {
public:
  progress(std::ostream& err, bool is_terminal) : err_{err}, is_terminal_{is_terminal} {}
  ~progress();
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;

  /// Replaces the line by `what` and the seconds that have passed.
  void show(std::string_view what);

private:
  using clock = std::chrono::steady_clock;
  std::ostream& err_;
  bool is_terminal_;
  clock::time_point began_ = clock::now();
  clock::time_point shown_{};
};

} // namespace sojourn::cli
