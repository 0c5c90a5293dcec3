#include "actors/cache/change_bell.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::actors {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(change_bell, calls_whoever_watches_a_topic_with_its_place_until_the_watch_is_dropped) {
  const auto bell = std::make_shared<change_bell>();
  std::vector<std::size_t> first;
  std::vector<std::size_t> second;
  auto one =
      bell->watch({"jobs", "campaign:a"}, [&](std::size_t which) { first.push_back(which); });
  const auto two = bell->watch({"campaign:a"}, [&](std::size_t which) { second.push_back(which); });

  bell->ring(std::vector<std::string>{"campaign:a", "campaign:b", "jobs"});
  EXPECT_THAT(first, ElementsAre(1, 0));
  EXPECT_THAT(second, ElementsAre(0));

  one.reset();
  bell->ring(std::vector<std::string>{"campaign:a", "jobs"});
  EXPECT_THAT(first, ElementsAre(1, 0));
  EXPECT_THAT(second, ElementsAre(0, 0));
}

TEST(change_bell, says_whether_anybody_watches) {
  const auto bell = std::make_shared<change_bell>();
  const auto watched = bell->is_watched();
  EXPECT_FALSE(watched->load());
  auto one = bell->watch({"jobs"}, [](std::size_t) {});
  auto two = bell->watch({"held"}, [](std::size_t) {});
  one.reset();
  EXPECT_TRUE(watched->load());
  two.reset();
  EXPECT_FALSE(watched->load());
}

} // namespace
} // namespace sojourn::actors
