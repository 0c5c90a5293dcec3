#include "fixture.hpp"
#include "storage/campaigns.hpp"
#include "storage/instances.hpp"
#include "storage/journal.hpp"
#include "storage/operation.hpp"
#include "storage/outbox.hpp"
#include "storage/reader.hpp"
#include "storage/records.hpp"
#include "storage/timers.hpp"
#include "storage/vouchers.hpp"

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using turns = storage_test;

TEST_F(turns, an_instance_is_read_back_as_it_was_written) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto turn = sleepers.begin("42", monday);
  const auto written = sleepers.write(turn);
  ASSERT_TRUE(written);

  reopen();
  const auto read = data->reader().instances().load(turn.after->id);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->state, *turn.after);
  EXPECT_EQ(read->head, written->head);
  EXPECT_EQ(read->version, sleepers.version);
  EXPECT_EQ(read->updated_at, monday);
}

TEST_F(turns, the_journal_is_read_from_its_newest_entry_back_in_pages) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto id = sleepers.start("42");
  sleepers.start("43");
  sleepers.go(id, engine::timer_due{monday + 25 * day}, monday + 25 * day);

  const auto all = data->reader().journal().entries(id, 0, 100).value();
  ASSERT_GE(all.size(), 4u);
  EXPECT_EQ(all.back().type, 0) << "the oldest entry is how it started";
  EXPECT_EQ(all.back().previous, 0);
  for (std::size_t i = 1; i < all.size(); ++i)
    EXPECT_EQ(all[i - 1].previous, all[i].number);

  const auto first = data->reader().journal().entries(id, 0, 2).value();
  const auto second = data->reader().journal().entries(id, first.back().previous, 100).value();
  EXPECT_EQ(first.size() + second.size(), all.size());
  EXPECT_EQ(second.front().number, all[2].number);
}

TEST_F(turns, a_position_of_another_instance_is_not_found_in_the_journal) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto one = sleepers.start("1");
  const auto other = sleepers.start("2");
  const auto head = data->reader().instances().load(other)->head;
  EXPECT_EQ(data->reader().journal().entries(one, head, 10).error().code, error_code::not_found);
  EXPECT_EQ(data->reader().journal().entries({77}, 0, 10).error().code, error_code::not_found);
}

TEST_F(turns, a_timer_follows_the_due_instant_of_its_instance) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto id = sleepers.start("42");
  EXPECT_EQ(data->reader().timers().next_due(), monday + 25 * day);
  EXPECT_TRUE(data->reader().operation().is_quiet(monday + 24 * day));
  EXPECT_FALSE(data->reader().operation().is_quiet(monday + 25 * day));

  sleepers.go(id, cancel_it, monday);
  EXPECT_EQ(data->reader().timers().next_due(), std::nullopt);
  EXPECT_EQ(data->reader().operation().status()["rows"]["timers"], 0);
}

TEST_F(turns, due_timers_come_in_due_order_and_in_pages) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto late = sleepers.start("late", monday + 2h);
  const auto early = sleepers.start("early", monday);
  const auto also_early = sleepers.start("also", monday);

  const auto instances = [](const std::vector<due_timer>& timers) {
    std::vector<instance_id> found;
    for (const auto& timer : timers)
      found.push_back(timer.instance);
    return found;
  };
  auto& reader = data->reader();
  const auto page = reader.timers().due({}, monday + 30 * day, 2);
  EXPECT_THAT(instances(page), ElementsAre(early, also_early));
  EXPECT_THAT(instances(reader.timers().due(page.back(), monday + 30 * day, 2)), ElementsAre(late));
  EXPECT_THAT(reader.timers().due({}, monday + 24 * day, 2), IsEmpty());
}

TEST_F(turns, a_turn_from_a_stale_copy_is_refused_and_changes_nothing) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto id = sleepers.start("42");
  const auto stale = sleepers.step(id, engine::timer_due{monday + 25 * day}, monday + 25 * day);
  sleepers.go(id, cancel_it, monday);
  const auto before = data->reader().operation().status()["rows"];

  EXPECT_EQ(sleepers.write(stale).error().code, error_code::version_mismatch);
  EXPECT_EQ(data->reader().operation().status()["rows"], before);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(turns, an_instance_id_is_taken_once) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto turn = sleepers.begin("42", monday);
  ASSERT_TRUE(sleepers.write(turn));
  EXPECT_EQ(sleepers.write(turn).error().code, error_code::version_mismatch);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(turns, statistics_say_where_the_instances_stand) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  sleepers.start("1");
  sleepers.start("2");
  const auto cancelled = sleepers.start("3");
  sleepers.go(cancelled, cancel_it, monday);

  EXPECT_EQ(data->reader().campaigns().statistics("sleeper"),
            json::parse(R"({"by_status": {"waiting": 2, "cancelled": 1},
                            "by_step": {"rest": {"waiting": 2, "cancelled": 1}}, "total": 3})"));
  EXPECT_EQ(data->reader().campaigns().totals(), json::parse(R"({"waiting": 2, "cancelled": 1})"));
  EXPECT_EQ(data->reader().campaigns().statistics("nobody")["total"], 0);
}

TEST_F(turns, patches_of_a_turn_create_and_change_the_subjects_record) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  sleepers.listeners.records = {
      {"thankers", {.record = "customer", .fields = {"thanked"}, .order = {}}}};
  ASSERT_TRUE(write(*data, [](transaction& tx) { return create_pool(tx, "gold", monday); }));
  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return add_codes(tx, "gold", {"A", "B"}, monday);
  }));
  const auto thank = [&](const std::string& subject) {
    const auto id = sleepers.start(subject);
    const auto reserved = sleepers.go(id, engine::timer_due{monday + 25 * day}, monday + 25 * day);
    sleepers.take_code(id, code_in(reserved.booking).value(), monday + 25 * day);
    return sleepers.go(id, engine::timer_due{monday + 28 * day}, monday + 28 * day);
  };

  EXPECT_THAT(thank("new").inbox_entries, IsEmpty()) << "a creation is no change";
  EXPECT_EQ(data->reader().records().data({"customer", "new"}),
            json::parse(R"({"thanked": true})"));

  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return write_record(tx, record_write_kind::put, {"customer", "old"}, {{"name", "An"}}, {}, {},
                        monday);
  }));
  const auto inbox_entries = thank("old").inbox_entries;
  ASSERT_EQ(inbox_entries.size(), 1u);
  EXPECT_EQ(inbox_entries[0].campaign, "thankers");
  EXPECT_EQ(inbox_entries[0].payload["change"],
            json::parse(R"({"thanked": {"from": null, "to": true}})"));
  EXPECT_EQ(data->reader().records().data({"customer", "old"}),
            json::parse(R"({"name": "An", "thanked": true})"));
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(turns, the_outbox_holds_an_effect_until_it_is_settled) {
  open();
  traveller gifts{*data, ids, gift()};
  ASSERT_TRUE(write(*data, [](transaction& tx) { return create_pool(tx, "gold", monday); }));
  ASSERT_TRUE(write(*data, [](transaction& tx) { return add_codes(tx, "gold", {"A"}, monday); }));
  const auto id = gifts.start("42");

  auto rows = data->reader().outbox().list({}, 10);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].instance, id);
  EXPECT_EQ(rows[0].effect, gifts.state(id).effect);
  EXPECT_EQ(rows[0].requested_at, monday);
  EXPECT_EQ(code_in(rows[0].outcome), "A");
  EXPECT_FALSE(rows[0].handed_over);
  EXPECT_THAT(data->reader().outbox().list(id, 10), IsEmpty());
  EXPECT_FALSE(data->reader().operation().is_quiet(monday));

  ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<int> {
    mark_handed_over(tx, id);
    return 0;
  }));
  EXPECT_TRUE(data->reader().outbox().list({}, 10)[0].handed_over);

  gifts.take_code(id, "A", monday);
  EXPECT_THAT(data->reader().outbox().list({}, 10), IsEmpty());
}

} // namespace
} // namespace sojourn::storage
