// A child process that reports to its parent in lines, and that the parent may kill.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>

namespace sojourn::crash {

/// Sends a line to the parent. A line that was sent arrives even if its sender is killed
/// right after. Thread-safe.
using reporter = std::function<void(const std::string& line)>;

class process {
public:
  /// Runs `work` in a fork of this process, which must have one thread only. The child ends
  /// with status 0 when `work` returns; what it throws, it reports as "failed WHY".
  explicit process(const std::function<void(const reporter&)>& work);
  /// Kills the child unless it was waited for.
  ~process();
  process(const process&) = delete;
  process& operator=(const process&) = delete;

  /// The child's next line; nullopt when it has ended and all its lines are read.
  /// Throws when it says nothing for longer than it has any reason to.
  [[nodiscard]] std::optional<std::string> next_line();
  /// kill -9.
  void kill() const;
  /// How it ended, as waitpid says it.
  int wait();

private:
  pid_t id_ = -1; ///< -1: waited for
  int from_child_ = -1;
  std::string unread_;
};

} // namespace sojourn::crash
