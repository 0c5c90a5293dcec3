// Tasks on threads, and their end.
#include "service/background/task_runner.hpp"

#include <future>
#include <gtest/gtest.h>
#include <memory>

namespace sojourn::service {
namespace {

TEST(task_runner, more_tasks_than_may_wait_are_refused) {
  std::promise<void> begun;
  std::promise<void> may_end;
  task_runner runner{1, 1}; // ends before what its tasks use

  ASSERT_TRUE(runner.submit([&](const std::stop_token&) {
    begun.set_value();
    may_end.get_future().wait();
  }));
  begun.get_future().wait();

  EXPECT_TRUE(runner.submit([](const std::stop_token&) {}));
  EXPECT_FALSE(runner.submit([](const std::stop_token&) {}));
  may_end.set_value();
}

TEST(task_runner, one_that_was_stopped_drops_what_waits_and_takes_nothing_more) {
  std::promise<void> begun;
  task_runner runner;
  ASSERT_TRUE(runner.submit([&](const std::stop_token& stop) {
    begun.set_value();
    std::promise<void> asked_to_stop;
    const std::stop_callback tell{stop, [&] { asked_to_stop.set_value(); }};
    asked_to_stop.get_future().wait();
  }));
  begun.get_future().wait();
  auto held = std::make_shared<int>();
  const std::weak_ptr<int> watched = held;
  ASSERT_TRUE(runner.submit([held = std::move(held)](const std::stop_token&) {}));

  runner.stop();

  EXPECT_TRUE(watched.expired());
  EXPECT_FALSE(runner.submit([](const std::stop_token&) {}));
}

} // namespace
} // namespace sojourn::service
