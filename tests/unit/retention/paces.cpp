// How fast finished data is forgotten.
#include "retention/pace.hpp"

#include <gtest/gtest.h>

namespace sojourn::retention {
namespace {

using namespace std::chrono_literals;

TEST(pace, while_others_write_forgetting_takes_less_than_a_twentieth_of_the_writer) {
  for (const auto took : {1ms, 4ms, 40ms}) {
    const auto next = next_pace({.rows = 64}, took, true);
    EXPECT_LT(static_cast<double>(took.count()) * 1000 /
                  static_cast<double>((next.pause + took).count()),
              0.05);
  }
}

TEST(pace, while_nobody_writes_it_is_faster) {
  EXPECT_LT(next_pace({}, 4ms, false).pause, next_pace({}, 4ms, true).pause);
}

TEST(pace, a_step_that_took_long_makes_the_next_one_smaller) {
  EXPECT_LT(next_pace({.rows = 200}, 20ms, true).rows, 200u);
  EXPECT_GT(next_pace({.rows = 200}, 1ms, true).rows, 200u);
  EXPECT_EQ(next_pace({.rows = 200}, 3ms, true).rows, 200u);
}

TEST(pace, a_step_is_never_nothing_and_never_holds_up_a_commit_for_long) {
  pace smallest{.rows = 64};
  pace largest{.rows = 64};
  for (int i = 0; i < 20; ++i) {
    smallest = next_pace(smallest, 1s, true);
    largest = next_pace(largest, 0us, true);
  }
  EXPECT_EQ(smallest.rows, 16u);
  EXPECT_EQ(largest.rows, 512u);
  EXPECT_LE(smallest.pause, 10s) << "a slow disk does not stop it";
}

TEST(pace, some_free_pages_stay_for_what_is_written_next) {
  EXPECT_EQ(pages_to_give_back(1'000, 200), 0);
  EXPECT_EQ(pages_to_give_back(1'000, 900), 644);
  EXPECT_EQ(pages_to_give_back(320'000, 10'000), 0);
  EXPECT_EQ(pages_to_give_back(320'000, 10'100), 100);
}

} // namespace
} // namespace sojourn::retention
