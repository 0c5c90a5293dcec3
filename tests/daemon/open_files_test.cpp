// How many connections there are descriptors for.
#include "daemon/open_files.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace sojourn::daemon {

TEST(open_files, connections_leave_some_to_the_daemon) {
  EXPECT_EQ(connections_within(4096, 1024), 1024 - own_descriptors);
  EXPECT_EQ(connections_within(4096, 524'288), 4096u);
  EXPECT_EQ(connections_within(4, 1024), 4u);
}

TEST(open_files, too_few_are_an_error_that_says_what_to_raise) {
  for (const std::size_t few : {std::size_t{0}, own_descriptors, own_descriptors + 15}) {
    const auto refused = connections_within(4096, few);
    ASSERT_FALSE(refused) << few;
    EXPECT_EQ(refused.error().code, error_code::invalid_settings);
    EXPECT_NE(refused.error().message.find("LimitNOFILE"), std::string::npos);
  }
}

TEST(open_files, the_soft_limit_becomes_the_hard_one) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit low = before;
  low.rlim_cur = std::min<rlim_t>(before.rlim_max, 300);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &low), 0);

  const auto most = raise_descriptor_limit();

  rlimit after{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &after), 0);
  EXPECT_EQ(after.rlim_cur, before.rlim_max);
  EXPECT_EQ(most, before.rlim_max);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
}

} // namespace sojourn::daemon
