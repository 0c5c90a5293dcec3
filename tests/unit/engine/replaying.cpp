#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

class a_replay : public ::testing::Test {
protected:
  campaign::definition campaign =
      campaign_of({{"which", branch({{equal("customer.tier", "gold"), "rest"}}, "end")},
                   {"rest", delay("P1D", "tell")},
                   {"tell", send("end")}});
  instance_state live;
  std::vector<stored_entry> journal;

  void give(const input& what, instant when, const facts& known = {}) {
    auto made = sure(advance(campaign, live, what, when, known));
    for (auto& one : made.entries)
      journal.push_back({when, std::move(one)});
    live = std::move(made.after);
  }
  /// started, facts_read, transition_taken, delayed | timer_due, effect_requested
  void given_two_turns() {
    facts known;
    known.record = {{"tier", "gold"}};
    give(started{instance_id{5}, "welcome", 1, {"customer", "42"}, "42", json::object(), ""},
         at("2026-03-01T00:00:00Z"), known);
    give(timer_due{at("2026-03-02T00:00:00Z")}, at("2026-03-02T00:00:00Z"));
    ASSERT_EQ(journal.size(), 6u);
  }
  void expect_differs(const std::string& message) {
    const auto again = replay(campaign, journal);
    ASSERT_FALSE(again) << "the change was not found";
    EXPECT_EQ(again.error().code, error_code::data_corrupt);
    EXPECT_EQ(again.error().message, "replay differs from the journal at entry " + message);
  }
};

TEST_F(a_replay, of_an_empty_journal_is_a_fresh_state) {
  EXPECT_EQ(replay(campaign, {}), instance_state{});
}

TEST_F(a_replay, gives_the_state_after_the_last_turn) {
  given_two_turns();

  EXPECT_EQ(replay(campaign, journal), live);
}

TEST_F(a_replay, finds_a_changed_entry) {
  given_two_turns();
  std::get<transition_taken>(journal[2].what).to = "end";

  expect_differs("3: advance gives transition_taken "
                 R"({"step":"which","visit":1,"transition":"case 1","to":"rest"})");
}

TEST_F(a_replay, finds_an_entry_too_few) {
  given_two_turns();
  journal.pop_back();

  expect_differs("6: advance gives effect_requested "
                 R"({"step":"tell","visit":1,"attempt":1,"kind":"send"})");
}

TEST_F(a_replay, finds_an_entry_too_many) {
  given_two_turns();
  journal.push_back({journal.back().at, parked{}});

  expect_differs("7: the journal holds parked {}, the turn has ended");
}

TEST_F(a_replay, finds_a_turn_that_begins_with_no_input) {
  given_two_turns();
  journal.erase(journal.begin());

  expect_differs(R"(1: a turn begins with facts_read {"customer.tier":"gold"})");
}

TEST_F(a_replay, finds_a_changed_fact) {
  given_two_turns();
  std::get<facts_read>(journal[1].what).values = {{"customer.tier", "silver"}};

  const auto again = replay(campaign, journal);

  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, error_code::data_corrupt);
}

TEST_F(a_replay, finds_facts_that_are_none) {
  given_two_turns();
  for (const auto& values :
       {json{{"x", 1}}, json{{"redeemed", 1}}, json{{"redeemed.gift", "soon"}},
        json{{"customer", 5}}, json{{"customer.", 5}}, json{{"", 1}}, json(5), json::array({1}),
        json{{"customer.a", 1}, {"customer.a.b", 2}}, json{}}) {
    std::get<facts_read>(journal[1].what).values = values;
    const auto again = replay(campaign, journal);
    ASSERT_FALSE(again) << values;
    EXPECT_EQ(again.error().code, error_code::data_corrupt);
  }
}

TEST_F(a_replay, finds_an_input_that_meant_nothing) {
  given_two_turns();
  journal.push_back({journal.back().at, timer_due{}});

  expect_differs(R"(7: the journal holds timer_due {"due_ms":0}, the turn has ended)");
}

TEST_F(a_replay, finds_a_command_that_was_not_allowed) {
  given_two_turns();
  journal.push_back({journal.back().at, commanded{command_kind::resume, "anna", ""}});

  expect_differs("7: resume needs an instance that is paused; " + to_text(live.id) + " is waiting");
}

TEST_F(a_replay, with_another_definition_says_where_it_parts) {
  given_two_turns();
  campaign.steps.at("rest").kind = delay("P2D", "tell");

  const auto again = replay(campaign, journal);

  ASSERT_FALSE(again);
  EXPECT_TRUE(again.error().message.starts_with("replay differs from the journal at entry 4: "))
      << again.error().message;
}

} // namespace
} // namespace sojourn::engine::testing
