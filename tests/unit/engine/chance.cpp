#include "engine/chance.hpp"

#include "tests/unit/engine/builders.hpp"

#include <gtest/gtest.h>

namespace sojourn::engine::testing {
namespace {

using std::chrono::seconds;

campaign::retry_policy policy(double jitter) {
  return {8, milliseconds{1'000}, 3.0, milliseconds{20'000}, jitter};
}

const effect_key key{instance_id{77}, "tell", 1};

TEST(a_draw, never_changes_since_the_shares_of_running_campaigns_hang_on_it) {
  EXPECT_DOUBLE_EQ(draw({"welcome", "test", "customer:42"}), 0.18612806321100384);
  EXPECT_DOUBLE_EQ(draw({}), 0.9576734252420561);
}

TEST(a_draw, lies_between_0_and_1_and_is_even) {
  double sum = 0;
  for (int i = 0; i < 10'000; ++i) {
    const auto drawn = draw({"key", std::to_string(i)});
    ASSERT_GE(drawn, 0.0);
    ASSERT_LT(drawn, 1.0);
    sum += drawn;
  }
  EXPECT_NEAR(sum / 10'000, 0.5, 0.015);
}

TEST(a_draw, tells_where_one_part_of_its_key_ends) {
  EXPECT_NE(draw({"ab", "c"}), draw({"a", "bc"}));
  EXPECT_NE(draw({"ab"}), draw({"ab", ""}));
}

TEST(a_retry, grows_by_the_backoff_up_to_the_longest) {
  for (const auto& [attempt, expected] :
       {std::pair{1u, 1}, {2u, 3}, {3u, 9}, {4u, 20}, {5u, 20}, {4'000'000'000u, 20}})
    EXPECT_EQ(retry_delay(policy(0), key, attempt, {}), seconds{expected}) << attempt;
}

TEST(a_retry, is_shortened_by_at_most_the_jitter) {
  bool varies = false;
  for (std::uint64_t instance = 1; instance < 2'000; ++instance) {
    const auto drawn = retry_delay(policy(0.25), {instance_id{instance}, "tell", 1}, 2, {});
    ASSERT_GE(drawn, milliseconds{2'250});
    ASSERT_LE(drawn, milliseconds{3'000});
    varies = varies || drawn != retry_delay(policy(0.25), key, 2, {});
  }
  EXPECT_TRUE(varies);
}

TEST(a_retry, draws_the_same_jitter_for_the_same_attempt_of_the_same_effect) {
  EXPECT_EQ(retry_delay(policy(0.5), key, 3, {}), retry_delay(policy(0.5), key, 3, {}));
  EXPECT_NE(retry_delay(policy(0.5), key, 4, {}), retry_delay(policy(0.5), key, 5, {}));
  EXPECT_NE(retry_delay(policy(0.5), key, 3, {}),
            retry_delay(policy(0.5), {key.instance, "tell", 2}, 3, {}));
}

TEST(a_retry, comes_no_sooner_than_the_provider_asks_even_beyond_the_longest) {
  EXPECT_EQ(retry_delay(policy(0), key, 1, seconds{90}), seconds{90});
  EXPECT_EQ(retry_delay(policy(0), key, 2, seconds{1}), seconds{3});
}

} // namespace
} // namespace sojourn::engine::testing
