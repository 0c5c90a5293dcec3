// Which message an order is owed to.
#include "messages/attribution.hpp"

#include <gtest/gtest.h>

namespace sojourn::messages {
namespace {

using std::chrono::hours;

const instant paid = from_unix_ms(1'800'000'000'000);

touch read_at(instant at, std::int64_t send) { return {.at = at, .send = send}; }
touch clicked_at(instant at, std::int64_t send) {
  return {.clicked = true, .at = at, .send = send};
}

std::int64_t owed_to(const std::vector<touch>& touches, milliseconds window = hours{24}) {
  const auto* found = credited(touches, paid, window);
  return found != nullptr ? found->send : 0;
}

TEST(an_order, is_owed_to_the_last_click_before_it) {
  EXPECT_EQ(owed_to({clicked_at(paid - hours{5}, 1), clicked_at(paid - hours{2}, 2)}), 2);
}

TEST(an_order, is_owed_to_a_click_rather_than_to_a_later_read) {
  EXPECT_EQ(owed_to({clicked_at(paid - hours{5}, 1), read_at(paid - hours{1}, 2)}), 1);
}

TEST(an_order, is_owed_to_the_last_read_where_nobody_clicked) {
  EXPECT_EQ(owed_to({read_at(paid - hours{5}, 1), read_at(paid - hours{1}, 2)}), 2);
}

TEST(an_order, is_owed_to_nothing_that_came_after_it_or_too_long_before) {
  EXPECT_EQ(owed_to({clicked_at(paid + milliseconds{1}, 1)}), 0);
  EXPECT_EQ(owed_to({clicked_at(paid - hours{24} - milliseconds{1}, 1)}), 0);
  EXPECT_EQ(owed_to({clicked_at(paid - hours{24}, 1)}), 1);
  EXPECT_EQ(owed_to({}), 0);
}

TEST(an_order, is_owed_to_the_same_touch_in_whatever_order_they_came) {
  const auto earlier = clicked_at(paid - hours{2}, 1);
  const auto later = clicked_at(paid - hours{2}, 2);
  EXPECT_EQ(owed_to({earlier, later}), 2);
  EXPECT_EQ(owed_to({later, earlier}), 2);
}

TEST(decisive_touches, are_those_of_which_any_window_credits_one) {
  const std::vector<touch> touches{clicked_at(paid - hours{90}, 1), clicked_at(paid - hours{50}, 2),
                                   read_at(paid - hours{3}, 3), read_at(paid - hours{60}, 4),
                                   clicked_at(paid + hours{1}, 5)};
  std::vector<touch> kept;
  for (const auto* one : decisive(touches, paid))
    kept.push_back(*one);
  EXPECT_EQ(kept.size(), 2u);
  for (const auto window : {hours{1}, hours{10}, hours{55}, hours{70}, hours{1'000}})
    EXPECT_EQ(owed_to(kept, window), owed_to(touches, window)) << window.count();
}

TEST(decisive_touches, are_enough_to_say_to_what_an_order_is_owed_in_any_window) {
  const std::vector<std::vector<touch>> histories{
      {},
      {read_at(paid - hours{3}, 1)},
      {clicked_at(paid - hours{50}, 1)},
      {clicked_at(paid - hours{50}, 1), read_at(paid - hours{3}, 2)},
      {clicked_at(paid - hours{2}, 1), read_at(paid - hours{3}, 2), read_at(paid, 3)},
      {clicked_at(paid + hours{1}, 1), read_at(paid + hours{2}, 2)}};
  for (const auto& touches : histories) {
    std::optional<instant> clicked;
    std::optional<instant> read;
    for (const auto* one : decisive(touches, paid))
      (one->clicked ? clicked : read) = one->at;
    for (const auto window : {hours{0}, hours{2}, hours{3}, hours{49}, hours{50}, hours{1'000}}) {
      const auto* found = credited(touches, paid, window);
      const auto expected = found == nullptr ? credit::none
                            : found->clicked ? credit::click
                                             : credit::read;
      EXPECT_EQ(credit_within(window, paid, clicked, read), expected)
          << touches.size() << " touches in " << window.count() << " hours";
    }
  }
}

TEST(decisive_touches, of_one_instant_are_those_of_the_later_send) {
  const std::vector<touch> touches{clicked_at(paid, 8), clicked_at(paid, 9), clicked_at(paid, 7)};
  const auto found = decisive(touches, paid);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found.front()->send, 9);
  EXPECT_TRUE(decisive({}, paid).empty());
}

} // namespace
} // namespace sojourn::messages
