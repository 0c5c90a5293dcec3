// Who is in where an audience is larger than its cap.
#include "engine/audience_choice.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

namespace sojourn::engine {

namespace {

std::vector<std::string> customers(int count) {
  std::vector<std::string> ids;
  for (int i = 0; i < count; ++i)
    ids.push_back("c" + std::to_string(i));
  return ids;
}

std::vector<std::string> chosen_of(const std::vector<std::string>& ids, const std::string& seed,
                                   std::size_t most) {
  audience_choice choice{seed, most};
  for (const auto& id : ids)
    choice.offer(id);
  return choice.take();
}

} // namespace

TEST(an_audience_choice, does_not_depend_on_the_order_of_those_who_are_offered) {
  auto ids = customers(1'000);
  const auto first = chosen_of(ids, "9-9/day-in-cart", 50);
  ASSERT_EQ(first.size(), 50u);
  std::mt19937 order{7}; // NOLINT(cert-msc51-cpp): the same orders in every run
  for (int i = 0; i < 5; ++i) {
    std::shuffle(ids.begin(), ids.end(), order);
    EXPECT_EQ(chosen_of(ids, "9-9/day-in-cart", 50), first);
  }
}

TEST(an_audience_choice, is_the_same_on_every_machine) {
  EXPECT_EQ(chosen_of(customers(10), "9-9/day-in-cart", 3),
            (std::vector<std::string>{"c6", "c1", "c2"}));
}

TEST(an_audience_choice, of_another_card_holds_others) {
  EXPECT_NE(chosen_of(customers(1'000), "9-9/a", 50), chosen_of(customers(1'000), "9-9/b", 50));
}

TEST(an_audience_choice, keeps_those_who_are_in_when_the_cap_grows) {
  const auto few = chosen_of(customers(1'000), "9-9/a", 10);
  const auto more = chosen_of(customers(1'000), "9-9/a", 20);
  EXPECT_TRUE(std::equal(few.begin(), few.end(), more.begin()));
}

TEST(an_audience_choice, holds_everybody_of_a_group_that_is_no_larger_than_the_cap) {
  auto all = chosen_of(customers(5), "9-9/a", 5);
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, customers(5));
  audience_choice none{"9-9/a", 0};
  none.offer("c1");
  EXPECT_EQ(none.offered(), 1);
  EXPECT_TRUE(none.take().empty());
}

} // namespace sojourn::engine
