#include "storage/inbox.hpp"

#include "fixture.hpp"
#include "storage/events.hpp"
#include "storage/listeners.hpp"
#include "storage/operation.hpp"

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class inbox : public storage_test {
protected:
  listener_set listeners;

  result<event_written> happen(const std::string& type, const std::string& id,
                               const std::string& subject, instant now = monday) {
    return write(*data, [&](transaction& tx) {
      return write_event(tx,
                         {.source = "shop",
                          .id = id,
                          .type = type,
                          .subject = {"customer", subject},
                          .at = now,
                          .data = {{"total", 7}}},
                         listeners, now);
    });
  }
};

TEST_F(inbox, an_event_starts_the_campaigns_that_listen_to_its_type_once) {
  open();
  listeners.events = {{"welcome", "signed.up"}, {"thanks", "order.paid"}};

  const auto written = happen("signed.up", "e1", "42");
  const auto again = happen("signed.up", "e1", "42");

  ASSERT_TRUE(written);
  ASSERT_THAT(written->inbox_entries, SizeIs(1));
  EXPECT_EQ(written->inbox_entries[0].campaign, "welcome");
  EXPECT_EQ(written->inbox_entries[0].subject, (subject_ref{"customer", "42"}));
  EXPECT_EQ(written->inbox_entries[0].payload.at("data"), json({{"total", 7}}));
  EXPECT_TRUE(again->duplicate);
  EXPECT_THAT(data->reader().inbox().list(0, 10), SizeIs(1));
}

TEST_F(inbox, an_event_reaches_the_instances_that_wait_for_its_type_and_subject) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto one = sleepers.start("42");
  const auto two = sleepers.start("42");
  sleepers.start("43");

  const auto written = happen("order.paid", "e1", "42");
  ASSERT_TRUE(written);
  ASSERT_THAT(written->inbox_entries, SizeIs(2));
  EXPECT_EQ(written->inbox_entries[0].instance, one);
  EXPECT_EQ(written->inbox_entries[1].instance, two);
  EXPECT_EQ(written->inbox_entries[0].payload,
            json::parse(R"({"type": "order.paid", "id": "e1", "data": {"total": 7}})"));
  EXPECT_THAT(happen("clicked", "e2", "42")->inbox_entries, IsEmpty()) << "nobody waits for it yet";

  reopen();
  const auto stored = data->reader().inbox().list(0, 10);
  ASSERT_THAT(stored, SizeIs(2));
  EXPECT_EQ(stored[0].number, written->inbox_entries[0].number);
  EXPECT_EQ(stored[0].payload, written->inbox_entries[0].payload);
  EXPECT_EQ(stored[0].subject, (subject_ref{"customer", "42"}));
  EXPECT_THAT(data->reader().inbox().list(stored[0].number, 10), SizeIs(1));
}

TEST_F(inbox, the_same_event_again_is_a_duplicate_until_it_is_forgotten) {
  options.event_dedupe_days = 30;
  open();
  traveller sleepers{*data, ids, sleeper()};
  sleepers.start("42");
  const auto first = happen("order.paid", "e1", "42");
  const auto again = happen("order.paid", "e1", "42", monday + 29 * day);
  EXPECT_FALSE(first->duplicate);
  EXPECT_TRUE(again->duplicate);
  EXPECT_EQ(again->number, first->number);
  EXPECT_THAT(again->inbox_entries, IsEmpty());

  const auto later = happen("order.paid", "e1", "42", monday + 31 * day);
  EXPECT_FALSE(later->duplicate);
  EXPECT_THAT(later->inbox_entries, SizeIs(1));
}

TEST_F(inbox, an_event_is_forgotten_in_time_however_many_older_ones_wait_to_be_cleared_away) {
  options.event_dedupe_days = 30;
  open();
  for (int i = 0; i < 50; ++i)
    ASSERT_FALSE(happen("clicked", "e" + std::to_string(i), "42")->duplicate);
  EXPECT_EQ(happen("clicked", "e49", "42", monday + 30 * day)->kept_until, monday + 30 * day);

  const auto again = happen("clicked", "e49", "42", monday + 30 * day + 1ms);

  EXPECT_FALSE(again->duplicate);
  EXPECT_EQ(again->kept_until, monday + 60 * day + 1ms);
  EXPECT_TRUE(happen("clicked", "e49", "42", monday + 31 * day)->duplicate);
}

TEST_F(inbox, an_entry_is_consumed_by_exactly_one_turn) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto one = sleepers.start("42");
  const auto other = sleepers.start("43");
  const auto number = happen("order.paid", "e1", "42")->inbox_entries.at(0).number;
  const engine::event_arrived paid{.type = "order.paid", .id = "e1", .data = {{"total", 7}}};

  auto turn = sleepers.step(one, paid, monday);
  turn.consumes = number;
  ASSERT_TRUE(sleepers.write(turn));
  EXPECT_EQ(sleepers.state(one).status, engine::instance_status::converted);
  EXPECT_THAT(data->reader().inbox().list(0, 10), IsEmpty());

  auto second = sleepers.step(other, paid, monday);
  second.consumes = number;
  EXPECT_EQ(sleepers.write(second).error().code, error_code::not_found);
  EXPECT_EQ(sleepers.state(other).status, engine::instance_status::waiting);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(inbox, a_refused_turn_does_not_consume_its_inbox_entry) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto id = sleepers.start("42");
  const auto number = happen("order.paid", "e1", "42")->inbox_entries.at(0).number;
  auto turn = sleepers.step(id, engine::event_arrived{.type = "order.paid", .id = "e1"}, monday);
  turn.consumes = number;
  turn.expected_head += 1;
  EXPECT_EQ(sleepers.write(turn).error().code, error_code::version_mismatch);
  EXPECT_THAT(data->reader().inbox().list(0, 10), SizeIs(1));
}

TEST_F(inbox, dropping_one_twice_is_harmless) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  sleepers.start("42");
  const auto number = happen("order.paid", "e1", "42")->inbox_entries.at(0).number;
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<int> {
      drop_inbox_entry(tx, number, monday);
      return 0;
    }));
  }
  EXPECT_EQ(data->reader().operation().status()["rows"]["deliveries"], 0);
}

TEST_F(inbox, numbers_are_never_used_twice) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  sleepers.start("42");
  const auto first = happen("order.paid", "e1", "42")->inbox_entries.at(0).number;
  ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<int> {
    drop_inbox_entry(tx, first, monday);
    return 0;
  }));
  reopen();
  EXPECT_GT(happen("order.paid", "e2", "42")->inbox_entries.at(0).number, first);
}

TEST_F(inbox, a_number_that_came_and_went_in_one_commit_leaves_its_trace_in_a_row) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  sleepers.start("42");
  const auto gone = write(*data, [&](transaction& tx) -> result<std::int64_t> {
    const auto event = write_event(tx,
                                   {.number = 0,
                                    .source = "shop",
                                    .id = "e1",
                                    .type = "order.paid",
                                    .subject = {"customer", "42"},
                                    .at = monday,
                                    .data = json::object()},
                                   {}, monday);
    const auto number = event.value().inbox_entries.at(0).number;
    drop_inbox_entry(tx, number, monday);
    return number;
  });
  ASSERT_TRUE(gone);
  close();
  EXPECT_EQ(raw_file{file()}.integer("SELECT last FROM number WHERE name = 'inbox'"), *gone);
}

TEST_F(inbox, a_number_of_a_unit_that_was_taken_back_is_given_to_the_next) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  sleepers.start("42");
  std::int64_t first = 0;
  EXPECT_FALSE(write(*data, [&](transaction& tx) -> result<int> {
    first = write_event(tx,
                        {.number = 0,
                         .source = "shop",
                         .id = "e1",
                         .type = "order.paid",
                         .subject = {"customer", "42"},
                         .at = monday,
                         .data = json::object()},
                        {}, monday)
                .value()
                .inbox_entries.at(0)
                .number;
    return fail(error_code::internal, "it shall not stay");
  }));
  EXPECT_EQ(happen("order.paid", "e1", "42")->inbox_entries.at(0).number, first);
  EXPECT_THAT(violations(), ::testing::IsEmpty());
}

} // namespace
} // namespace sojourn::storage
