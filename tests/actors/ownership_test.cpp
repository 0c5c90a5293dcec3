// A daemon that does not own its data lets nothing leave, and loses nothing.
#include "actor_fixture.hpp"

namespace sojourn::actors {
namespace {

using namespace std::chrono_literals;
using engine::instance_status;

const json sleeping = {{"begin", {{"type", "delay"}, {"for", "PT1H"}, {"next", "end"}}}};
const json sending = {
    {"begin", {{"type", "send"}, {"message", "hello"}, {"via", {"first"}}, {"next", "end"}}}};
const json parallel = {{"reentry", {{"policy", "parallel"}}}};

class without_ownership : public actor_fixture {
protected:
  /// As long as it takes until everything is looked at again.
  void look_again() {
    for (int i = 0; i < 5; ++i) {
      scheduler->advance_time(1s);
      pass(1s);
    }
  }
  void expect_sent(std::size_t messages) {
    EXPECT_EQ(first->got.size(), messages);
    std::set<std::string> subjects;
    for (const auto& one : first->got)
      subjects.insert(one.request.subject.id);
    EXPECT_EQ(subjects.size(), messages) << "each once";
  }
};

TEST_F(without_ownership, no_new_message_leaves_until_it_is_back) {
  campaign("c", sending, parallel);
  open();
  owner->is_owner = false;
  const auto id = start("c", "1");
  start("c", "2");
  look_again();
  expect_sent(0);
  EXPECT_EQ(status(id), instance_status::waiting);

  owner->is_owner = true;
  look_again();

  expect_sent(2);
}

TEST_F(without_ownership, no_message_that_waits_for_its_channel_leaves_until_it_is_back) {
  first->can.concurrency = 1;
  campaign("c", sending, parallel);
  open();
  start("c", "1");
  start("c", "2");
  expect_sent(1);
  owner->is_owner = false;
  first->answer(0, outcome::accepted);
  run();
  look_again();
  expect_sent(1);

  owner->is_owner = true;
  look_again();

  expect_sent(2);
}

TEST_F(without_ownership, what_waits_in_the_outbox_leaves_after_a_start_that_has_it) {
  campaign("c", sending, parallel);
  open();
  owner->is_owner = false;
  start("c", "1");
  stop();
  open();
  look_again();
  expect_sent(0);
  stop();

  owner->is_owner = true;
  open();
  look_again();

  expect_sent(1);
}

TEST_F(without_ownership, no_timer_wakes_its_instance_until_it_is_back) {
  campaign("c", sleeping, parallel);
  open();
  const auto id = start("c", "1");
  owner->is_owner = false;
  pass(2h);
  EXPECT_EQ(status(id), instance_status::waiting);

  owner->is_owner = true;
  look_again();

  EXPECT_EQ(status(id), instance_status::completed);
}

} // namespace
} // namespace sojourn::actors
