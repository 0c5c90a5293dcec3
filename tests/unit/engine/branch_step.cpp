#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

class a_branch : public one_instance {
protected:
  void given(std::vector<campaign::branch_case> cases) {
    campaign = campaign_of({{"which", branch(std::move(cases), "else")},
                            {"one", stop("one")},
                            {"two", stop("two")},
                            {"else", stop("otherwise")}});
  }
};

TEST_F(a_branch, takes_the_first_case_that_holds) {
  given({{equal("trigger.plan", "a"), "one"}, {equal("trigger.plan", "b"), "two"}, {{}, "one"}});

  start({{"plan", "b"}});

  expect_ended(instance_status::completed, "two");
  EXPECT_EQ(written().front(),
            R"(transition_taken {"step":"which","visit":1,"transition":"case 2","to":"two"})");
}

TEST_F(a_branch, takes_otherwise_when_no_case_holds) {
  given({{equal("trigger.plan", "a"), "one"}, {equal("trigger.plan", "b"), "two"}});

  start({{"plan", "c"}});

  expect_ended(instance_status::completed, "otherwise");
  EXPECT_EQ(written().front(),
            R"(transition_taken {"step":"which","visit":1,"transition":"otherwise","to":"else"})");
}

TEST_F(a_branch, sees_what_changed_and_the_instance_and_the_campaign) {
  given({{rule({{"and",
                 {json{{"==", {json{{"var", "change.tier.from"}}, "silver"}}},
                  json{{"==", {json{{"var", "change.tier.to"}}, "gold"}}},
                  json{{"==", {json{{"var", "subject.id"}}, "42"}}},
                  json{{"==", {json{{"var", "customer.id"}}, "42"}}},
                  json{{"==", {json{{"var", "campaign.version"}}, 3}}},
                  json{{"==", {json{{"var", "campaign.id"}}, "welcome"}}},
                  json{{"==", {json{{"var", "instance.started_at"}}, "2026-03-01T09:00:00Z"}}}}}}),
          "one"}});

  start({{"change", {{"tier", {{"from", "silver"}, {"to", "gold"}}}}}});

  expect_ended(instance_status::completed, "one");
  EXPECT_EQ(wrote<facts_read>(), nullptr) << "a customer's id is no fact";
}

TEST_F(a_branch, reads_the_present_instant_that_was_passed_in) {
  campaign = campaign_of(
      {{"rest", delay("P1D", "late?")},
       {"late?",
        branch({{rule({{"==", {json{{"now", json::array()}}, "2026-03-02T09:00:00Z"}}}), "yes"}},
               "no")},
       {"yes", stop("yes")},
       {"no", stop("no")}});
  start();

  timer();

  expect_ended(instance_status::completed, "yes");
}

TEST_F(a_branch, whose_condition_is_broken_holds_and_takes_no_way) {
  given({{equal("trigger.plan", "a"), "one"}, {broken(), "two"}});

  start();

  EXPECT_EQ(state().status, instance_status::held);
  EXPECT_TRUE(state().reason.starts_with("a condition of \"which\" failed: ")) << state().reason;
  EXPECT_EQ(wrote<transition_taken>(), nullptr);
}

TEST_F(a_branch, whose_earlier_case_holds_never_meets_the_broken_one) {
  given({{equal("trigger.plan", "a"), "one"}, {broken(), "two"}});

  start({{"plan", "a"}});

  expect_ended(instance_status::completed, "one");
}

TEST_F(a_branch, into_a_step_that_is_missing_fails) {
  given({{{}, "nowhere"}});

  start();

  expect_ended(instance_status::failed, "the step \"nowhere\" is not in the definition");
}

} // namespace
} // namespace sojourn::engine::testing
