// Effects that wait in the outbox alone.
#include "actors/dispatch/left_effects.hpp"

#include <gtest/gtest.h>

namespace sojourn::actors {
namespace {

constexpr auto any_host = [](const std::string&) { return true; };

TEST(room_for_effects, is_shared_so_that_a_destination_that_takes_nothing_leaves_half_of_it) {
  constexpr std::size_t most = 1'000;
  std::size_t silent = 0;
  while (may_wait_in_memory(silent, most - silent))
    ++silent;
  EXPECT_EQ(silent, most / 2);

  std::size_t second = 0;
  while (may_wait_in_memory(second, most - silent - second))
    ++second;
  EXPECT_EQ(second, most / 4);
  EXPECT_TRUE(may_wait_in_memory(0, 1)) << "the first for a destination may always wait";
}

TEST(left_effects, come_back_in_their_order_for_destinations_that_may) {
  left_effects left;
  EXPECT_TRUE(left.add("http", "silent", {1}));
  EXPECT_TRUE(left.add("http", "silent", {2}));
  EXPECT_TRUE(left.add("http", "good", {3}));
  EXPECT_TRUE(left.has("http", "silent"));
  EXPECT_EQ(left.size_of("http"), 3u);

  const auto not_silent = [](const std::string& destination) { return destination != "silent"; };
  EXPECT_EQ(left.pop("http", not_silent), instance_id{3});
  EXPECT_EQ(left.pop("http", not_silent), std::nullopt);
  EXPECT_EQ(left.pop("http", any_host), instance_id{1});
  EXPECT_EQ(left.pop("email", any_host), std::nullopt);
  EXPECT_EQ(left.pop("http", any_host), instance_id{2});
  EXPECT_TRUE(left.empty());
  EXPECT_FALSE(left.has("http", "silent"));
}

TEST(left_effects, of_an_instance_that_has_another_effect_by_now_do_not_come_back) {
  left_effects left;
  (void)left.add("http", "silent", {1});
  (void)left.add("http", "silent", {2});
  left.forget({1});

  EXPECT_FALSE(left.contains({1}));
  EXPECT_EQ(left.pop("http", any_host), instance_id{2});
}

TEST(left_effects, are_remembered_up_to_a_bound) {
  left_effects left;
  for (std::uint64_t i = 1; i <= left_effects::most; ++i)
    ASSERT_TRUE(left.add("http", "silent", {i}));
  EXPECT_FALSE(left.add("http", "silent", {left_effects::most + 1}));
}

} // namespace
} // namespace sojourn::actors
