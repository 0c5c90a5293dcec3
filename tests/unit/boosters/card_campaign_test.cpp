// The campaign that carries a card.
#include "boosters/card_campaign.hpp"
#include "boosters_fixture.hpp"
#include "campaign/reader.hpp"

namespace sojourn::boosters {

namespace {

campaign::definition_ptr campaign_of_card(const booster& event, const json& document) {
  const auto card = read_card(event, "day-in-cart", document).value();
  campaign::surroundings around;
  around.channels = {"mailbox"};
  const auto read = campaign::read_definition(card_campaign(event, card, 2000), around);
  EXPECT_TRUE(read) << (read ? ""
                             : read.error().details.front().pointer + ": " +
                                   read.error().details.front().message);
  return read.value_or(nullptr);
}

} // namespace

TEST(a_card, is_carried_by_a_campaign_that_reaches_each_customer_once) {
  auto document = card_document();
  document["voucher_pool"] = "booster-9-9";
  document["products"] = {"tea-1"};
  const auto made = campaign_of_card(read_nine_nine(), document);
  ASSERT_NE(made, nullptr);

  EXPECT_EQ(made->id, "9-9.day-in-cart");
  EXPECT_EQ(made->reentry.policy, campaign::reentry_policy::once);
  EXPECT_TRUE(std::holds_alternative<campaign::manual_trigger>(made->trigger));
  EXPECT_NE(made->find("offer"), nullptr);
  EXPECT_EQ(made->reads.at("product_1"), (subject_ref{"product", "tea-1"}));
  ASSERT_EQ(made->exits.size(), 1u) << "whoever pays leaves the group";
  EXPECT_EQ(made->exits[0].event, "order.paid");
}

TEST(a_card, is_cut_to_the_cap_of_its_group_or_else_the_shops) {
  auto booster_document = nine_nine();
  EXPECT_EQ(campaign_of_card(read_booster("9-9", booster_document).value(), card_document())
                ->limits.audience->most,
            2000);
  for (auto& group : booster_document["groups"])
    group["cap"] = 7;
  const auto made =
      campaign_of_card(read_booster("9-9", booster_document).value(), card_document());
  EXPECT_EQ(made->limits.audience->most, 7);
  EXPECT_EQ(made->limits.audience->seed, "9-9/day-in-cart");
  EXPECT_TRUE(made->limits.audience->counts_for_the_day);
}

TEST(a_card, counts_with_the_others_of_its_event_where_the_event_limits_them) {
  auto booster_document = nine_nine();
  EXPECT_FALSE(campaign_of_card(read_booster("9-9", booster_document).value(), card_document())
                   ->limits.person);
  booster_document["messages_a_day"] = 2;
  const auto made =
      campaign_of_card(read_booster("9-9", booster_document).value(), card_document());
  ASSERT_TRUE(made->limits.person);
  EXPECT_EQ(made->limits.person->campaigns, "9-9.");
  EXPECT_EQ(made->limits.person->most, 2);
}

TEST(a_card, hears_of_mistakes_in_its_campaign_at_its_own_places) {
  const error told{error_code::invalid_definition,
                   "the campaign definition has errors",
                   {{"/messages/tell/languages/vi/text", "broken"},
                    {"/steps/tell/via/0", "unknown"},
                    {"/steps/still/cases/0/when", "no such segment"}}};

  EXPECT_EQ(pointers(as_mistakes_of_card(told)),
            (std::vector<std::string>{"/message/languages/vi/text", "/via/0", "/group"}));
}

TEST(the_campaign_of_a_card, is_known_by_its_id_and_by_what_it_was_made_for) {
  EXPECT_EQ(card_of("9-9.day-in-cart"), (card_name{"9-9", "day-in-cart"}));
  for (const auto* other : {"spring", "9-9.", ".day", "9-9.day.in", "9-9.Day"})
    EXPECT_EQ(card_of(other), std::nullopt) << other;

  const auto event = read_nine_nine();
  const auto card = read_card(event, "day-in-cart", card_document()).value();
  auto made = card_campaign(event, card, 2000);
  EXPECT_EQ(carried_card(made), (card_name{"9-9", "day-in-cart"}));
  made["id"] = "a-copy";
  EXPECT_EQ(carried_card(made), std::nullopt) << "a copy is nobody's";
  EXPECT_EQ(carried_card({{"id", "9-9.day-in-cart"}}), std::nullopt);
}

} // namespace sojourn::boosters
