// Starts of many in one unit: what stands against one leaves the others alone.
#include "fixture.hpp"
#include "storage/campaigns.hpp"
#include "storage/events.hpp"
#include "storage/inbox.hpp"
#include "storage/operation.hpp"
#include "storage/turns.hpp"

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class starts : public storage_test {
protected:
  std::vector<inbox_entry> caused_by_events(const std::vector<std::string>& customers) {
    std::vector<inbox_entry> inbox_entries;
    for (const auto& customer : customers) {
      auto outcome = write(*data, [&](transaction& tx) {
        return write_event(
            tx,
            {.source = "shop",
             .id = customer,
             .type = "order.paid",
             .subject = {"customer", customer},
             .at = monday,
             .data = json::object()},
            {.records = {}, .events = {{.campaign = "sleeper", .event = "order.paid"}}}, monday);
      });
      inbox_entries.push_back(outcome->inbox_entries.at(0));
    }
    return inbox_entries;
  }
  static turn_ptr begin(traveller& from, const std::string& customer, std::int64_t consumes) {
    auto turn = from.begin(customer, monday);
    turn.consumes = consumes;
    return std::make_shared<const turn_write>(std::move(turn));
  }
  result<starts_written> write_all(const std::vector<turn_ptr>& turns) {
    return write(*data, [&](transaction& tx) { return write_starts(tx, turns); });
  }
};

TEST_F(starts, each_is_written_with_its_row_its_timer_and_its_inbox_entry_gone) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto inbox_entries = caused_by_events({"1", "2"});

  const auto done = write_all({begin(sleepers, "1", inbox_entries[0].number),
                               begin(sleepers, "2", inbox_entries[1].number)});

  EXPECT_THAT(done->written, ElementsAre(true, true));
  EXPECT_THAT(data->reader().inbox().list(0, 10), IsEmpty());
  EXPECT_EQ(data->reader().campaigns().totals()["waiting"], 2);
  EXPECT_EQ(data->reader().operation().status()["rows"]["timers"], 2);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(starts, one_whose_inbox_entry_is_consumed_already_is_left_out) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto inbox_entries = caused_by_events({"1", "2"});
  ASSERT_TRUE(write_all({begin(sleepers, "1", inbox_entries[0].number)}));

  const auto again = write_all({begin(sleepers, "1", inbox_entries[0].number),
                                begin(sleepers, "2", inbox_entries[1].number)});

  EXPECT_THAT(again->written, ElementsAre(false, true));
  EXPECT_EQ(data->reader().campaigns().totals()["waiting"], 2);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(starts, one_that_the_re_entry_policy_refuses_keeps_its_inbox_entry) {
  open();
  traveller sleepers{*data, ids, sleeper("skip_if_open")};
  const auto inbox_entries = caused_by_events({"1", "2"});

  // The first of them is in the way of the second.
  const auto done = write_all({begin(sleepers, "7", inbox_entries[0].number),
                               begin(sleepers, "7", inbox_entries[1].number)});

  EXPECT_THAT(done->written, ElementsAre(true, false));
  ASSERT_THAT(data->reader().inbox().list(0, 10), SizeIs(1));
  EXPECT_EQ(data->reader().inbox().list(0, 10)[0].number, inbox_entries[1].number);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(starts, one_that_fails_takes_back_the_whole_unit) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto inbox_entries = caused_by_events({"1", "2"});
  auto senseless = sleepers.begin("2", monday);
  senseless.entries.clear();
  senseless.consumes = inbox_entries[1].number;

  const auto done = write_all({begin(sleepers, "1", inbox_entries[0].number),
                               std::make_shared<const turn_write>(std::move(senseless))});

  EXPECT_FALSE(done);
  EXPECT_THAT(data->reader().inbox().list(0, 10), SizeIs(2));
  EXPECT_EQ(data->reader().operation().status()["rows"]["instances"], 0);
  EXPECT_THAT(violations(), IsEmpty());
}

} // namespace
} // namespace sojourn::storage
