#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

class an_update : public one_instance {};

TEST_F(an_update, patches_the_subject_with_computed_values) {
  campaign = campaign_of(
      {{"mark", update({{"greeted", rule(true)},
                        {"points", rule({{"+", {json{{"var", "customer.points"}}, 10}}})},
                        {"old", rule(nullptr)}},
                       "end")}});
  known.record = {{"points", 5}, {"old", "x"}};

  start();

  const json set{{"greeted", true}, {"points", 15}, {"old", nullptr}};
  EXPECT_EQ(last().patches, (std::vector<record_patch>{{subject, set}}));
  ASSERT_NE(wrote<subject_updated>(), nullptr);
  EXPECT_EQ(*wrote<subject_updated>(), (subject_updated{"mark", set}));
  expect_ended(instance_status::completed, "");
}

TEST_F(an_update, is_seen_by_the_later_steps_of_its_turn) {
  campaign = campaign_of(
      {{"mark", update({{"points", rule({{"+", {json{{"var", "customer.points"}}, 10}}})},
                        {"old", rule(nullptr)}},
                       "again")},
       {"again",
        update({{"points", rule({{"+", {json{{"var", "customer.points"}}, 1}}})}}, "enough?")},
       {"enough?", branch({{rule({{"and",
                                   {json{{"==", {json{{"var", "customer.points"}}, 16}}},
                                    json{{"!", {json{{"var", "customer.old"}}}}},
                                    json{{"==", {json{{"var", "customer.tier"}}, "gold"}}}}}}),
                            "yes"}},
                          "no")},
       {"yes", stop("yes")},
       {"no", stop("no")}});
  known.record = {{"points", 5}, {"old", "x"}, {"tier", "gold"}};

  start();

  expect_ended(instance_status::completed, "yes");
  EXPECT_EQ(last().patches.size(), 2u);
  EXPECT_EQ(wrote<facts_read>()->values,
            json({{"customer.points", 5}, {"customer.old", "x"}, {"customer.tier", "gold"}}))
      << "facts are what the record was before the turn";
}

TEST_F(an_update, that_the_records_type_refuses_holds_and_replays_without_the_type) {
  campaign = campaign_of({{"first", update({{"city", rule("Hue")}}, "mark")},
                          {"mark", update({{"tier", rule(7)}}, "end")}});
  known.record = {{"name", "An"}};
  known.record_type = records::find_shipped("customer");

  start();

  const std::string why = "/tier: expected the membership tier, text, not 7";
  expect_held("the record cannot be updated: " + why);
  EXPECT_EQ(last().patches, (std::vector<record_patch>{{subject, {{"city", "Hue"}}}}));
  EXPECT_EQ(wrote<facts_read>()->values.at("update_refused").at("why"), why);

  known.record_type = nullptr;
  command(command_kind::retry);

  expect_ended(instance_status::completed, "");
}

TEST_F(an_update, of_a_subject_without_a_record_makes_one) {
  campaign = campaign_of({{"mark", update({{"greeted", rule(true)}}, "seen?")},
                          {"seen?", branch({{var("customer.greeted"), "yes"}}, "no")},
                          {"yes", stop("yes")},
                          {"no", stop("no")}});

  start();

  expect_ended(instance_status::completed, "yes");
}

TEST_F(an_update, whose_value_is_broken_holds_and_patches_nothing) {
  campaign = campaign_of({{"mark", update({{"a", rule(1)}, {"b", broken()}}, "end")}});

  start();

  EXPECT_EQ(state().status, instance_status::held);
  EXPECT_TRUE(last().patches.empty());
  EXPECT_EQ(wrote<subject_updated>(), nullptr);
}

} // namespace
} // namespace sojourn::engine::testing
