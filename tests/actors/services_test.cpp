// What the actors together promise about commits, effects, timers and failures.
#include "actor_fixture.hpp"
#include "actors/dispatch/mailbox_channel.hpp"
#include "storage/inbox.hpp"
#include "storage/instances.hpp"
#include "storage/journal.hpp"
#include "storage/mailbox.hpp"
#include "storage/outbox.hpp"
#include "storage/sends.hpp"

namespace sojourn::actors {
namespace {

using namespace std::chrono_literals;
using engine::instance_status;

const json sleeping = {{"begin", {{"type", "delay"}, {"for", "PT1H"}, {"next", "end"}}}};
const json sending = {{"begin",
                       {{"type", "send"},
                        {"message", "hello"},
                        {"via", {"first", "second"}},
                        {"on_unreachable", "end"},
                        {"next", "end"}}}};
const json parallel = {{"reentry", {{"policy", "parallel"}}}};
const json bought = {{"goal", {{"event", "bought"}}}, {"reentry", {{"policy", "parallel"}}}};

TEST_F(actor_fixture, a_start_is_answered_only_after_its_commit) {
  campaign("c", sleeping, parallel);
  open();
  const auto heard = ask_start("c", "1");
  bool answered_early = false;
  int commits = 0;
  on_commit = [&](std::string_view) {
    ++commits;
    answered_early = answered_early || heard->has_value();
  };
  run();
  EXPECT_GT(commits, 0);
  EXPECT_FALSE(answered_early);
  EXPECT_TRUE(heard->value().has_value());
}

TEST_F(actor_fixture, an_effect_leaves_only_after_its_commit) {
  campaign("c", sending, parallel);
  open();
  ask_start("c", "1");
  bool left_early = false;
  on_commit = [&](std::string_view) { left_early = left_early || !first->got.empty(); };
  run();
  EXPECT_FALSE(left_early);
  ASSERT_EQ(first->got.size(), 1u);
}

TEST_F(actor_fixture, a_due_timer_wakes_a_passivated_instance) {
  limits.max_live_instances = 0;
  campaign("c", sleeping, parallel);
  open();
  const auto id = start("c", "1");
  EXPECT_EQ(with->count.live.load(), 0);
  pass(59min);
  EXPECT_EQ(status(id), instance_status::waiting);
  pass(1min);
  EXPECT_EQ(status(id), instance_status::completed);
}

TEST_F(actor_fixture, at_most_a_burst_of_wakes_is_on_its_way_and_all_are_woken) {
  limits.timer_burst = 2;
  campaign("c", sleeping, parallel);
  open();
  std::vector<instance_id> ids;
  for (int i = 0; i < 5; ++i)
    ids.push_back(start("c", std::to_string(i)));
  clock.move_to(clock.now() + 1h);
  with->directory.tell_timers(look_at_clock{});
  ASSERT_TRUE(step());
  EXPECT_EQ(with->count.wakes.load(), 2u);
  run();
  EXPECT_EQ(with->count.wakes.load(), 5u);
  for (const auto id : ids)
    EXPECT_EQ(status(id), instance_status::completed);
}

TEST_F(actor_fixture, a_killed_service_is_made_anew_and_the_work_in_the_file_goes_on) {
  campaign("c", sleeping, parallel);
  open();
  const auto id = start("c", "1");
  kill(with->directory.all().registry);
  kill(with->directory.all().timers);
  kill(with->directory.all().router);
  kill(with->directory.all().dispatcher);
  EXPECT_EQ(with->count.restarts.load(), 4u);
  const auto other = start("c", "2");
  pass(1h);
  EXPECT_EQ(status(id), instance_status::completed);
  EXPECT_EQ(status(other), instance_status::completed);
}

TEST_F(actor_fixture, a_goal_before_the_hand_over_revokes_the_send_and_one_after_it_does_not) {
  first->can.concurrency = 1;
  campaign("c", sending, bought);
  open();
  const auto handed = start("c", "1");
  const auto waits = start("c", "2");
  ASSERT_EQ(first->got.size(), 1u);
  route_all(write_event("bought", "1"));
  route_all(write_event("bought", "2"));
  run();
  EXPECT_EQ(status(handed), instance_status::converted);
  EXPECT_EQ(status(waits), instance_status::converted);
  first->answer(0, outcome::accepted);
  run();
  ASSERT_EQ(first->got.size(), 1u);
  EXPECT_EQ(first->got[0].request.subject.id, "1");
}

TEST_F(actor_fixture, an_effect_taken_back_while_it_is_marked_leaves_its_place_to_the_next) {
  first->can = {.deduplicates = false, .concurrency = 1};
  campaign("c", sending, parallel);
  open();
  const auto revoked = ask_start("c", "1");
  const auto next = ask_start("c", "2");
  bool taken_back = false;
  on_commit = [&](std::string_view point) {
    const auto rows = point == "after_commit" ? store->reader().outbox().list({}, 1)
                                              : std::vector<storage::outbox_row>{};
    if (taken_back || rows.empty() || !rows[0].handed_over)
      return;
    taken_back = true;
    with->gate.revoke({rows[0].instance, rows[0].effect.step, rows[0].effect.visit, 1});
  };
  run();
  EXPECT_TRUE(taken_back);
  ASSERT_EQ(first->got.size(), 1u);
  EXPECT_EQ(first->got[0].request.subject.id, "2");
}

TEST_F(actor_fixture, an_unknown_outcome_holds_where_the_channel_cannot_deduplicate) {
  first->can.deduplicates = false;
  campaign("c", sending, parallel);
  open();
  const auto id = start("c", "1");
  first->answer(0, outcome::unknown);
  run();
  EXPECT_EQ(status(id), instance_status::held);
  pass(24h);
  EXPECT_EQ(first->got.size(), 1u);
}

TEST_F(actor_fixture,
       an_unknown_outcome_is_retried_with_the_same_key_where_the_channel_deduplicates) {
  campaign("c", sending, parallel);
  open();
  start("c", "1");
  first->answer(0, outcome::unknown);
  run();
  pass(24h);
  ASSERT_EQ(first->got.size(), 2u);
  EXPECT_EQ(first->got[1].request.key, first->got[0].request.key);
  EXPECT_EQ(first->got[1].request.attempt, 2u);
}

TEST_F(actor_fixture, a_hand_over_that_a_stop_interrupted_is_unknown_and_is_not_repeated) {
  first->can.deduplicates = false;
  campaign("c", sending, parallel);
  open();
  const auto id = start("c", "1");
  ASSERT_EQ(first->got.size(), 1u);
  stop();
  open();
  EXPECT_EQ(status(id), instance_status::held);
  EXPECT_TRUE(first->got.empty());
}

TEST_F(actor_fixture, via_falls_through_a_channel_that_reaches_nobody_and_the_journal_says_why) {
  first->reaches_nobody = "no address at all";
  campaign("c", sending, parallel);
  open();
  const auto id = start("c", "1");
  ASSERT_EQ(second->got.size(), 1u);
  second->answer(0, outcome::accepted);
  run();
  EXPECT_EQ(status(id), instance_status::completed);
  bool told = false;
  const auto journal = store->reader().journal().entries(id, 0, 100).value();
  for (const auto& entry : journal)
    told = told || entry.payload.find("no address at all") != std::string::npos;
  EXPECT_TRUE(told);
}

TEST_F(actor_fixture, deliveries_reach_their_instances_in_whatever_order_they_are_told_of) {
  campaign("c", sleeping, bought);
  open();
  const auto first = start("c", "1");
  const auto second = start("c", "2");
  const auto earlier = write_event("bought", "1");
  const auto later = write_event("bought", "2");

  route_all(later); // another thread was quicker
  route_all(earlier);
  run();

  EXPECT_EQ(status(first), instance_status::converted);
  EXPECT_EQ(status(second), instance_status::converted);
  EXPECT_TRUE(store->reader().inbox().list(0, 10).empty());
}

TEST_F(actor_fixture, a_delivery_that_is_routed_twice_is_consumed_once) {
  campaign("c", sleeping, bought);
  open();
  const auto id = start("c", "1");
  const auto inbox_entries = write_event("bought", "1");
  ASSERT_EQ(inbox_entries.size(), 1u);
  route_all(inbox_entries);
  route_all(inbox_entries);
  with->directory.tell_router(catch_up{});
  run();
  const auto written = entries(id);
  kill(with->directory.all().router); // the new one knows nothing of what was sent
  route_all(inbox_entries);
  run();
  EXPECT_EQ(status(id), instance_status::converted);
  EXPECT_EQ(entries(id), written);
  EXPECT_TRUE(store->reader().inbox().list(0, 10).empty());
}

TEST_F(actor_fixture, the_inbox_of_an_instance_is_bounded) {
  limits.max_pending_inputs = 1;
  campaign("c", sleeping, parallel);
  open();
  const auto id = start("c", "1");
  std::vector<answer> heard;
  for (int i = 0; i < 3; ++i)
    heard.push_back(send(id, engine::commanded{engine::command_kind::pause, "test", ""}));
  run();
  int overloaded = 0;
  for (const auto& one : heard) {
    ASSERT_TRUE(one->has_value());
    overloaded += !one->value() && one->value().error().code == error_code::overloaded;
  }
  EXPECT_EQ(overloaded, 1);
}

TEST_F(actor_fixture, an_idempotency_key_gives_the_first_answer_again) {
  campaign("c", sleeping, parallel);
  open();
  const auto once = ask_start("c", "1", "key");
  const auto twice = ask_start("c", "1", "key");
  run();
  EXPECT_FALSE(once->value().value().replayed);
  EXPECT_TRUE(twice->value().value().replayed);
  EXPECT_EQ(twice->value().value().answer, once->value().value().answer);
  EXPECT_EQ(store->reader().instances().find({.campaign = "c"}).size(), 1u);
}

TEST_F(actor_fixture, effects_beyond_the_dispatchers_bound_are_caught_up_from_the_outbox) {
  limits.max_queued_effects = 1;
  campaign("c", sending, parallel);
  open();
  for (int i = 0; i < 3; ++i)
    start("c", std::to_string(i));
  for (std::size_t i = 0; i < 3; ++i) {
    ASSERT_EQ(first->got.size(), i + 1);
    first->answer(i, outcome::accepted);
    run();
  }
  EXPECT_TRUE(store->reader().outbox().list({}, 10).empty());
}

TEST_F(actor_fixture, a_message_is_decided_on_with_its_turn_where_the_channel_has_room) {
  first->can.concurrency = 1;
  campaign("c", sending, parallel);
  open();
  int commits = 0;
  on_commit = [&](std::string_view point) { commits += point == "after_commit"; };

  start("c", "1");
  EXPECT_EQ(commits, 1);
  ASSERT_EQ(first->got.size(), 1u);

  start("c", "2");
  EXPECT_EQ(first->got.size(), 1u) << "the channel is busy";
  first->answer(0, outcome::accepted);
  run();
  EXPECT_EQ(first->got.size(), 2u);
}

TEST_F(actor_fixture, a_message_to_the_mailbox_is_there_with_the_commit_of_its_turn) {
  channels["mailbox"] = make_mailbox_channel();
  auto to_mailbox = sending;
  to_mailbox["begin"]["via"] = {"mailbox"};
  campaign("c", to_mailbox, parallel);
  open();
  std::vector<std::size_t> there;
  on_commit = [&](std::string_view point) {
    if (point == "after_commit")
      there.push_back(store->reader().mailbox().list("", 0, 10).size());
  };

  const auto id = start("c", "1");

  EXPECT_EQ(there, (std::vector<std::size_t>{1, 1})) << "its turn, and its outcome's";
  EXPECT_EQ(status(id), instance_status::completed);
}

TEST_F(actor_fixture, a_message_says_what_the_turn_that_asks_for_it_has_changed) {
  campaign(
      "c",
      {{"begin", {{"type", "update"}, {"set", {{"tier", "gold"}}}, {"next", "tell"}}},
       {"tell", {{"type", "send"}, {"message", "hello"}, {"via", {"first"}}, {"next", "end"}}}},
      {{"messages",
        {{"hello",
          {{"fallback", "en"}, {"languages", {{"en", {{"text", "Hello {{customer.tier}}"}}}}}}}}}});
  open();

  start("c", "1");

  ASSERT_EQ(first->got.size(), 1u);
  EXPECT_EQ(first->got[0].request.content.text, "Hello gold");
}

TEST_F(actor_fixture, a_message_that_cannot_be_decided_on_holds_up_no_turn) {
  channels::channel_hours nowhere;
  nowhere.zone = "No/Where";
  first->can.hours = {nowhere};
  campaign("c", sending, parallel);
  open();

  const auto id = start("c", "1");

  EXPECT_TRUE(first->got.empty());
  EXPECT_EQ(status(id), engine::instance_status::waiting) << "it is tried again";
  first->can.hours.clear();
  pass(24h);
  EXPECT_EQ(first->got.size(), 1u);
}

/// A call of an http step by the channel "http", which goes where the URL says.
class calling_channel final : public channels::channel {
public:
  [[nodiscard]] channels::capabilities declares() const override {
    return {.deduplicates = false, .concurrency = 8, .concurrency_each = 2};
  }
  [[nodiscard]] std::optional<std::string> unreachable(const json&) const override {
    return std::nullopt;
  }
  [[nodiscard]] std::vector<std::string>
  destinations(const channels::send_attempt& request) const override {
    return {request.request.at("url").get<std::string>()};
  }
  [[nodiscard]] bool may_repeat(const channels::send_attempt& request) const override {
    return request.request.at("method") == "PUT";
  }
  void deliver(channels::send_attempt request, channels::completion done) override {
    got.push_back(request.request.at("url"));
    unanswered.push_back(std::move(done));
  }
  void answer(std::size_t which, channels::attempt_result outcome) {
    std::exchange(unanswered.at(which), nullptr)(std::move(outcome));
  }
  std::vector<std::string> got;
  std::vector<channels::completion> unanswered;
};

class calls : public actor_fixture {
protected:
  calls() { channels["http"] = http; }
  ~calls() override { http->unanswered.clear(); }
  void call_of(const std::string& id, const std::string& method, const std::string& url) {
    campaign(id, {{"begin", {{"type", "http"}, {"method", method}, {"url", url}, {"next", "end"}}}},
             parallel);
  }
  std::shared_ptr<calling_channel> http = std::make_shared<calling_channel>();
};

TEST_F(calls, one_that_may_not_be_repeated_is_held_after_a_crash_and_another_is_made_again) {
  call_of("post", "POST", "http://a");
  call_of("put", "PUT", "http://b");
  open();
  const auto once = start("post", "1");
  const auto again = start("put", "1");
  ASSERT_EQ(http->got, (std::vector<std::string>{"http://a", "http://b"}));
  http->unanswered.clear();
  stop();
  http->got.clear();
  open();
  EXPECT_EQ(http->got, std::vector<std::string>{"http://b"});
  EXPECT_EQ(status(once), instance_status::held);
  EXPECT_EQ(status(again), instance_status::waiting);
}

TEST_F(calls, a_destination_takes_its_share_and_the_others_have_theirs) {
  call_of("silent", "POST", "http://silent");
  call_of("good", "POST", "http://good");
  open();
  for (int i = 0; i < 10; ++i)
    start("silent", std::to_string(i));
  EXPECT_EQ(http->got.size(), 2u);
  start("good", "1");
  EXPECT_EQ(http->got.back(), "http://good");

  channels::attempt_result silence;
  silence.how = outcome::unknown;
  http->answer(0, silence);
  run();
  EXPECT_EQ(http->got.size(), 3u) << "it failed: one place is enough for it";
}

TEST_F(calls, to_a_silent_destination_leave_room_for_the_others_and_are_all_made_in_the_end) {
  limits.max_queued_effects = 8;
  call_of("silent", "POST", "http://silent");
  call_of("good", "POST", "http://good");
  open();
  for (int i = 0; i < 20; ++i)
    start("silent", std::to_string(i));
  EXPECT_EQ(http->got.size(), 2u);

  start("good", "1");

  EXPECT_EQ(http->got.back(), "http://good");
  channels::attempt_result fine;
  fine.how = outcome::accepted;
  for (std::size_t i = 0; i < 21; ++i) {
    ASSERT_GT(http->got.size(), i);
    http->answer(i, fine);
    run();
  }
  EXPECT_EQ(std::count(http->got.begin(), http->got.end(), "http://silent"), 20);
  EXPECT_TRUE(store->reader().outbox().list({}, 10).empty());
}

TEST_F(calls, that_were_left_in_the_outbox_are_made_after_a_restart) {
  limits.max_queued_effects = 4;
  call_of("silent", "PUT", "http://silent");
  open();
  for (int i = 0; i < 10; ++i)
    start("silent", std::to_string(i));
  http->unanswered.clear();
  stop();
  http->got.clear();
  open();

  channels::attempt_result fine;
  fine.how = outcome::accepted;
  for (std::size_t i = 0; i < http->got.size(); ++i) {
    http->answer(i, fine);
    run();
  }
  EXPECT_EQ(http->got.size(), 10u);
}

TEST_F(calls, to_a_destination_that_is_left_alone_are_put_off_before_they_are_made_ready) {
  limits.breaker.failures = 2;
  call_of("dead", "PUT", "http://dead");
  open();
  for (int i = 0; i < 4; ++i)
    start("dead", std::to_string(i));
  channels::attempt_result failed;
  failed.how = outcome::transient;
  http->answer(0, failed);
  http->answer(1, failed);
  run();

  EXPECT_EQ(http->got.size(), 2u);
  EXPECT_EQ(store->reader().instances().find({.campaign = "dead"}).size(), 4u);
}

} // namespace
} // namespace sojourn::actors
