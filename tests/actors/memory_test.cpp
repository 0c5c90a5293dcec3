// Which instances are in memory, who gets their actors, and what a damaged row does.
#include "actor_fixture.hpp"
#include "storage/campaigns.hpp"
#include "storage/records.hpp"

namespace sojourn::actors {
namespace {

using namespace std::chrono_literals;
using engine::instance_status;

const json sleeping = {{"begin", {{"type", "delay"}, {"for", "PT1H"}, {"next", "end"}}}};
const json sending = {
    {"begin", {{"type", "send"}, {"message", "hello"}, {"via", {"first"}}, {"next", "end"}}}};
const json parallel = {{"reentry", {{"policy", "parallel"}}}};

json policy(const char* name) { return {{"reentry", {{"policy", name}}}}; }

engine::commanded order(engine::command_kind kind) { return {kind, "test", ""}; }

class memory : public actor_fixture {
protected:
  /// Overwrites the stored data of a customer, as a failing disk would.
  void overwrite_record(const std::string& customer, const std::string& data) {
    run_sql("UPDATE record SET data = '" + data + "' WHERE id = '" + customer + "'");
  }
  void put_record(const std::string& customer, const json& data) {
    write<storage::record_change>([&](storage::transaction& tx) {
      return storage::write_record(tx, storage::record_write_kind::put, {"customer", customer},
                                   data, {}, {}, clock.now());
    });
  }
  error_code refusal(const answer& heard) { return heard->value().error().code; }
};

TEST_F(memory, one_that_sleeps_for_long_leaves_at_once_and_its_actor_serves_the_next) {
  campaign("c", sleeping, parallel);
  open();
  const auto running_before = system->registry().running();
  const auto one = start("c", "1");
  EXPECT_EQ(with->count.live.load(), 0);
  const auto other = start("c", "2");
  EXPECT_EQ(system->registry().running(), running_before + 1);
  pass(1h);
  EXPECT_EQ(status(one), instance_status::completed);
  EXPECT_EQ(status(other), instance_status::completed);
}

TEST_F(memory, an_actor_that_serves_another_instance_keeps_nothing_of_the_one_before) {
  campaign("c", sleeping, parallel);
  open();
  const auto one = start("c", "1");
  const auto other = start("c", "2");
  send(one, order(engine::command_kind::pause));
  run();
  send(other, order(engine::command_kind::cancel));
  run();
  send(one, order(engine::command_kind::resume));
  run();
  EXPECT_EQ(status(one), instance_status::waiting);
  EXPECT_EQ(status(other), instance_status::cancelled);
}

TEST_F(memory, the_idle_that_wait_for_an_effect_are_bounded) {
  limits.max_live_instances = 2;
  first->can.concurrency = 10;
  campaign("c", sending, parallel);
  open();
  for (int i = 0; i < 5; ++i)
    start("c", std::to_string(i));
  EXPECT_EQ(with->count.live.load(), 2);
  for (std::size_t i = 0; i < 5; ++i)
    first->answer(i, outcome::accepted);
  run();
  EXPECT_EQ(with->count.live.load(), 0);
  EXPECT_EQ(store->reader().campaigns().totals().at("completed"), 5);
}

TEST_F(memory, a_killed_registry_leaves_no_instance_counted_as_live) {
  campaign("c", sending, parallel);
  open();
  start("c", "1");
  ASSERT_EQ(with->count.live.load(), 1);
  kill(with->directory.all().registry);
  EXPECT_EQ(with->count.live.load(), 0);
}

TEST_F(memory, an_instance_actor_that_is_killed_in_the_middle_of_its_work_loses_nothing) {
  campaign("c", sending, parallel);
  open();
  const auto id = start("c", "1");
  kill(with->directory.all().registry); // and with it the instance that waits for its effect
  first->answer(0, outcome::accepted);
  run();
  EXPECT_EQ(status(id), instance_status::completed);
}

TEST_F(memory, instances_are_woken_in_the_order_in_which_they_fall_due) {
  limits.timer_burst = 1;
  campaign("c", sleeping, parallel);
  open();
  std::vector<instance_id> by_due;
  for (const auto* customer : {"3", "1", "2"}) {
    by_due.push_back(start("c", customer));
    clock.move_to(clock.now() + 1min);
  }
  std::vector<instance_id> ended;
  on_commit = [&](std::string_view point) {
    if (point != "after_commit")
      return;
    for (const auto id : by_due) {
      if (status(id) == instance_status::completed && std::ranges::count(ended, id) == 0)
        ended.push_back(id);
    }
  };
  pass(24h);
  EXPECT_EQ(ended, by_due);
}

TEST_F(memory, once_refuses_a_second_instance_for_ever) {
  campaign("c", sleeping, policy("once"));
  open();
  start("c", "1");
  pass(1h);
  const auto again = ask_start("c", "1");
  run();
  EXPECT_EQ(refusal(again), error_code::reentry_refused);
}

TEST_F(memory, skip_if_open_refuses_while_one_is_open_and_not_after) {
  campaign("c", sleeping, policy("skip_if_open"));
  open();
  start("c", "1");
  const auto early = ask_start("c", "1");
  run();
  EXPECT_EQ(refusal(early), error_code::reentry_refused);
  pass(1h);
  const auto late = ask_start("c", "1");
  run();
  EXPECT_TRUE(late->value().has_value());
}

TEST_F(memory, restart_cancels_the_open_one_and_starts_anew) {
  campaign("c", sleeping, policy("restart"));
  open();
  const auto old = start("c", "1");
  const auto young = start("c", "1");
  EXPECT_EQ(status(old), instance_status::cancelled);
  EXPECT_EQ(status(young), instance_status::waiting);
}

TEST_F(memory, a_damaged_record_is_an_error_of_its_customer_alone) {
  campaign("c", sleeping,
           {{"reentry", {{"policy", "parallel"}}},
            {"audience", {{"==", {{{"var", "customer.tier"}}, "gold"}}}}});
  open();
  put_record("1", {{"tier", "gold"}});
  put_record("2", {{"tier", "gold"}});
  overwrite_record("1", "{");
  const auto damaged = ask_start("c", "1");
  const auto sound = ask_start("c", "2");
  run();
  EXPECT_EQ(refusal(damaged), error_code::data_corrupt);
  EXPECT_TRUE(sound->value().has_value());
  EXPECT_EQ(with->count.restarts.load(), 0u);
  overwrite_record("1", "{}");
}

TEST_F(memory, a_send_whose_record_is_damaged_is_tried_again_and_leaves_once_it_is_mended) {
  campaign("c", sending, parallel);
  open();
  put_record("1", {{"tier", "gold"}});
  overwrite_record("1", "{");
  const auto id = start("c", "1");
  EXPECT_TRUE(first->got.empty());
  EXPECT_EQ(status(id), instance_status::waiting);
  EXPECT_EQ(with->count.restarts.load(), 0u);
  overwrite_record("1", "{}");
  pass(1h);
  EXPECT_EQ(first->got.size(), 1u);
}

TEST_F(memory, a_send_whose_consent_is_damaged_holds_up_no_turn_and_leaves_once_it_is_mended) {
  campaign("c", sending, parallel);
  open();
  run_sql("INSERT INTO consent VALUES ('customer:1', '', 99, 1, 0, 'test')");
  const auto id = start("c", "1");
  EXPECT_TRUE(first->got.empty());
  EXPECT_EQ(status(id), instance_status::waiting);
  run_sql("DELETE FROM consent");
  pass(1h);
  EXPECT_EQ(first->got.size(), 1u);
}

} // namespace
} // namespace sojourn::actors
