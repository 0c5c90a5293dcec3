// What throws inside a service ends neither the service nor what else it has to do: it is counted,
// tried again, and set aside in the end.
#include "actor_fixture.hpp"
#include "storage/campaigns.hpp"
#include "storage/inbox.hpp"
#include "storage/outbox.hpp"

namespace sojourn::actors {
namespace {

using namespace std::chrono_literals;
using engine::instance_status;

const json sleeping = {{"begin", {{"type", "delay"}, {"for", "PT1H"}, {"next", "end"}}}};
const json sending = {
    {"begin", {{"type", "send"}, {"message", "hello"}, {"via", {"first"}}, {"next", "end"}}}};
const json parallel = {{"reentry", {{"policy", "parallel"}}}};
const json on_order = {{"trigger", {{"type", "event"}, {"event", "ordered"}}},
                       {"reentry", {{"policy", "restart"}}}};
/// No service reads this payload: the type of an event is a text.
constexpr const char* poison = R"({"type": 5})";

class defects : public actor_fixture {
protected:
  ~defects() override {
    clock.is_broken = false;
    EXPECT_EQ(with->count.restarts.load(), 0u) << "no service ended";
  }
  std::uint64_t errors(guarded_part part) {
    return with->count.internal_errors[static_cast<std::size_t>(part)].load();
  }
  /// The delivery that an event causes, changed in the file.
  std::int64_t damaged_delivery(const char* type, const char* customer, const char* payload) {
    const auto number = write_event(type, customer).at(0).number;
    run_sql("UPDATE inbox SET payload = '" + std::string{payload} +
            "' WHERE number = " + std::to_string(number));
    return number;
  }
  /// As long as everything takes that is tried again.
  void let_pass_what_is_tried_again() {
    for (int i = 0; i < 20; ++i) {
      scheduler->advance_time(500ms);
      run();
    }
  }
  void look_into_the_file() {
    with->directory.tell_router(catch_up{});
    run();
    let_pass_what_is_tried_again();
  }
  std::int64_t count(const char* status) {
    return store->reader().campaigns().totals().value(status, std::int64_t{0});
  }
  /// So that the file is whole again.
  void remove_delivery(std::int64_t number) {
    run_sql("UPDATE inbox SET payload = '{}' WHERE number = " + std::to_string(number));
    write<bool>([&](storage::transaction& tx) -> result<bool> {
      (void)storage::drop_inbox_entry(tx, number, clock.now());
      return true;
    });
  }
};

TEST_F(defects, a_start_that_throws_is_set_aside_and_its_line_moves_on) {
  campaign("c", sleeping, on_order);
  open();
  damaged_delivery("ordered", "1", poison);
  write_event("ordered", "1");
  write_event("ordered", "2");

  look_into_the_file();

  EXPECT_EQ(errors(guarded_part::router), 3u) << "it is tried three times";
  EXPECT_EQ(count("waiting"), 2);
  route_all(write_event("ordered", "1"));
  run();
  EXPECT_EQ(count("waiting"), 2);
  EXPECT_EQ(count("cancelled"), 1) << "the line goes on";
  EXPECT_EQ(errors(guarded_part::router), 3u) << "and is not tried again";
}

TEST_F(defects,
       a_start_that_was_set_aside_is_tried_again_by_the_next_daemon_while_it_is_the_newest) {
  campaign("c", sleeping, on_order);
  open();
  const auto number = damaged_delivery("ordered", "1", poison);
  write_event("ordered", "2");
  look_into_the_file();
  ASSERT_EQ(store->reader().inbox().list(0, 10).size(), 1u);
  stop();
  run_sql("UPDATE inbox SET payload = '{\"type\": \"event\"}' WHERE number = " +
          std::to_string(number));

  open();

  EXPECT_EQ(count("waiting"), 2);
  EXPECT_TRUE(store->reader().inbox().list(0, 10).empty());
}

TEST_F(defects, a_start_that_was_set_aside_does_not_begin_after_a_newer_one_of_its_key) {
  campaign("c", sleeping, on_order);
  open();
  damaged_delivery("ordered", "1", poison);
  look_into_the_file();
  ASSERT_EQ(store->reader().inbox().list(0, 10).size(), 1u) << "it waits for the next daemon";

  route_all(write_event("ordered", "1"));
  run();

  EXPECT_EQ(count("waiting"), 1);
  EXPECT_TRUE(store->reader().inbox().list(0, 10).empty()) << "which does not find it";
  EXPECT_EQ(with->count.starts_refused.load(), 1u);
}

TEST_F(defects, a_delivery_that_cannot_be_read_is_left_and_those_behind_it_are_brought) {
  campaign("c", sleeping, on_order);
  open();
  const auto number = damaged_delivery("ordered", "1", "no JSON");
  write_event("ordered", "2");

  look_into_the_file();

  EXPECT_EQ(count("waiting"), 1);
  EXPECT_EQ(errors(guarded_part::router), 0u);
  ASSERT_EQ(store->reader().inbox().list(0, 10).size(), 1u);
  EXPECT_FALSE(store->reader().inbox().list(0, 10)[0].damage.empty());
  remove_delivery(number);
}

TEST_F(defects, an_event_that_throws_is_set_aside_and_the_next_is_heard) {
  campaign("c", sleeping, {{"goal", {{"event", "paid"}}}, {"reentry", {{"policy", "parallel"}}}});
  open();
  const auto one = start("c", "1");
  const auto other = start("c", "2");
  const auto number = damaged_delivery("paid", "1", poison);
  write_event("paid", "2");

  look_into_the_file();

  EXPECT_EQ(status(one), instance_status::waiting);
  EXPECT_EQ(status(other), instance_status::converted);
  EXPECT_EQ(errors(guarded_part::router), 3u);
  remove_delivery(number);
}

TEST_F(defects, a_start_whose_turn_throws_is_tried_again_and_then_begins) {
  campaign("c", sending, on_order);
  open();
  route_all(write_event("ordered", "1"));
  step(); // the router has planned it
  clock.is_broken = true;
  run();
  EXPECT_EQ(count("waiting"), 0);
  clock.is_broken = false;

  let_pass_what_is_tried_again();

  EXPECT_EQ(errors(guarded_part::instance), 1u);
  EXPECT_EQ(count("waiting"), 1);
  EXPECT_TRUE(store->reader().inbox().list(0, 10).empty());
}

TEST_F(defects, an_input_whose_turn_throws_is_answered_and_the_next_one_is_taken) {
  campaign("c", sleeping, parallel);
  open();
  const auto id = start("c", "1");
  const engine::commanded pause{engine::command_kind::pause, "test", ""};
  clock.is_broken = true;
  const auto refused = send(id, pause);
  run();
  clock.is_broken = false;
  const auto taken = send(id, pause);
  run();

  EXPECT_EQ(refused->value().error().code, error_code::internal);
  EXPECT_TRUE(taken->value().has_value());
  EXPECT_EQ(status(id), instance_status::paused);
  EXPECT_EQ(errors(guarded_part::instance), 1u);
}

TEST_F(defects, a_timer_whose_turn_throws_is_tried_again) {
  campaign("c", sleeping, parallel);
  open();
  const auto id = start("c", "1");
  clock.move_to(clock.now() + 1h);
  with->directory.tell_timers(look_at_clock{});
  step(); // the timers have woken it
  clock.is_broken = true;
  run();
  EXPECT_EQ(errors(guarded_part::instance), 1u);
  EXPECT_EQ(errors(guarded_part::timers), 1u) << "they ask the clock, too";
  clock.is_broken = false;

  pass(1s);

  EXPECT_EQ(status(id), instance_status::completed);
}

TEST_F(defects, timers_that_cannot_be_looked_at_are_looked_at_again) {
  campaign("c", sleeping, parallel);
  open();
  const auto id = start("c", "1");
  clock.move_to(clock.now() + 1h);
  clock.is_broken = true;
  with->directory.tell_timers(look_at_clock{});
  run();
  EXPECT_EQ(errors(guarded_part::timers), 1u);
  clock.is_broken = false;
  EXPECT_EQ(status(id), instance_status::waiting);

  let_pass_what_is_tried_again();

  EXPECT_EQ(status(id), instance_status::completed);
}

TEST_F(defects, a_start_that_the_registry_cannot_take_is_answered) {
  campaign("c", sleeping, parallel);
  open();
  auto heard = std::make_shared<std::optional<result<turn_report>>>();
  auto input = letter(heard);
  input->what = engine::timer_due{}; // which starts nothing
  with->directory.tell_registry(begin{nullptr, input});
  run();

  EXPECT_EQ(heard->value().error().code, error_code::internal);
  EXPECT_EQ(errors(guarded_part::registry), 1u);
  EXPECT_EQ(status(start("c", "1")), instance_status::waiting);
}

TEST_F(defects, an_effect_whose_channel_throws_when_asked_is_tried_again_by_its_policy) {
  campaign("c", sending, parallel);
  open();
  first->throws_when_asked = true;
  const auto id = start("c", "1");
  EXPECT_GE(errors(guarded_part::dispatcher), 1u);
  EXPECT_EQ(status(id), instance_status::waiting);
  first->throws_when_asked = false;
  const auto other = start("c", "2");
  ASSERT_EQ(first->got.size(), 1u);
  EXPECT_EQ(first->got[0].request.key.instance, other);

  pass(24h);

  EXPECT_EQ(first->got.size(), 2u);
}

TEST_F(defects, an_effect_whose_channel_throws_each_time_is_held_in_the_end) {
  campaign("c", sending, parallel);
  open();
  first->throws_when_asked = true;
  const auto id = start("c", "1");
  for (int i = 0; i < 20; ++i)
    pass(24h);
  EXPECT_EQ(status(id), instance_status::held);
}

TEST_F(defects, an_effect_whose_channel_throws_at_the_hand_over_may_have_left) {
  first->can.deduplicates = false;
  campaign("c", sending, parallel);
  open();
  first->throws_when_handed = true;
  const auto id = start("c", "1");
  EXPECT_EQ(status(id), instance_status::held) << "nobody knows whether it left";
  EXPECT_EQ(with->count.in_flight.load(), 0);

  first->throws_when_handed = false;
  start("c", "2");
  EXPECT_EQ(first->got.size(), 1u) << "the channel serves others";
}

TEST_F(defects, an_effect_whose_row_cannot_be_read_holds_up_no_other) {
  campaign("c", sending, parallel);
  open();
  const auto one = start("c", "1");
  start("c", "2");
  stop();
  run_sql("UPDATE outbox SET kind = 99 WHERE instance = " + std::to_string(one.value));
  open();
  ASSERT_EQ(first->got.size(), 1u);
  EXPECT_EQ(first->got[0].request.subject.id, "2");
  run_sql("UPDATE outbox SET kind = 0 WHERE instance = " + std::to_string(one.value));
}

} // namespace
} // namespace sojourn::actors
