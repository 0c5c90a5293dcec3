// When a destination that fails over and over is tried again.
#include "actors/dispatch/circuit_breaker.hpp"

#include "tests/unit/actors/now.hpp"

#include <gtest/gtest.h>

namespace sojourn::actors {
namespace {

using namespace std::chrono_literals;

class breaker : public ::testing::Test {
protected:
  void fail(int times, instant at = now) {
    for (int i = 0; i < times; ++i)
      of.failed(at);
  }
  circuit_breaker of{{.failures = 3, .first_pause = 30s, .longest_pause = 100s}};
};

TEST_F(breaker, opens_after_as_many_failures_in_a_row_as_it_bears) {
  fail(2);
  EXPECT_FALSE(of.ask(now));
  of.answered();
  fail(2);
  EXPECT_FALSE(of.ask(now)) << "they are not in a row";
  fail(1);
  EXPECT_EQ(of.ask(now), now + 30s);
}

TEST_F(breaker, lets_one_through_after_the_pause_and_closes_when_that_is_answered) {
  fail(3);
  EXPECT_FALSE(of.ask(now + 30s));
  EXPECT_EQ(of.ask(now + 30s), now + 60s) << "one goes to see";
  of.answered();
  EXPECT_EQ(of.now(), circuit_breaker::state::closed);
  EXPECT_FALSE(of.ask(now + 30s));
}

TEST_F(breaker, opens_for_twice_as_long_when_that_fails_and_no_longer_than_it_may) {
  fail(3);
  auto at = now;
  for (const auto pause : {60s, 100s, 100s}) {
    at = of.opens_again_at();
    EXPECT_FALSE(of.ask(at));
    fail(1, at);
    EXPECT_EQ(of.opens_again_at(), at + pause);
  }
}

} // namespace
} // namespace sojourn::actors
