// Starts whose first turn comes later than their cause: what they must have heard, and those that
// wait for the end of a pause.
#include "fixture.hpp"
#include "storage/campaigns.hpp"
#include "storage/events.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"
#include "storage/operation.hpp"
#include "storage/runs.hpp"
#include "storage/turns.hpp"

#include <gmock/gmock.h>

namespace sojourn::storage {
namespace {

using std::chrono::days;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class late_starts : public storage_test {
protected:
  late_starts() {
    listeners.events = {{.campaign = "sleeper", .event = "cart.left"}};
    listeners.hearers = {{"order.paid", {"sleeper"}}};
  }
  event_written happen(const std::string& type, const std::string& customer, instant now = monday) {
    return *write(*data, [&](transaction& tx) {
      return write_event(tx,
                         {.source = "shop",
                          .id = std::to_string(++events_),
                          .type = type,
                          .subject = {"customer", customer},
                          .at = now,
                          .data = json::object()},
                         listeners, now);
    });
  }
  /// The first turn that the inbox entry asks for.
  static turn_write begin(traveller& from, const inbox_entry& start) {
    auto turn = from.begin(start.subject.id, monday);
    turn.consumes = start.number;
    turn.heard_through = start.cause;
    return turn;
  }
  std::vector<bool> write_all(const std::vector<turn_write>& turns) {
    std::vector<turn_ptr> all;
    for (const auto& turn : turns)
      all.push_back(std::make_shared<const turn_write>(turn));
    return write(*data, [&](transaction& tx) { return write_starts(tx, all); })->written;
  }
  void set_state(campaign_state to) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_campaign_state(tx, "sleeper", to, "anna", "", monday);
    }));
  }
  /// The campaign is paused, as those who write know.
  void pause(start_pause how = {.keeps = true, .most = 100}) {
    set_state(campaign_state::active);
    set_state(campaign_state::paused);
    listeners.paused["sleeper"] = how;
  }
  held_total total() {
    const auto all = data->reader().inbox().held_totals();
    return all.empty() ? held_total{} : all.front();
  }

  listener_set listeners;

private:
  int events_ = 0;
};

TEST_F(late_starts, one_that_has_not_heard_what_came_since_its_cause_is_not_written) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto start = happen("cart.left", "1").inbox_entries.at(0);
  const auto turn = begin(sleepers, start);
  happen("order.paid", "1");

  EXPECT_THAT(write_all({turn}), ElementsAre(false));
  const auto alone = sleepers.write(turn);
  ASSERT_FALSE(alone);
  EXPECT_EQ(alone.error().code, error_code::version_mismatch);
  EXPECT_THAT(data->reader().inbox().list(0, 10), SizeIs(1)) << "nothing has changed";
}

TEST_F(late_starts, is_written_when_it_has_heard_all_of_it) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  auto turn = begin(sleepers, happen("cart.left", "1").inbox_entries.at(0));
  turn.heard_through = happen("order.paid", "1").number;
  EXPECT_THAT(write_all({turn}), ElementsAre(true));
}

TEST_F(late_starts, does_not_mind_events_of_others_or_of_types_that_it_does_not_hear) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto turn = begin(sleepers, happen("cart.left", "1").inbox_entries.at(0));
  happen("order.paid", "2");
  happen("clicked", "1"); // its wait comes later
  EXPECT_THAT(write_all({turn}), ElementsAre(true));
}

TEST_F(late_starts, an_event_names_the_campaigns_that_hear_it_when_they_begin) {
  open();
  happen("cart.left", "1");
  EXPECT_THAT(happen("order.paid", "1").heard_at_start, ElementsAre("sleeper"));
  EXPECT_THAT(happen("order.paid", "2").heard_at_start, IsEmpty());
  EXPECT_THAT(happen("seen", "1").heard_at_start, IsEmpty());
}

TEST_F(late_starts, the_events_since_a_cause_are_found_by_type_in_their_order) {
  open();
  happen("order.paid", "1");
  const auto cause = *happen("cart.left", "1").inbox_entries.at(0).cause;
  happen("order.paid", "1");
  happen("clicked", "1");
  const auto newest = happen("order.paid", "2").number;

  const auto found =
      data->reader().events().since({"customer", "1"}, {"clicked", "order.paid"}, cause);

  ASSERT_THAT(found.events, SizeIs(2));
  EXPECT_EQ(found.events[0].type, "order.paid");
  EXPECT_EQ(found.events[1].type, "clicked");
  EXPECT_EQ(found.newest, newest);
}

TEST_F(late_starts, of_a_paused_campaign_are_held_in_their_order_and_counted) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  pause();
  const auto one = happen("cart.left", "1").inbox_entries.at(0);
  happen("cart.left", "2");

  EXPECT_TRUE(one.held);
  EXPECT_THAT(data->reader().inbox().list(0, 10), IsEmpty()) << "nobody brings them yet";
  EXPECT_EQ(data->reader().inbox().count(), 0);
  ASSERT_THAT(data->reader().inbox().held("sleeper", 0, 10), SizeIs(2));
  EXPECT_THAT(data->reader().inbox().held("sleeper", one.number, 10), SizeIs(1));
  EXPECT_EQ(total().held, 2);
  EXPECT_TRUE(data->reader().operation().is_quiet(monday));
  EXPECT_THAT(write_all({begin(sleepers, one)}), ElementsAre(true));
  EXPECT_EQ(total().held, 1);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(late_starts, held_by_a_campaign_that_goes_on_make_the_file_unquiet) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  pause();
  happen("cart.left", "1");
  set_state(campaign_state::active);
  EXPECT_FALSE(data->reader().operation().is_quiet(monday));
}

TEST_F(late_starts, beyond_what_a_pause_keeps_are_dropped_counted_and_told_once) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  pause({.keeps = true, .most = 1});
  happen("cart.left", "1");
  EXPECT_THAT(happen("cart.left", "2").inbox_entries, IsEmpty());
  EXPECT_THAT(happen("cart.left", "3").inbox_entries, IsEmpty());
  EXPECT_EQ(total().held, 1);
  EXPECT_EQ(total().dropped, 2);
  EXPECT_EQ(total().dropped_in_pause, 2);
  set_state(campaign_state::active);
  set_state(campaign_state::paused);
  EXPECT_EQ(total().dropped, 2);
  EXPECT_EQ(total().dropped_in_pause, 0);
}

TEST_F(late_starts, on_their_way_when_the_pause_began_are_held_too) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto start = happen("cart.left", "1").inbox_entries.at(0);
  const auto hold = [&] {
    return *write(*data,
                  [&](transaction& tx) -> result<bool> { return hold_start(tx, start.number); });
  };
  EXPECT_FALSE(hold()) << "nobody has paused it";
  pause();
  EXPECT_TRUE(hold());
  EXPECT_TRUE(hold());
  EXPECT_EQ(total().held, 1);
  ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<bool> {
    drop_inbox_entry(tx, start.number, monday);
    return true;
  }));
  EXPECT_EQ(total().held, 0);
  EXPECT_FALSE(hold());
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(late_starts, that_wait_keep_the_events_that_they_will_hear) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  happen("seen", "1"); // before it: goes when its time has come
  pause();
  const auto start = happen("cart.left", "1").inbox_entries.at(0);
  happen("order.paid", "1");
  const auto much_later = monday + days{400};
  for (int i = 0; i < 8; ++i) // each clears away a few
    happen("seen", "2", much_later);

  const auto found = data->reader().events().since({"customer", "1"}, {"order.paid", "seen"}, 0);
  ASSERT_THAT(found.events, SizeIs(1));
  EXPECT_EQ(found.events[0].type, "order.paid");

  EXPECT_THAT(write_all({begin(sleepers, start)}), ElementsAre(false)) << "it has not heard it";
  ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<bool> {
    drop_inbox_entry(tx, start.number, much_later);
    return true;
  }));
  for (int i = 0; i < 2; ++i)
    happen("seen", "2", much_later);
  EXPECT_THAT(data->reader().events().since({"customer", "1"}, {"order.paid"}, 0).events,
              IsEmpty());
}

TEST_F(late_starts, of_a_run_go_behind_a_start_of_the_key_that_was_caused_before) {
  open();
  traveller sleepers{*data, ids, sleeper("restart")};
  const auto earlier = happen("cart.left", "1").inbox_entries.at(0);
  const auto run = *write(*data, [](transaction& tx) -> result<stored_run> {
    return begin_run(tx, "sleeper", json::object(), "anna", "", monday);
  });
  EXPECT_EQ(run.cause, earlier.cause);
  ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<bool> {
    add_members(tx, run.id, {{"customer", "1"}, {"customer", "2"}});
    finish_freezing(tx, run.id);
    return true;
  }));
  auto members = data->reader().runs().members(run.id, 0, 10);
  for (auto& member : members)
    member.turn = std::make_shared<const turn_write>(
        sleepers.begin(member.subject.id, monday, {{"type", "manual"}, {"run", to_text(run.id)}}));

  const auto entered =
      *write(*data, [&](transaction& tx) { return enter_members(tx, run.id, members, monday); });

  EXPECT_THAT(entered.written, ElementsAre(false, true));
  ASSERT_THAT(entered.inbox_entries, SizeIs(1));
  EXPECT_GT(entered.inbox_entries[0].number, earlier.number);
  EXPECT_EQ(entered.inbox_entries[0].cause, run.cause);
}

} // namespace
} // namespace sojourn::storage
