// Settings that are read again while the daemon runs, and the proof that it still moves.
#include "daemon/reload.hpp"
#include "daemon/watchdog.hpp"
#include "whole_daemon.hpp"

#include <atomic>
#include <gmock/gmock.h>

namespace sojourn::tests {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(settings_read_again, what_is_the_same_changes_nothing) {
  const auto changed = daemon::changes_between({}, {});
  EXPECT_THAT(changed.applied, IsEmpty());
  EXPECT_THAT(changed.after_restart, IsEmpty());
}

TEST(settings_read_again, the_level_of_the_log_changes_at_once_and_a_port_waits_for_a_restart) {
  config::settings read;
  read.log.level = config::log_level::debug;
  read.http.port = 7999;
  read.channels.webhooks["crm"].url = "https://crm.example/in";

  const auto changed = daemon::changes_between({}, read);

  EXPECT_THAT(changed.applied, ElementsAre("log.level"));
  EXPECT_THAT(changed.after_restart, testing::Contains("http.port"));
  EXPECT_THAT(changed.after_restart, testing::Contains(testing::StartsWith("channels.webhooks")));
}

TEST(settings_read_again, only_what_was_applied_is_in_force) {
  config::settings before;
  config::settings read;
  read.log.level = config::log_level::debug;
  read.http.port = 7999;
  read.sources["log.level"] = {.name = "sojourn.toml", .line = 3};
  read.sources["http.port"] = {.name = "sojourn.toml", .line = 9};

  const auto after = daemon::with_changes(before, read, {"log.level"});

  EXPECT_EQ(after.log.level, config::log_level::debug);
  EXPECT_EQ(after.http.port, before.http.port);
  EXPECT_TRUE(after.sources.contains("log.level"));
  EXPECT_FALSE(after.sources.contains("http.port"));
}

TEST(a_watchdog, tells_as_long_as_the_daemon_moves) {
  std::atomic<int> told = 0;
  const daemon::watchdog alive{milliseconds{4}, [](milliseconds) { return true; },
                               [&told] {
                                 ++told;
                                 told.notify_all();
                               }};
  for (int seen = told; seen < 3; seen = told)
    told.wait(seen);
  EXPECT_GE(told, 3);
}

TEST(a_watchdog, is_silent_while_the_daemon_does_not_move) {
  std::atomic<int> asked = 0;
  std::atomic<int> told = 0;
  {
    const daemon::watchdog alive{milliseconds{4},
                                 [&asked](milliseconds) {
                                   ++asked;
                                   asked.notify_all();
                                   return false;
                                 },
                                 [&told] { ++told; }};
    for (int seen = asked; seen < 3; seen = asked)
      asked.wait(seen);
  }
  EXPECT_EQ(told, 0);
}

using a_moving_daemon = whole_daemon;

TEST_F(a_moving_daemon, commits_and_serves_in_time) {
  start();
  EXPECT_TRUE(daemon_->moves(milliseconds{10'000}));
}

} // namespace sojourn::tests
