#include "engine/migration.hpp"
#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

/// An instance that began with version 1 of a campaign, and what its other versions are.
class a_migration : public ::testing::Test {
protected:
  a_migration() {
    versions[1] = campaign_of({{"rest", delay("P10D", "answer?")},
                               {"answer?", wait({on("order.paid", "end")}, "P2D", "tell")},
                               {"tell", send("end", tried(3))}});
    versions[2] = campaign_of({{"rest", delay("P5D", "answer?")},
                               {"answer?", wait({on("order.paid", "end")}, "P9D", "say")},
                               {"say", send("end", tried(3))}});
  }

  void give(const input& what, std::uint32_t under = 0) {
    auto made =
        sure(advance(versions.at(under != 0 ? under : live.version), live, what, now, known));
    for (auto& one : made.entries)
      journal.push_back({now, std::move(one)});
    live = std::move(made.after);
  }
  void start() {
    give(started{instance_id{5}, "welcome", 1, {"customer", "42"}, "42", json::object(), ""}, 1);
  }
  void timer() {
    now = *live.due;
    give(timer_due{now});
  }
  result<migration> plan(const renamed_steps& renamed = {}, bool re_time = false) {
    return plan_migration(versions.at(live.version), live, versions.at(2), 2, renamed, re_time);
  }
  void move(migration how) {
    const auto to = how.to;
    give(commanded{command_kind::migrate, "anna", "new text", std::move(how)}, to);
  }
  std::string refusal(const renamed_steps& renamed = {}) {
    const auto planned = plan(renamed);
    return planned ? "" : planned.error().message;
  }
  void TearDown() override {
    const auto again = replay(
        [this](std::uint32_t version) {
          return versions.contains(version) ? &versions.at(version) : nullptr;
        },
        journal);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, live) << "each entry is replayed with the version of its time";
    expect_stored_whole(live);
  }

  std::map<std::uint32_t, campaign::definition> versions;
  facts known{};
  instance_state live;
  std::vector<stored_entry> journal;
  instant now = at("2026-03-01T09:00:00Z");
};

TEST_F(a_migration, that_follows_changes_the_version_and_nothing_else) {
  start();
  auto before = live;
  move(sure(plan()));
  before.version = 2;
  EXPECT_EQ(live, before);
}

TEST_F(a_migration, that_re_times_counts_the_new_delay_from_the_old_anchor) {
  start();
  const auto began = now;
  now += hours{24};
  move(sure(plan({}, true)));
  EXPECT_EQ(live.due, began + hours{24 * 5});
}

TEST_F(a_migration, that_re_times_a_delay_for_the_best_hour_waits_for_the_next_one) {
  versions[2].steps.find("rest")->second.kind = delay(campaign::best_hour_window{}, "answer?");
  known.best_hour = best_hour{.hour = 20, .whose = "group", .zone = "UTC"};
  start();
  now += hours{24};
  move(sure(plan({}, true)));
  EXPECT_EQ(live.due, at("2026-03-02T20:00:00Z"));
}

TEST_F(a_migration, that_re_times_a_wait_gives_it_the_new_timeout) {
  start();
  timer();
  const auto came = now;
  now += hours{1};
  move(sure(plan({}, true)));
  EXPECT_EQ(live.due, came + hours{24 * 9});
  EXPECT_EQ(live.waiting, waiting_for::event);
}

TEST_F(a_migration, to_a_wait_without_a_timeout_waits_for_as_long_as_it_takes) {
  versions[2].steps.find("answer?")->second.kind = wait({on("order.paid", "end")});
  start();
  timer();
  const auto before = live;
  ASSERT_TRUE(before.due);

  move(sure(plan()));
  EXPECT_EQ(live.due, std::nullopt) << "the old timer leads nowhere in the new version";
  EXPECT_EQ(live.waiting, waiting_for::event);

  move(undo(before));
  EXPECT_EQ(live.due, before.due);
}

TEST_F(a_migration, goes_on_at_the_step_that_stands_for_the_old_one) {
  versions[2].steps.emplace("pause", campaign::step{"pause", delay("P1D", "end")});
  start();
  move(sure(plan({{"rest", "pause"}})));
  EXPECT_EQ(live.step, "pause");
  EXPECT_EQ(live.visit, 1u);
  timer();
  EXPECT_EQ(live.status, instance_status::completed);
}

TEST_F(a_migration, is_refused_where_no_step_of_the_same_type_stands_for_it) {
  start();
  timer();
  timer(); // at "tell", whose message is on its way
  EXPECT_EQ(refusal(), "the new version has no step \"tell\"");
  EXPECT_NE(refusal({{"tell", "rest"}}).find("is a delay"), std::string::npos);
  EXPECT_NE(refusal({{"tell", "say"}}).find("is under way"), std::string::npos)
      << "its outcome comes under the old name";
}

TEST_F(a_migration, of_one_that_is_held_may_lead_anywhere) {
  start();
  timer();
  timer();
  effect_settled lost;
  lost.step = "tell";
  lost.visit = 1;
  lost.attempt = 1;
  lost.how = outcome::unknown;
  give(lost);
  ASSERT_EQ(live.status, instance_status::held);
  move(sure(plan({{"tell", "rest"}})));
  EXPECT_EQ(live.status, instance_status::held);
  give(commanded{command_kind::retry, "anna", "", {}});
  EXPECT_EQ(live.step, "rest");
  EXPECT_EQ(live.waiting, waiting_for::timer);
}

TEST_F(a_migration, keeps_a_pause_and_what_came_during_it) {
  start();
  timer();
  give(commanded{command_kind::pause, "anna", "", {}});
  give(event_arrived{"order.paid", "1", json::object()});
  move(sure(plan()));
  EXPECT_EQ(live.status, instance_status::paused);
  give(commanded{command_kind::resume, "anna", "", {}});
  EXPECT_EQ(live.status, instance_status::completed);
}

TEST_F(a_migration, is_taken_back_to_the_step_and_the_timer_that_were) {
  versions[2].steps.emplace("pause", campaign::step{"pause", delay("P1D", "end")});
  start();
  const auto before = live;
  move(sure(plan({{"rest", "pause"}}, true)));
  ASSERT_NE(live.due, before.due);

  move(undo(before));

  EXPECT_EQ(live.version, 1u);
  EXPECT_EQ(live.step, "rest");
  EXPECT_EQ(live.visit, before.visit);
  EXPECT_EQ(live.due, before.due);
}

TEST_F(a_migration, looks_for_no_earlier_events) {
  for (auto& [number, version] : versions)
    std::get<campaign::wait_step>(version.steps.at("answer?").kind).look_back = hours{5};
  start();
  timer();
  const auto order = commanded{command_kind::migrate, "anna", "", sure(plan({}, true))};
  const auto made = sure(advance(versions.at(2), live, order, now, {}));
  EXPECT_FALSE(looks_back(versions.at(2), made, now)) << "it goes on with the wait it was in";
}

TEST_F(a_migration, of_one_that_ended_or_is_there_already_is_refused) {
  start();
  move(sure(plan()));
  EXPECT_NE(refusal().find("at version 2 already"), std::string::npos);
  give(commanded{command_kind::cancel, "anna", "", {}});
  EXPECT_NE(refusal().find("has ended"), std::string::npos);
}

TEST_F(a_migration, whose_version_is_lost_is_damage_to_a_replay) {
  start();
  move(sure(plan()));
  const auto again = replay(
      [this](std::uint32_t version) { return version == 1 ? &versions.at(1) : nullptr; }, journal);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, error_code::data_corrupt);
}

} // namespace
} // namespace sojourn::engine::testing
