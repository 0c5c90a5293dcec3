// The program as systemd runs it: what it tells by sd_notify(3), and what SIGHUP and SIGTERM do.
#include "tests/support/files.hpp"
#include "tests/support/temporary_directory.hpp"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sojourn::tests {

namespace {

using testing::HasSubstr;

/// Longer than anything takes that is told; a test that waits so long has failed.
constexpr int patience_ms = 60'000;

/// A daemon whose service manager is the test.
class a_service : public ::testing::Test {
protected:
  a_service() {
    notifications_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket_path().copy(address.sun_path, sizeof address.sun_path - 1);
    if (::bind(notifications_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error{"cannot bind " + socket_path()};
  }
  ~a_service() override {
    if (child_ > 0) {
      ::kill(child_, SIGKILL);
      ::waitpid(child_, nullptr, 0);
    }
    ::close(notifications_);
  }

  void settings(const std::string& toml) { std::ofstream{settings_path()} << toml; }

  void start(const std::string& watchdog_us = {}) {
    child_ = ::fork();
    if (child_ != 0)
      return;
    ::setenv("NOTIFY_SOCKET", socket_path().c_str(), 1);
    if (!watchdog_us.empty())
      ::setenv("WATCHDOG_USEC", watchdog_us.c_str(), 1);
    const int log = ::open(log_path().c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(log, STDERR_FILENO);
    const auto data = directory_.path() + "/data";
    ::execl(SOJOURN_PROGRAM, SOJOURN_PROGRAM, "serve", "--config", settings_path().c_str(),
            "--data", data.c_str(), "--port", "0", nullptr);
    ::_exit(127);
  }

  /// The next notification; empty: none came.
  std::string told() {
    pollfd waiting{.fd = notifications_, .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, patience_ms) <= 0)
      return {};
    std::string text(4096, '\0');
    const auto size = ::recv(notifications_, text.data(), text.size(), 0);
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
  }
  /// The next notification that is none of the watchdog.
  std::string told_of_state() {
    auto text = told();
    while (text == "WATCHDOG=1")
      text = told();
    return text;
  }

  /// Sends SIGTERM and gives the exit code.
  int stop() {
    ::kill(child_, SIGTERM);
    int status = 0;
    ::waitpid(std::exchange(child_, 0), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  std::string log() { return read_text(log_path()); }
  [[nodiscard]] pid_t child() const { return child_; }

private:
  [[nodiscard]] std::string socket_path() const { return directory_.path() + "/notify"; }
  [[nodiscard]] std::string settings_path() const { return directory_.path() + "/sojourn.toml"; }
  [[nodiscard]] std::string log_path() const { return directory_.path() + "/log"; }

  temporary_directory directory_;
  int notifications_ = -1;
  pid_t child_ = 0;
};

} // namespace

TEST_F(a_service, tells_when_it_is_ready_and_when_it_ends) {
  settings("");
  start();
  EXPECT_THAT(told_of_state(), HasSubstr("READY=1\nSTATUS=Ready on port "));
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(told_of_state(), HasSubstr("STOPPING=1"));
}

TEST_F(a_service, tells_that_it_is_alive_where_a_watchdog_waits) {
  settings("");
  start("2000000");
  ASSERT_THAT(told_of_state(), HasSubstr("READY=1"));
  EXPECT_EQ(told(), "WATCHDOG=1");
  EXPECT_EQ(told(), "WATCHDOG=1");
}

TEST_F(a_service, reads_its_settings_again_and_names_what_waits_for_a_restart) {
  settings("[log]\nlevel = \"info\"\n");
  start();
  ASSERT_THAT(told_of_state(), HasSubstr("READY=1"));
  settings("[log]\nlevel = \"debug\"\n[http]\nthreads = 3\n");

  ::kill(child(), SIGHUP);

  EXPECT_THAT(told_of_state(), HasSubstr("RELOADING=1\nMONOTONIC_USEC="));
  EXPECT_THAT(told_of_state(), HasSubstr("READY=1"));
  EXPECT_THAT(log(), HasSubstr("changed: log.level"));
  EXPECT_THAT(log(), HasSubstr("waits for a restart: http.threads"));
  EXPECT_EQ(stop(), 0);
}

TEST_F(a_service, goes_on_as_before_when_its_settings_have_a_mistake) {
  settings("");
  start();
  ASSERT_THAT(told_of_state(), HasSubstr("READY=1"));
  settings("[log]\nlevel = \"loud\"\n");

  ::kill(child(), SIGHUP);

  EXPECT_THAT(told_of_state(), HasSubstr("RELOADING=1"));
  EXPECT_THAT(told_of_state(), HasSubstr("READY=1"));
  EXPECT_THAT(log(), HasSubstr("nothing of them was taken"));
  EXPECT_EQ(stop(), 0);
}

} // namespace sojourn::tests
