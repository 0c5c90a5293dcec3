#include "storage/placements.hpp"

#include "fixture.hpp"

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Shows a banner for two days and a form until its end, and sleeps.
json showing() {
  return json::parse(R"({
    "id": "showing", "name": "Showing", "trigger": {"type": "manual"},
    "reentry": {"policy": "parallel"}, "start": "banner",
    "steps": {
      "banner": {"type": "show", "kind": "banner", "slot": "home-top", "content": "Hi",
                 "for": "P2D", "next": "form"},
      "form": {"type": "show", "kind": "form", "slot": "side", "content": {"a": 1},
               "from": "2026-03-03", "next": "rest"},
      "rest": {"type": "delay", "for": "P25D", "next": "end"}
    }})");
}

class placements : public storage_test {
protected:
  std::vector<std::string> shown(const std::string& subject, instant now,
                                 const std::string& slot = {}) {
    std::vector<std::string> steps;
    for (const auto& one : data->reader().placements().shown(subject, slot, now, 100))
      steps.push_back(one.step);
    return steps;
  }
};

TEST_F(placements, are_there_from_their_beginning_to_their_end_and_over_a_restart) {
  open();
  traveller showers{*data, ids, showing()};
  showers.start("42");
  reopen();
  EXPECT_THAT(shown("customer:42", monday), ElementsAre("banner"));
  EXPECT_THAT(shown("customer:42", monday + day), ElementsAre("banner", "form"));
  EXPECT_THAT(shown("customer:42", monday + day, "side"), ElementsAre("form"));
  EXPECT_THAT(shown("customer:42", monday + 2 * day), ElementsAre("form"));
  EXPECT_THAT(shown("customer:43", monday), IsEmpty());
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(placements, that_a_commit_changes_are_told_by_their_subject_and_others_are_not) {
  std::vector<std::string> told;
  options.on_placements_changed = [&](std::span<const std::string> subjects) {
    told.insert(told.end(), subjects.begin(), subjects.end());
  };
  open();
  traveller showers{*data, ids, showing()};
  traveller sleepers{*data, ids, sleeper()};
  const auto id = showers.start("42");
  EXPECT_THAT(told, ElementsAre("customer:42"));
  sleepers.start("43");
  EXPECT_THAT(told, SizeIs(1));
  showers.go(id, engine::commanded{cancel_it}, monday);
  EXPECT_THAT(told, ElementsAre("customer:42", "customer:42"));
}

TEST_F(placements, of_the_newest_instance_come_first_and_end_with_it) {
  open();
  traveller showers{*data, ids, showing()};
  const auto older = showers.start("42");
  const auto newer = showers.start("42");
  const auto found = data->reader().placements().shown("customer:42", "home-top", monday, 100);
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].instance, newer);

  showers.go(newer, cancel_it, monday);

  const auto left = data->reader().placements().shown("customer:42", "", monday, 100);
  ASSERT_THAT(left, SizeIs(1));
  EXPECT_EQ(left[0].instance, older);
  EXPECT_EQ(raw_file{file()}.integer("SELECT count(*) FROM placement"), 2);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(placements, that_the_journal_does_not_know_are_found_out) {
  open();
  traveller showers{*data, ids, showing()};
  showers.start("42");
  raw_file{file()}.run("UPDATE placement SET ends = ends + 1 WHERE step = 'banner'");
  EXPECT_THAT(violations(), ElementsAre("placement_missing"));
  raw_file{file()}.run("UPDATE placement SET ends = ends - 1 WHERE step = 'banner'");
  raw_file{file()}.run("INSERT INTO placement VALUES ('customer:1', 's', 7, 'x', NULL, NULL)");
  EXPECT_THAT(violations(), ElementsAre("placements_differ"));
}

} // namespace
} // namespace sojourn::storage
