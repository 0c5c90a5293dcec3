// Expensive questions take turns, and are ended when nobody waits for them.
#include "service/background/question_desk.hpp"

#include <future>
#include <gtest/gtest.h>
#include <semaphore>

namespace sojourn::service {
namespace {

/// A question that goes on until it is asked to stop or let go.
struct slow_question {
  std::promise<void> begun;
  std::counting_semaphore<8> let_go{0};
  std::promise<std::optional<error>> ended;

  question_desk::work work() {
    return [this](const std::stop_token& stop, const question_desk::reason& why) {
      begun.set_value();
      const std::stop_callback stopped{stop, [this] { let_go.release(); }};
      let_go.acquire();
      ended.set_value(why());
    };
  }
  void wait_until_begun() { begun.get_future().wait(); }
  std::optional<error> outcome() { return ended.get_future().get(); }
};

TEST(question_desk, a_client_has_one_question_answered_at_a_time_and_holds_up_nobody_else) {
  slow_question first;
  slow_question second;
  std::promise<void> of_other;
  question_desk desk{{.threads = 2}}; // ends before what its questions use

  ASSERT_TRUE(desk.submit({.client = "greedy"}, first.work()));
  ASSERT_TRUE(desk.submit({.client = "greedy"}, second.work()));
  first.wait_until_begun();
  ASSERT_TRUE(
      desk.submit({.client = "other"}, [&](const std::stop_token&, const question_desk::reason&) {
        of_other.set_value();
      }));

  of_other.get_future().wait(); // while the greedy one has one answered and one waiting
  auto second_begun = second.begun.get_future();
  EXPECT_EQ(second_begun.wait_for(std::chrono::seconds{0}), std::future_status::timeout);
  first.let_go.release();
  second_begun.wait();
  second.let_go.release();
  EXPECT_EQ(first.outcome(), std::nullopt);
  EXPECT_EQ(second.outcome(), std::nullopt);
}

TEST(question_desk, clients_take_turns) {
  slow_question first;
  std::vector<std::string> order;
  std::promise<void> all;
  const auto note = [&](const std::string& who) {
    return [&, who](const std::stop_token&, const question_desk::reason&) {
      order.push_back(who); // one thread answers
      if (order.size() == 4)
        all.set_value();
    };
  };
  question_desk desk{{.threads = 1}};
  ASSERT_TRUE(desk.submit({.client = "a"}, first.work()));
  first.wait_until_begun();
  for (int i = 0; i < 3; ++i)
    ASSERT_TRUE(desk.submit({.client = "a"}, note("a")));
  ASSERT_TRUE(desk.submit({.client = "b"}, note("b")));

  first.let_go.release();
  all.get_future().wait();

  EXPECT_EQ(order, (std::vector<std::string>{"b", "a", "a", "a"}));
}

TEST(question_desk, whoever_has_enough_waiting_is_refused_and_others_are_not) {
  slow_question first;
  question_desk desk{{.threads = 1, .waiting_of_client = 2, .waiting = 3}};
  const auto nothing = [](const std::stop_token&, const question_desk::reason&) {};
  ASSERT_TRUE(desk.submit({.client = "a"}, first.work()));
  first.wait_until_begun();
  ASSERT_TRUE(desk.submit({.client = "a"}, nothing));
  ASSERT_TRUE(desk.submit({.client = "a"}, nothing));

  const auto third = desk.submit({.client = "a"}, nothing);
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().code, error_code::too_many_questions);
  ASSERT_TRUE(desk.submit({.client = "b"}, nothing));
  const auto too_many = desk.submit({.client = "c"}, nothing);
  ASSERT_FALSE(too_many);
  EXPECT_EQ(too_many.error().code, error_code::overloaded);
  first.let_go.release();
}

TEST(question_desk, one_whose_asker_left_or_whose_time_is_up_ends_and_says_why) {
  std::stop_source left;
  slow_question of_gone;
  slow_question of_slow;
  question_desk patient{{}};
  question_desk hasty{{.longest = std::chrono::milliseconds{1}}};
  ASSERT_TRUE(patient.submit({.client = "a", .left = left.get_token()}, of_gone.work()));
  ASSERT_TRUE(hasty.submit({.client = "a"}, of_slow.work()));
  of_gone.wait_until_begun();
  left.request_stop();

  const auto gone = of_gone.outcome();
  const auto slow = of_slow.outcome();
  ASSERT_TRUE(gone && slow);
  EXPECT_EQ(gone->message, "whoever asked left before the answer");
  EXPECT_EQ(slow->code, error_code::question_ended);
  EXPECT_NE(slow->message.find("within 1 ms"), std::string::npos);
}

TEST(question_desk, its_end_ends_the_running_ones_and_lets_go_of_those_that_wait) {
  slow_question running;
  auto waiting = std::make_shared<int>(7);
  {
    question_desk desk{{.threads = 1}};
    ASSERT_TRUE(desk.submit({.client = "a"}, running.work()));
    running.wait_until_begun();
    ASSERT_TRUE(desk.submit({.client = "a"},
                            [waiting](const std::stop_token&, const question_desk::reason&) {}));
  }
  const auto why = running.outcome();
  ASSERT_TRUE(why);
  EXPECT_EQ(why->code, error_code::shutting_down);
  EXPECT_EQ(waiting.use_count(), 1);
}

} // namespace
} // namespace sojourn::service
