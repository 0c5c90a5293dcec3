// Jobs: a list frozen once, each instance on it dealt with once.
#include "storage/jobs.hpp"

#include "fixture.hpp"
#include "storage/campaigns.hpp"
#include "storage/sqlite/data_file.hpp"
#include "storage/turns.hpp"

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class a_job : public storage_test {
protected:
  job_id begin(job_filter filter = {.campaign = "sleeper"}) {
    new_job what;
    what.filter = std::move(filter);
    what.who = "anna";
    what.per_second = 100;
    return write(*data, [&](transaction& tx) { return begin_job(tx, what, monday); })->id;
  }
  void add(job_id id, const std::vector<instance_id>& instances) {
    change([&](transaction& tx) { add_to_job_list(tx, id, instances); });
  }
  void list(job_id id, const std::vector<instance_id>& instances) {
    add(id, instances);
    change([&](transaction& tx) { finish_job_list(tx, id, monday); });
  }
  template <class Change>
  void change(const Change& apply) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<bool> {
      apply(tx);
      return true;
    }));
  }
  stored_job now(job_id id) { return *data->reader().jobs().job(id); }
  std::vector<std::int64_t> left(job_id id) {
    std::vector<std::int64_t> numbers;
    const auto members = data->reader().jobs().members(id, 100);
    for (const auto& member : members)
      numbers.push_back(member.number);
    return numbers;
  }
  result<turn_written> cancel(traveller& by, instance_id which, job_id job, std::int64_t number) {
    auto turn = by.step(which, cancel_it, monday + 1h);
    turn.task = job_task{.job = job.value, .number = number, .undo = {}};
    return by.write(turn);
  }
  std::vector<instance_id> meant(const job_filter& filter) {
    std::vector<instance_id> found;
    data->reader().jobs().visit_meant(filter, [&](const std::vector<instance_id>& page) {
      found.insert(found.end(), page.begin(), page.end());
      return true;
    });
    return found;
  }
};

TEST_F(a_job, takes_an_instance_off_its_list_with_the_turn_that_does_it) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto first = sleepers.start("1");
  const auto second = sleepers.start("2");
  const auto id = begin();
  list(id, {first, second});

  ASSERT_TRUE(cancel(sleepers, first, id, 1));
  reopen();

  EXPECT_EQ(now(id).done, 1);
  EXPECT_EQ(now(id).state, job_state::running);
  EXPECT_THAT(left(id), ElementsAre(2));
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(a_job, does_nothing_to_an_instance_that_is_not_on_its_list_any_more) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto one = sleepers.start("1");
  const auto id = begin();
  list(id, {one});
  ASSERT_TRUE(write(*data, [&](transaction& tx) {
    return change_job(tx, id, job_state::cancelled, "anna", "", monday);
  }));

  const auto late = cancel(sleepers, one, id, 1);

  EXPECT_EQ(late.error().code, error_code::not_found);
  EXPECT_EQ(sleepers.state(one).status, engine::instance_status::waiting);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(a_job, is_done_with_the_last_of_its_list_and_its_counts_add_up) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto one = sleepers.start("1");
  const auto id = begin();
  list(id, {one, instance_id{77}, instance_id{78}});
  change([&](transaction& tx) {
    const std::vector<job_error> errors{
        {.number = 2, .instance = {77}, .skipped = true, .code = "SJ0300", .message = "gone"},
        {.number = 3, .instance = {78}, .skipped = false, .code = "SJ0505", .message = "broken"}};
    insert_job_errors(tx, id, errors, monday);
    insert_job_errors(tx, id, errors, monday); // told twice, counted once
  });
  ASSERT_TRUE(cancel(sleepers, one, id, 1));

  const auto job = now(id);
  EXPECT_EQ(job.state, job_state::done);
  EXPECT_TRUE(job.ended_at);
  EXPECT_EQ(job.total, 3);
  EXPECT_EQ(job.done, 1);
  EXPECT_EQ(job.skipped, 1);
  EXPECT_EQ(job.failed, 1);
  const auto errors = data->reader().jobs().errors(id, 0, 10);
  ASSERT_THAT(errors, SizeIs(2));
  EXPECT_EQ(errors[1].message, "broken");
  EXPECT_THAT(data->reader().jobs().errors(id, 2, 10), SizeIs(1));
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(a_job, whose_freezing_was_interrupted_freezes_anew) {
  open();
  const auto id = begin();
  add(id, {instance_id{1}, instance_id{2}});
  reopen();
  EXPECT_THAT(data->reader().jobs().under_way(), SizeIs(1));
  change([&](transaction& tx) { clear_job_list(tx, id); });
  list(id, {instance_id{3}});
  EXPECT_EQ(now(id).total, 1);
  change([&](transaction& tx) {
    clear_job_list(tx, id); // frozen: neither is done any more
    add_to_job_list(tx, id, {instance_id{4}});
  });
  EXPECT_EQ(now(id).total, 1);
}

TEST_F(a_job, means_whom_its_filter_means_and_counts_them_without_looking_at_each) {
  open();
  traveller first{*data, ids, sleeper()};
  const auto old = first.start("1");
  const auto ended = first.start("2");
  first.go(ended, cancel_it, monday);
  auto changed = sleeper();
  changed["name"] = "Another";
  traveller second{*data, ids, changed};
  const auto recent = second.start("1");
  traveller other{*data, ids, gift()};
  other.start("1");

  EXPECT_THAT(meant({.campaign = "sleeper"}), ElementsAre(old, recent));
  EXPECT_THAT(meant({.campaign = "sleeper", .version = 1}), ElementsAre(old));
  EXPECT_THAT(meant({.campaign = "sleeper", .version_not = 1}), ElementsAre(recent));
  EXPECT_THAT(meant({.campaign = "sleeper", .step = "listen"}), IsEmpty());
  EXPECT_THAT(meant({.status = engine::instance_status::paused}), IsEmpty());
  EXPECT_THAT(meant({.campaign = "sleeper", .subject = "customer:1"}), ElementsAre(old, recent));
  EXPECT_THAT(meant({.subject = "customer:1"}), SizeIs(3));

  for (const auto& filter :
       {job_filter{.campaign = "sleeper"}, job_filter{.step = "rest"},
        job_filter{.campaign = "sleeper", .version_not = 1}, job_filter{.subject = "customer:1"},
        job_filter{.subject = "customer:1", .version = 1}}) {
    std::int64_t counted = 0;
    const auto counts = data->reader().jobs().count_meant(filter);
    for (const auto& row : counts)
      counted += row.instances;
    EXPECT_EQ(counted, static_cast<std::int64_t>(meant(filter).size()));
  }
}

TEST_F(a_job, is_refused_when_too_many_are_unfinished) {
  open();
  for (std::int64_t i = 0; i < most_open_jobs; ++i)
    begin();
  const auto refused =
      write(*data, [&](transaction& tx) { return begin_job(tx, new_job{}, monday); });
  EXPECT_EQ(refused.error().code, error_code::wrong_state);
}

TEST_F(a_job, that_was_damaged_is_found) {
  open();
  const auto id = begin();
  list(id, {instance_id{1}});
  close();
  raw_file{file()}.run("DELETE FROM job_member");
  EXPECT_THAT(violations(), ElementsAre("job_counts"));
}

TEST_F(a_job, finds_what_another_moved_and_where_its_journal_ended) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto one = sleepers.start("1");
  const auto moving = begin();
  list(moving, {one});
  auto turn = sleepers.step(one, cancel_it, monday);
  turn.task = job_task{.job = moving.value, .number = 1, .undo = "{}"};
  const auto head = sleepers.write(turn)->head;

  const auto undoing = begin();
  change([&](transaction& tx) {
    EXPECT_EQ(list_moved(tx, undoing, moving, 0, 10), std::nullopt);
    finish_job_list(tx, undoing, monday);
  });

  const auto members = data->reader().jobs().members(undoing, 10);
  ASSERT_THAT(members, SizeIs(1));
  EXPECT_EQ(members[0].instance, one);
  EXPECT_EQ(members[0].undo, "{}");
  EXPECT_EQ(members[0].head, head);
}

TEST(job_ids, are_read_as_they_are_written) {
  EXPECT_EQ(parse_job_id(to_text(job_id{12})), job_id{12});
  for (const auto* text : {"", "job_", "job_x", "job_1x", "job_0", "job_-1", "12", "run_1"})
    EXPECT_EQ(parse_job_id(text).error().code, error_code::invalid_id) << text;
}

class pauses_of_a_campaign : public storage_test {
protected:
  void become(campaign_state to, instant when) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_campaign_state(tx, "sleeper", to, "anna", "", when);
    }));
  }
};

TEST_F(pauses_of_a_campaign, are_remembered_with_when_they_ended) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  become(campaign_state::active, monday);
  become(campaign_state::paused, monday + 1h);
  become(campaign_state::active, monday + 2h);
  become(campaign_state::paused, monday + 3h);
  reopen();

  EXPECT_THAT(data->reader().campaigns().pauses("sleeper", monday),
              ElementsAre(engine::pause{monday + 1h, monday + 2h},
                          engine::pause{monday + 3h, std::nullopt}));
  EXPECT_THAT(data->reader().campaigns().pauses("sleeper", monday + 2h), SizeIs(1));
  become(campaign_state::ended, monday + 4h);
  EXPECT_EQ(data->reader().campaigns().pauses("sleeper", monday + 3h).back().to, monday + 4h);
  EXPECT_THAT(data->reader().campaigns().pauses("nobody", monday), IsEmpty());
}

} // namespace
} // namespace sojourn::storage
