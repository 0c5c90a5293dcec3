#include "tests/crash/process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <poll.h>
#include <stdexcept>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace sojourn::crash {

namespace {

constexpr int longest_silence_ms = 120'000;

[[noreturn]] void fail_with_errno(const char* what) {
  throw std::system_error{errno, std::generic_category(), what};
}

/// One write a line: short enough for a pipe to take it whole.
void send(int to, const std::string& line) {
  const auto text = line + "\n";
  if (::write(to, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    ::_exit(2); // nobody listens any more
}

} // namespace

process::process(const std::function<void(const reporter&)>& work) {
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0)
    fail_with_errno("pipe");
  std::fflush(nullptr); // or the child would print it again
  id_ = ::fork();
  if (id_ < 0)
    fail_with_errno("fork");
  if (id_ == 0) {
    ::close(pipe[0]);
    try {
      work([to = pipe[1]](const std::string& line) { send(to, line); });
      ::_exit(0);
    } catch (const std::exception& failure) {
      send(pipe[1], std::string{"failed "} + failure.what());
      ::_exit(1);
    }
  }
  ::close(pipe[1]);
  from_child_ = pipe[0];
}

process::~process() {
  if (id_ > 0) {
    kill();
    wait();
  }
  ::close(from_child_);
}

std::optional<std::string> process::next_line() {
  while (true) {
    if (const auto end = unread_.find('\n'); end != std::string::npos) {
      auto line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return line;
    }
    pollfd readable{.fd = from_child_, .events = POLLIN, .revents = 0};
    if (::poll(&readable, 1, longest_silence_ms) == 0)
      throw std::runtime_error{"the daemon neither answers nor ends"};
    std::array<char, 4096> bytes{};
    const auto count = ::read(from_child_, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR)
      fail_with_errno("read");
    if (count == 0)
      return std::nullopt;
    if (count > 0)
      unread_.append(bytes.data(), static_cast<std::size_t>(count));
  }
}

void process::kill() const { ::kill(id_, SIGKILL); }

int process::wait() {
  int status = 0;
  while (::waitpid(id_, &status, 0) < 0) {
    if (errno != EINTR)
      fail_with_errno("waitpid");
  }
  id_ = -1;
  return status;
}

} // namespace sojourn::crash
