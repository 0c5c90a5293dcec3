#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

class a_show : public one_instance {};

TEST_F(a_show, puts_its_placement_and_goes_on) {
  campaign = campaign_of({{"banner", show("home-top", "rest")}, {"rest", delay("P1D", "end")}});

  start();

  ASSERT_NE(wrote<placed>(), nullptr);
  EXPECT_EQ(*wrote<placed>(), (placed{"banner", 1, {.slot = "home-top"}}));
  EXPECT_EQ(state().placements,
            (std::map<std::string, placement>{{"banner", {.slot = "home-top"}}}));
  EXPECT_EQ(state().step, "rest");
}

TEST_F(a_show, counts_its_length_from_when_it_was_put_by_the_calendar) {
  campaign = campaign_of(
      {{"banner", show("home-top", "rest", lasting("P2D"))}, {"rest", delay("P9D", "end")}});
  campaign.timezone = "Europe/Berlin";
  now = at("2026-03-28T10:00:00Z"); // the night after is an hour short

  start();

  EXPECT_EQ(state().placements.at("banner").until, at("2026-03-30T09:00:00Z"));
}

TEST_F(a_show, that_comes_again_takes_the_place_of_itself) {
  campaign = campaign_of(
      {{"banner", show("home-top", "rest", lasting("PT1H"))}, {"rest", delay("P1D", "banner")}});
  start();
  const auto first = state().placements.at("banner").until;

  timer();

  EXPECT_EQ(state().placements.size(), 1u);
  EXPECT_GT(*state().placements.at("banner").until, *first);
}

TEST_F(a_show, is_over_when_its_instance_ends_however_it_does) {
  campaign = campaign_of({{"banner", show("home-top", "rest")}, {"rest", delay("P1D", "end")}});
  start();
  command(command_kind::cancel);
  EXPECT_TRUE(state().placements.empty());

  prove();
  campaign = campaign_of({{"banner", show("home-top", "end")}});
  start();
  expect_ended(instance_status::completed, "");
  EXPECT_TRUE(state().placements.empty());
}

} // namespace
} // namespace sojourn::engine::testing
