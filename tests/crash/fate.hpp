// When a daemon dies.
#pragma once

#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <unistd.h>

namespace sojourn::crash {

enum class moment : std::size_t {
  answered,             ///< a client has heard an answer; killed from outside
  before_commit,        ///< all is written, nothing is committed
  after_commit,         ///< committed, nobody has heard of it
  handed_over,          ///< the deduplicating receiver has it, the daemon does not know yet
  handed_over_to_blunt, ///< the same at the receiver that cannot deduplicate
};
inline constexpr auto moments =
    std::array{moment::answered, moment::before_commit, moment::after_commit, moment::handed_over,
               moment::handed_over_to_blunt};

/// Kills its own process when a moment has come for the `count`th time. Thread-safe.
class fate {
public:
  fate(moment when, int count) : when_{when}, left_{count} {}

  void reached(moment here) {
    if (here == when_ && --left_ == 0)
      ::kill(::getpid(), SIGKILL);
  }

private:
  moment when_;
  std::atomic<int> left_;
};

} // namespace sojourn::crash
