// Durations in buckets.
#include "base/histogram.hpp"

#include <gtest/gtest.h>

namespace sojourn {
namespace {

using namespace std::chrono_literals;

TEST(histogram, counts_what_took_at_most_as_long_as_each_bound) {
  histogram times;
  for (const auto took :
       std::initializer_list<std::chrono::nanoseconds>{0ns, 1ms, 1ms + 1ns, 10min})
    times.observe(took);

  const auto read = times.read();

  EXPECT_EQ(read.cumulative[0], 1u) << "half a millisecond";
  EXPECT_EQ(read.cumulative[1], 2u) << "a millisecond, the bound itself among them";
  EXPECT_EQ(read.cumulative[2], 3u);
  EXPECT_EQ(read.cumulative[14], 3u) << "a minute";
  EXPECT_EQ(read.count(), 4u);
  EXPECT_NEAR(read.sum_seconds, 600.002, 1e-6);
}

} // namespace
} // namespace sojourn
