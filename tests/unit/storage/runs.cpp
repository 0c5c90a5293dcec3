// Runs: frozen once, sent once, over when all is over.
#include "storage/runs.hpp"

#include "fixture.hpp"
#include "storage/inbox.hpp"
#include "storage/turns.hpp"

#include <gmock/gmock.h>

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
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
  /// Enters the next of the list; those for whom `turns` has one begin at once.
  members_entered enter(run_id id, std::size_t limit, const std::vector<turn_ptr>& turns = {}) {
    auto members = data->reader().runs().members(id, 0, limit);
    for (std::size_t i = 0; i < turns.size(); ++i)
      members.at(i).turn = turns[i];
    return *write(*data, [&](transaction& tx) { return enter_members(tx, id, members, monday); });
  }
  static turn_ptr begin_of(traveller& from, const std::string& customer, run_id id) {
    return std::make_shared<const turn_write>(
        from.begin(customer, monday, {{"type", "manual"}, {"run", to_text(id)}}));
  }
  template <class Change>
  void change(const Change& apply) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<bool> {
      apply(tx);
      return true;
    }));
  }
  stored_run now(run_id id) { return *data->reader().runs().find(id); }
};

TEST_F(a_run, that_was_interrupted_while_it_froze_begins_its_list_anew) {
  open();
  const auto id = begin();
  add(id, {"1", "2"});
  EXPECT_THAT(data->reader().runs().under_way(), SizeIs(1));

  change([&](transaction& tx) { clear_members(tx, id); });
  add(id, {"1", "2", "3"});

  EXPECT_EQ(now(id).members, 3);
}

TEST_F(a_run, sends_each_member_once_whatever_is_between) {
  open();
  const auto id = begin();
  add(id, {"1", "2", "3"});
  change([&](transaction& tx) { finish_freezing(tx, id); });

  const auto first = enter(id, 2);
  close();
  open();
  const auto rest = enter(id, 2);

  EXPECT_THAT(first.inbox_entries, SizeIs(2));
  EXPECT_FALSE(first.done);
  ASSERT_THAT(rest.inbox_entries, SizeIs(1));
  EXPECT_EQ(rest.inbox_entries[0].subject, (subject_ref{"customer", "3"}));
  EXPECT_EQ(rest.inbox_entries[0].payload.at("run"), to_text(id));
  EXPECT_TRUE(rest.done);
  EXPECT_EQ(now(id).state, run_state::open);
  EXPECT_THAT(data->reader().inbox().list(0, 10), SizeIs(3));
}

TEST_F(a_run, that_is_cancelled_sends_nobody_else) {
  open();
  const auto id = begin();
  add(id, {"1", "2"});
  change([&](transaction& tx) { finish_freezing(tx, id); });
  (void)enter(id, 1);
  const auto late = data->reader().runs().members(id, 0, 1);

  ASSERT_TRUE(write(
      *data, [&](transaction& tx) { return cancel_run(tx, id, "anna", "wrong text", monday); }));

  const auto entered =
      write(*data, [&](transaction& tx) { return enter_members(tx, id, late, monday); });
  EXPECT_TRUE(entered->done);
  EXPECT_THAT(data->reader().inbox().list(0, 10), SizeIs(1));
  EXPECT_EQ(now(id).state, run_state::cancelled);
  EXPECT_EQ(now(id).reason, "wrong text");
}

TEST_F(a_run, is_over_when_all_its_members_were_refused) {
  open();
  const auto id = begin();
  add(id, {"1"});
  change([&](transaction& tx) { finish_freezing(tx, id); });
  const auto sent = enter(id, 10);

  change([&](transaction& tx) { drop_inbox_entry(tx, sent.inbox_entries[0].number, monday); });
  change([&](transaction& tx) { drop_inbox_entry(tx, sent.inbox_entries[0].number, monday); });

  EXPECT_EQ(now(id).refused, 1);
  EXPECT_EQ(now(id).state, run_state::ended);
}

TEST_F(a_run, enters_members_whose_turn_is_known_without_an_inbox_entry) {
  open();
  traveller sleepers{*data, ids, sleeper("skip_if_open")};
  const auto taken = sleepers.start("2");
  const auto id = begin();
  add(id, {"1", "2", "3"});
  change([&](transaction& tx) { finish_freezing(tx, id); });

  const auto done =
      enter(id, 3, {begin_of(sleepers, "1", id), begin_of(sleepers, "2", id), nullptr});

  EXPECT_THAT(done.written, ElementsAre(true, false, false));
  ASSERT_THAT(done.inbox_entries, SizeIs(2));
  EXPECT_EQ(done.inbox_entries[0].subject, (subject_ref{"customer", "2"}));
  EXPECT_EQ(done.inbox_entries[1].subject, (subject_ref{"customer", "3"}));
  EXPECT_TRUE(done.done);
  EXPECT_EQ(now(id).entered, 1);
  EXPECT_EQ(now(id).open, 1);
  EXPECT_THAT(data->reader().runs().members(id, 0, 10), IsEmpty());
  EXPECT_EQ(sleepers.state(taken).status, engine::instance_status::waiting);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(a_run, takes_nobody_off_its_list_when_they_are_not_its_first) {
  open();
  const auto id = begin();
  add(id, {"1", "2"});
  change([&](transaction& tx) { finish_freezing(tx, id); });
  const auto second = data->reader().runs().members(id, 1, 1);

  EXPECT_FALSE(
      write(*data, [&](transaction& tx) { return enter_members(tx, id, second, monday); }));

  EXPECT_THAT(data->reader().runs().members(id, 0, 10), SizeIs(2));
  EXPECT_THAT(data->reader().inbox().list(0, 10), IsEmpty());
}

TEST(run_ids, are_read_as_they_are_written) {
  EXPECT_EQ(parse_run_id(to_text(run_id{12})), run_id{12});
  for (const auto* text : {"", "run_", "run_x", "run_1x", "run_0", "run_-1", "12"})
    EXPECT_EQ(parse_run_id(text).error().code, error_code::invalid_id) << text;
}

} // namespace
} // namespace sojourn::storage
