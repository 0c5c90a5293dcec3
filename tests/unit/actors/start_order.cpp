// The order of starts: those with one re-entry key begin one after another.
#include "actors/routing/start_order.hpp"

#include <gtest/gtest.h>

namespace sojourn::actors {
namespace {

using line = start_order<int>;

int taken(line& of, const std::string& key, int start) {
  return static_cast<int>(of.enter(key, start));
}

TEST(start_order, lets_the_first_of_a_line_begin_and_the_others_wait_in_order) {
  line order{8};
  EXPECT_EQ(taken(order, "a", 1), static_cast<int>(line::place::begins));
  EXPECT_EQ(taken(order, "a", 2), static_cast<int>(line::place::waits));
  EXPECT_EQ(taken(order, "a", 3), static_cast<int>(line::place::waits));
  EXPECT_EQ(taken(order, "b", 4), static_cast<int>(line::place::begins));
  EXPECT_EQ(order.next("a").start, 2);
  EXPECT_EQ(order.next("a").start, 3);
  EXPECT_FALSE(order.next("a").start);
  EXPECT_EQ(taken(order, "a", 5), static_cast<int>(line::place::begins));
}

TEST(start_order, turns_everybody_away_behind_one_that_had_no_room) {
  line order{1};
  (void)taken(order, "a", 1);
  EXPECT_EQ(taken(order, "a", 2), static_cast<int>(line::place::waits));
  EXPECT_EQ(taken(order, "a", 3), static_cast<int>(line::place::full));
  EXPECT_EQ(order.next("a").start, 2);
  EXPECT_EQ(taken(order, "a", 4), static_cast<int>(line::place::full)) << "3 comes before it";
  EXPECT_TRUE(order.next("a").has_turned_away);
  EXPECT_EQ(taken(order, "a", 3), static_cast<int>(line::place::begins));
}

TEST(start_order, gives_those_that_wait_when_the_first_comes_again_later) {
  line order{8};
  (void)taken(order, "a", 1);
  (void)taken(order, "a", 2);
  EXPECT_EQ(order.disband("a"), std::vector{2});
  EXPECT_EQ(taken(order, "a", 1), static_cast<int>(line::place::begins));
}

} // namespace
} // namespace sojourn::actors
