// Tasks for the staff, what they mark, and what they take back.
#include "storage/desk.hpp"

#include "fixture.hpp"
#include "storage/erasures.hpp"
#include "storage/identities.hpp"
#include "storage/records.hpp"
#include "storage/retention.hpp"
#include "storage/vouchers.hpp"

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr auto within = std::chrono::minutes{10};

class desk_tasks : public storage_test {
protected:
  desk_tasks() {
    open();
    put_customer("an");
    put_customer("binh");
    asks = std::make_unique<traveller>(*data, ids, json::parse(R"({
      "id": "greet", "name": "Greet", "trigger": {"type": "manual"},
      "reentry": {"policy": "parallel"}, "start": "greet",
      "steps": {
        "greet": {"type": "task", "text": {"vi": "Chào {{customer.name}}", "en": "Greet"},
                  "due": "P1D", "lasts": "P9D", "done_by": ["greeted"], "next": "heard"},
        "heard": {"type": "wait", "timeout": "P20D", "on_timeout": "end",
                  "events": [{"event": "desk.greeted", "next": "end"}]}}})"));
  }
  ~desk_tasks() override { EXPECT_THAT(violations(), IsEmpty()); }

  void put_customer(const std::string& id) {
    const auto written = write(*data, [&](transaction& tx) {
      return write_record(tx, record_write_kind::put, {"customer", id}, {{"name", id}}, {}, {},
                          monday);
    });
    ASSERT_TRUE(written) << written.error().message;
  }
  std::vector<desk_task> open_of(const std::string& customer, instant now = monday) {
    return data->reader().desk().open_tasks_of("customer:" + customer, now, 100);
  }
  result<mark_written> mark(const mark_request& what, instant now = monday) {
    return write(*data, [&](transaction& tx) { return write_mark(tx, what, {}, now); });
  }
  result<mark_written> undo(std::int64_t number, instant now = monday) {
    return write(*data, [&](transaction& tx) {
      return undo_mark(tx, "an", number, "lan", within, {}, now);
    });
  }
  static mark_request greeted() {
    return {.customer = "an", .kind = mark_kind::greeted, .who = "lan"};
  }

  std::unique_ptr<traveller> asks;
};

TEST_F(desk_tasks, come_with_the_turn_that_asks_for_them) {
  const auto instance = asks->start("an");

  const auto open = open_of("an");

  ASSERT_THAT(open, SizeIs(1));
  EXPECT_EQ(open[0].instance, instance);
  EXPECT_EQ(open[0].campaign, "greet");
  EXPECT_EQ(open[0].step, "greet");
  EXPECT_EQ(open[0].due, monday + day);
  EXPECT_EQ(open[0].ends_at, monday + 9 * day);
  EXPECT_EQ(open[0].done_by, std::vector<std::string>{"greeted"});
  EXPECT_THAT(open_of("binh"), IsEmpty());
}

TEST_F(desk_tasks, are_done_by_the_mark_that_they_name_which_is_told_as_an_event) {
  const auto instance = asks->start("an");

  const auto marked = mark(greeted());

  ASSERT_TRUE(marked) << marked.error().message;
  EXPECT_THAT(marked->mark.tasks, SizeIs(1));
  ASSERT_THAT(marked->inbox_entries, SizeIs(1));
  EXPECT_EQ(marked->inbox_entries[0].instance, instance);
  EXPECT_EQ(marked->inbox_entries[0].payload.at("type"), "desk.greeted");
  EXPECT_EQ(marked->inbox_entries[0].payload.at("data").at("by"), "lan");
  EXPECT_EQ(marked->mark.heard.at("instances"), json::array({to_text(instance)}));
  EXPECT_THAT(open_of("an"), IsEmpty());
}

TEST_F(desk_tasks, stay_open_under_a_mark_that_they_do_not_name) {
  asks->start("an");

  ASSERT_TRUE(mark({.customer = "an", .kind = mark_kind::gift_given, .who = "lan"}));
  ASSERT_TRUE(mark({.customer = "an", .kind = mark_kind::note, .note = "red bag", .who = "lan"}));

  EXPECT_THAT(open_of("an"), SizeIs(1));
  const auto marks = data->reader().desk().marks_of("customer:an", 10);
  ASSERT_THAT(marks, SizeIs(2));
  EXPECT_EQ(marks[0].note, "red bag") << "the newest first";
}

TEST_F(desk_tasks, are_done_once_and_only_while_they_are_open) {
  asks->start("an");
  const auto task = open_of("an").front().number;
  const mark_request done{
      .customer = "an", .kind = mark_kind::task_done, .task = task, .who = "lan"};
  EXPECT_EQ(mark({.customer = "binh", .kind = mark_kind::task_done, .task = task, .who = "lan"})
                .error()
                .code,
            error_code::not_found)
      << "it is somebody else's";

  ASSERT_TRUE(mark(done));

  EXPECT_EQ(mark(done).error().code, error_code::wrong_state);
  EXPECT_EQ(mark({.customer = "nobody", .who = "lan"}).error().code, error_code::not_found);
}

TEST_F(desk_tasks, lapse_when_their_time_is_over) {
  asks->start("an");
  const auto task = open_of("an").front().number;

  EXPECT_THAT(open_of("an", monday + 9 * day), IsEmpty());
  EXPECT_EQ(mark({.customer = "an", .kind = mark_kind::task_done, .task = task, .who = "lan"},
                 monday + 9 * day)
                .error()
                .code,
            error_code::wrong_state);
}

TEST_F(desk_tasks, of_a_cancelled_instance_are_withdrawn) {
  const auto instance = asks->start("an");
  asks->start("an");

  asks->go(instance, cancel_it, monday + 1h);

  const auto open = open_of("an", monday + 1h);
  ASSERT_THAT(open, SizeIs(1));
  EXPECT_NE(open[0].instance, instance);
}

TEST_F(desk_tasks, are_open_again_when_the_mark_is_taken_back_in_time) {
  asks->start("an");
  const auto marked = mark(greeted())->mark.number;

  const auto undone = undo(marked, monday + 9min);

  ASSERT_TRUE(undone) << undone.error().message;
  EXPECT_THAT(open_of("an", monday + 9min), SizeIs(1));
  const auto again = undo(marked, monday + 1h);
  ASSERT_TRUE(again) << "it is taken back already: " << again.error().message;
  EXPECT_EQ(again->mark.undone_at, monday + 9min);
  EXPECT_THAT(again->inbox_entries, IsEmpty());
}

TEST_F(desk_tasks, of_an_instance_that_was_cancelled_meanwhile_are_not_open_again) {
  const auto instance = asks->start("an");
  const auto marked = mark(greeted())->mark.number;
  asks->go(instance, cancel_it, monday + 1min);

  ASSERT_TRUE(undo(marked, monday + 2min));

  EXPECT_THAT(open_of("an", monday + 2min), IsEmpty());
}

TEST_F(desk_tasks, stay_done_when_it_is_too_late_to_take_the_mark_back) {
  asks->start("an");
  const auto marked = mark(greeted())->mark.number;

  EXPECT_EQ(undo(marked, monday + within).error().code, error_code::undo_too_late);
  EXPECT_EQ(undo(marked + 1).error().code, error_code::not_found);
  EXPECT_THAT(open_of("an", monday + within), IsEmpty());
}

TEST_F(desk_tasks, are_listed_in_the_order_in_which_they_end_a_page_at_a_time) {
  asks->start("binh", monday + 2h);
  asks->start("an", monday + 1h);
  asks->start("binh", monday + 3h);
  std::vector<std::string> listed;
  task_query what{.limit = 2};
  for (int pages = 0; pages < 3; ++pages) {
    const auto found = data->reader().desk().open_tasks(what, monday + 4h);
    for (const auto& task : found.tasks)
      listed.push_back(task.subject);
    if (!found.next)
      break;
    what.after = *found.next;
  }
  EXPECT_THAT(listed, ElementsAre("customer:an", "customer:binh", "customer:binh"));
  EXPECT_THAT(data->reader().desk().open_tasks({.due_until = monday + 1h + day}, monday + 4h).tasks,
              SizeIs(1));
  EXPECT_THAT(data->reader().desk().open_tasks({.campaign = "other"}, monday + 4h).tasks,
              IsEmpty());
}

TEST_F(desk_tasks, go_with_the_visitor_who_turns_out_to_be_a_customer) {
  asks->start("visitor:v1");
  ASSERT_TRUE(
      write(*data, [](transaction& tx) { return link_visitor(tx, "v1", "an", "shop", monday); }));

  EXPECT_THAT(open_of("an"), SizeIs(1));
}

TEST_F(desk_tasks, that_went_before_their_instance_are_withdrawn_with_it) {
  const auto first = asks->start("visitor:v1");
  const auto second = asks->start("visitor:v1");
  const auto linked =
      write(*data, [](transaction& tx) { return link_visitor(tx, "v1", "an", "shop", monday, 1); });
  ASSERT_TRUE(linked && !linked->link.is_done);
  ASSERT_THAT(open_of("an"), SizeIs(2));

  asks->go(first, cancel_it, monday);
  asks->go(second, cancel_it, monday);

  EXPECT_THAT(open_of("an"), IsEmpty());
}

TEST_F(desk_tasks, and_marks_are_erased_with_the_person) {
  asks->start("an");
  ASSERT_TRUE(mark({.customer = "an", .kind = mark_kind::note, .note = "red bag", .who = "lan"}));

  const auto erased = write(*data, [](transaction& tx) {
    return erase_subject(tx, {"customer", "an"}, {}, "boss", "asked", monday, 10'000);
  });

  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_EQ(erased->erasure.removed.at("desk"), 2);
  raw_file raw{file()};
  EXPECT_EQ(raw.integer("SELECT (SELECT count(*) FROM desk_task) + "
                        "(SELECT count(*) FROM desk_mark)"),
            0);
}

TEST_F(desk_tasks, that_ended_are_forgotten_after_their_time_and_open_ones_are_not) {
  asks->start("an");
  ASSERT_TRUE(mark(greeted()));
  const auto later = monday + 401 * day;
  asks->start("binh", later);

  ASSERT_TRUE(
      write(*data, [&](transaction& tx) { return forget_finished(tx, {}, later, 1'000'000); }));

  EXPECT_THAT(open_of("binh", later), SizeIs(1));
  raw_file raw{file()};
  EXPECT_EQ(raw.integer("SELECT count(*) FROM desk_task"), 1);
  EXPECT_EQ(raw.integer("SELECT count(*) FROM desk_mark"), 0);
}

// ---- codes at the desk ---------------------------------------------------------------------

class codes_at_the_desk : public desk_tasks {
protected:
  codes_at_the_desk() {
    EXPECT_TRUE(write(*data, [](transaction& tx) { return create_pool(tx, "gold", monday); }));
    EXPECT_TRUE(write(*data, [](transaction& tx) {
      return add_codes(tx, "gold", {"G-1", "G-2"}, monday);
    }));
    gives = std::make_unique<traveller>(*data, ids, json::parse(R"({
      "id": "give", "name": "Give", "trigger": {"type": "manual"},
      "reentry": {"policy": "parallel"}, "start": "give",
      "steps": {"give": {"type": "voucher", "pool": "gold", "as": "gift", "next": "rest",
                         "if_unreached": "keep"},
                "rest": {"type": "delay", "for": "P9D", "next": "end"}}})"));
    const auto instance = gives->start("an");
    gives->take_code(instance, "G-1", monday);
  }
  error_code refusal(shown_code what, instant now = monday) {
    const auto made = write(*data, [&](transaction& tx) { return redeem_of(tx, what, {}, now); });
    EXPECT_FALSE(made);
    return made ? error_code::internal : made.error().code;
  }
  result<redemption> redeem_by(const std::string& who, instant now = monday) {
    return write(*data, [&](transaction& tx) {
      return redeem_of(tx, {.customer = "an", .code = "G-1", .who = who, .same_within = within}, {},
                       now);
    });
  }

  std::unique_ptr<traveller> gives;
};

TEST_F(codes_at_the_desk, are_redeemed_once_and_the_same_again_is_the_same) {
  const auto first = redeem_by("lan");
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->voucher.at("state"), "redeemed");

  const auto again = redeem_by("lan", monday + 1min);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->voucher.at("redeemed_at"), first->voucher.at("redeemed_at"));
  EXPECT_THAT(again->inbox_entries, IsEmpty());
  EXPECT_EQ(redeem_by("minh", monday + 1min).error().code, error_code::already_redeemed);
  EXPECT_EQ(redeem_by("lan", monday + within).error().code, error_code::already_redeemed);
}

TEST_F(codes_at_the_desk, that_cannot_be_redeemed_say_why) {
  EXPECT_EQ(refusal({.customer = "binh", .code = "G-1", .who = "lan"}),
            error_code::voucher_of_another);
  EXPECT_EQ(refusal({.customer = "an", .code = "G-2", .who = "lan"}), error_code::wrong_state)
      << "nobody has it";
  EXPECT_EQ(refusal({.customer = "an", .code = "nothing", .who = "lan"}), error_code::not_found);
  ASSERT_TRUE(write(
      *data, [](transaction& tx) { return void_codes(tx, "gold", {"G-1"}, true, {}, monday); }));
  EXPECT_EQ(refusal({.customer = "an", .code = "G-1", .who = "lan"}), error_code::voucher_void);
}

TEST_F(codes_at_the_desk, that_have_expired_say_so) {
  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return change_pool(tx, "gold", {.expires_at = monday + 1h}, {});
  }));
  EXPECT_EQ(refusal({.customer = "an", .code = "G-1", .who = "lan"}, monday + 1h),
            error_code::voucher_expired);
}

} // namespace
} // namespace sojourn::storage
