// What instances do in the graph of their campaign is counted with their turns, by day.
#include "fixture.hpp"
#include "storage/campaigns.hpp"
#include "storage/erasures.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/store.hpp"

namespace sojourn::storage {
namespace {

using engine::passage_kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

json in_hanoi(json definition) {
  definition["timezone"] = "Asia/Ho_Chi_Minh";
  return definition;
}

class graph_counts : public storage_test {
protected:
  void SetUp() override { open(); }

  /// How often instances took the transition `name` in the days [from, to].
  std::int64_t passed(version_key version, const std::string& name,
                      std::int64_t from = std::numeric_limits<std::int64_t>::min(),
                      std::int64_t to = std::numeric_limits<std::int64_t>::max()) {
    std::int64_t found = 0;
    for (const auto& sum : data->reader().campaigns().graph(version, from, to)) {
      if (sum.kind == passage_kind::moved && sum.name == name)
        found += sum.count;
    }
    return found;
  }
};

TEST_F(graph_counts, are_of_the_day_in_the_campaigns_zone) {
  traveller sleepers{*data, ids, in_hanoi(sleeper())};
  sleepers.start("1", at("2026-03-01T16:59:00Z")); // 23:59 there
  sleepers.start("2", at("2026-03-01T17:01:00Z"));
  sleepers.start("3", at("2026-03-01T18:00:00Z"));

  const std::int64_t first_of_march = 20513; // days since 1970

  EXPECT_EQ(passed(sleepers.version, "start"), 3);
  EXPECT_EQ(passed(sleepers.version, "start", first_of_march, first_of_march), 1);
  EXPECT_EQ(passed(sleepers.version, "start", first_of_march + 1, first_of_march + 1), 2);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(graph_counts, of_a_turn_that_is_refused_are_not_kept) {
  traveller sleepers{*data, ids, sleeper("skip_if_open")};
  sleepers.start("1");
  EXPECT_FALSE(sleepers.write(sleepers.begin("1", monday)));

  EXPECT_EQ(passed(sleepers.version, "start"), 1);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(graph_counts, survive_a_restart_and_go_on) {
  traveller sleepers{*data, ids, sleeper()};
  const auto first = sleepers.start("1");
  reopen();
  traveller again{*data, ids, sleeper()};
  again.go(first, cancel_it, monday);
  again.start("2");

  EXPECT_EQ(passed(again.version, "start"), 2);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(graph_counts, that_are_wrong_are_found) {
  traveller sleepers{*data, ids, sleeper()};
  sleepers.start("1");
  close();
  raw_file{file()}.run("UPDATE graph_count SET count = count + 1 WHERE name = 'start'");
  EXPECT_THAT(violations(), ElementsAre("graph_counts_differ"));
  raw_file{file()}.run("DELETE FROM graph_count WHERE name = 'start'");
  EXPECT_THAT(violations(), ElementsAre("graph_counts_differ"));
}

TEST_F(graph_counts, of_an_erased_instance_stay) {
  traveller sleepers{*data, ids, sleeper()};
  const auto gone = sleepers.start("1");
  sleepers.start("2");
  sleepers.go(gone, cancel_it, monday);

  const auto erased = write(*data, [](transaction& tx) {
    return erase_subject(tx, records::customer("1"), {}, "anna", "asked", monday, 1000);
  });

  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_EQ(passed(sleepers.version, "start"), 2);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(graph_counts, know_when_an_instance_was_held_last) {
  auto stuck = sleeper();
  stuck["steps"] = json::parse(R"({"which": {"type": "branch",
    "cases": [{"when": {"in_segment": "nobody"}, "next": "end"}], "otherwise": "end"}})");
  stuck["start"] = "which";
  traveller held{*data, ids, stuck};
  held.start("1", monday);
  const auto last = held.start("2", monday + day);

  const auto figures = data->reader().campaigns().figures().at(held.definition->id);

  ASSERT_TRUE(figures.last_error);
  EXPECT_EQ(figures.last_error->instance, last);
  EXPECT_EQ(figures.last_error->at, monday + day);
  EXPECT_EQ(figures.last_error->code, "condition_failed");
  EXPECT_EQ(figures.held, 2);
  EXPECT_EQ(figures.entered, 2);
}

TEST_F(graph_counts, a_pause_says_who_and_why_until_it_ends) {
  traveller sleepers{*data, ids, sleeper()};
  const auto& id = sleepers.definition->id;
  const auto to = [&](campaign_state state, const std::string& who, const std::string& why) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_campaign_state(tx, id, state, who, why, monday);
    }));
  };
  if (data->reader().campaigns().list().front().state == campaign_state::draft)
    to(campaign_state::active, "anna", "");
  to(campaign_state::paused, "binh", "too many complaints");

  auto pause = data->reader().campaigns().figures().at(id).pause;
  ASSERT_TRUE(pause);
  EXPECT_EQ(pause->who, "binh");
  EXPECT_EQ(pause->why, "too many complaints");

  to(campaign_state::active, "binh", "");
  EXPECT_FALSE(data->reader().campaigns().figures().at(id).pause);
}

} // namespace
} // namespace sojourn::storage
