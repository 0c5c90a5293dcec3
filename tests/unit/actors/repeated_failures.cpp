// What fails again and again is set aside.
#include "actors/repeated_failures.hpp"

#include <gtest/gtest.h>

namespace sojourn::actors {
namespace {

TEST(repeated_failures, set_aside_what_fails_as_often_as_it_may) {
  repeated_failures<int> of{3};
  EXPECT_FALSE(of.failed(1));
  EXPECT_FALSE(of.failed(1));
  EXPECT_FALSE(of.is_set_aside(1));
  EXPECT_TRUE(of.failed(1));
  EXPECT_TRUE(of.is_set_aside(1));
  EXPECT_FALSE(of.is_set_aside(2));
}

TEST(repeated_failures, count_those_in_a_row) {
  repeated_failures<int> of{3};
  of.failed(1);
  of.failed(1);
  of.succeeded(1);
  EXPECT_EQ(of.times(1), 0);
  EXPECT_FALSE(of.failed(1));
  EXPECT_EQ(of.size(), 1u);
}

} // namespace
} // namespace sojourn::actors
