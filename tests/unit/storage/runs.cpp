// Runs: frozen once, sent once, over when all is over.
#include "fixture.hpp"

#include <gmock/gmock.h>

namespace sojourn::storage {
namespace {

using ::testing::SizeIs;

class a_run : public storage_test {
protected:
  run_id begin() {
    return write(*data,
                 [](transaction& tx) -> result<stored_run> {
                   return begin_run(tx, "sleeper", json::object(), "anna", "", monday);
                 })
        ->id;
  }
  void add(run_id id, const std::vector<std::string>& customers) {
    std::vector<subject_ref> members;
    for (const auto& customer : customers)
      members.push_back({"customer", customer});
    change([&](transaction& tx) { add_members(tx, id, members); });
  }
  members_sent send(run_id id, std::size_t limit) {
    return *write(*data, [&](transaction& tx) -> result<members_sent> {
      return send_members(tx, id, limit, monday);
    });
  }
  template <class Change>
  void change(const Change& apply) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<bool> {
      apply(tx);
      return true;
    }));
  }
  stored_run now(run_id id) { return *data->reader().run(id); }
};

TEST_F(a_run, that_was_interrupted_while_it_froze_begins_its_list_anew) {
  open();
  const auto id = begin();
  add(id, {"1", "2"});
  EXPECT_THAT(data->reader().runs_under_way(), SizeIs(1));

  change([&](transaction& tx) { clear_members(tx, id); });
  add(id, {"1", "2", "3"});

  EXPECT_EQ(now(id).members, 3);
}

TEST_F(a_run, sends_each_member_once_whatever_is_between) {
  open();
  const auto id = begin();
  add(id, {"1", "2", "3"});
  change([&](transaction& tx) { finish_freezing(tx, id); });

  const auto first = send(id, 2);
  close();
  open();
  const auto rest = send(id, 2);

  EXPECT_THAT(first.caused, SizeIs(2));
  EXPECT_FALSE(first.done);
  ASSERT_THAT(rest.caused, SizeIs(1));
  EXPECT_EQ(rest.caused[0].subject, (subject_ref{"customer", "3"}));
  EXPECT_EQ(rest.caused[0].payload.at("run"), to_text(id));
  EXPECT_TRUE(rest.done);
  EXPECT_EQ(now(id).state, run_state::open);
  EXPECT_THAT(data->reader().deliveries(0, 10), SizeIs(3));
}

TEST_F(a_run, that_is_cancelled_sends_nobody_else) {
  open();
  const auto id = begin();
  add(id, {"1", "2"});
  change([&](transaction& tx) { finish_freezing(tx, id); });
  (void)send(id, 1);

  ASSERT_TRUE(write(
      *data, [&](transaction& tx) { return cancel_run(tx, id, "anna", "wrong text", monday); }));

  EXPECT_TRUE(send(id, 1).caused.empty());
  EXPECT_EQ(now(id).state, run_state::cancelled);
  EXPECT_EQ(now(id).reason, "wrong text");
}

TEST_F(a_run, is_over_when_all_its_members_were_refused) {
  open();
  const auto id = begin();
  add(id, {"1"});
  change([&](transaction& tx) { finish_freezing(tx, id); });
  const auto sent = send(id, 10);

  change([&](transaction& tx) { drop_delivery(tx, sent.caused[0].number, monday); });
  change([&](transaction& tx) { drop_delivery(tx, sent.caused[0].number, monday); });

  EXPECT_EQ(now(id).refused, 1);
  EXPECT_EQ(now(id).state, run_state::ended);
}

TEST(run_ids, are_read_as_they_are_written) {
  EXPECT_EQ(parse_run_id(to_text(run_id{12})), run_id{12});
  for (const auto* text : {"", "run_", "run_x", "run_1x", "run_0", "run_-1", "12"})
    EXPECT_EQ(parse_run_id(text).error().code, error_code::invalid_id) << text;
}

} // namespace
} // namespace sojourn::storage
