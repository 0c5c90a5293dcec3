#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

/// What a turn writes down of the facts, so that its replay sees the same. The harness
/// replays every one of these from its journal.
class facts_noted : public one_instance {
protected:
  /// Runs a branch on this rule; true when its case was taken.
  bool holds(const json& source) {
    prove();
    campaign = campaign_of({{"which", branch({{rule(source), "yes"}}, "no")},
                            {"yes", stop("yes")},
                            {"no", stop("no")}});
    start();
    return state().reason == "yes";
  }
  [[nodiscard]] json noted() const {
    return wrote<facts_read>() != nullptr ? wrote<facts_read>()->values : json{};
  }
};

TEST_F(facts_noted, are_exactly_the_paths_that_conditions_read) {
  known.record = {{"name", "An"}, {"address", {{"city", "Hue"}, {"zip", "530000"}}}, {"tier", 2}};

  EXPECT_TRUE(holds({{"and",
                      {json{{"==", {json{{"var", "customer.address.city"}}, "Hue"}}},
                       json{{"==", {json{{"var", "customer.tier"}}, 2}}}}}}));

  EXPECT_EQ(noted(), json({{"customer.address.city", "Hue"}, {"customer.tier", 2}}));
}

TEST_F(facts_noted, are_the_whole_record_where_the_path_is_computed) {
  known.record = {{"name", "An"}, {"which", "name"}};

  EXPECT_TRUE(holds({{"var", {json{{"cat", {"customer.", json{{"var", "customer.which"}}}}}}}}));

  EXPECT_EQ(noted(), json({{"customer", known.record}}));
}

TEST_F(facts_noted, are_what_conditions_read_of_the_records_that_the_campaign_names) {
  known.reads = {{"shop", {{"rating", 0.9}, {"name", "Ours"}}}, {"gone", nullptr}};

  EXPECT_TRUE(holds({{"and",
                      {json{{">", {json{{"var", "reads.shop.rating"}}, 0.8}}},
                       json{{"==", {json{{"var", "reads.gone"}}, nullptr}}}}}}));

  EXPECT_EQ(noted(), json({{"reads.shop.rating", 0.9}, {"reads.gone", nullptr}}));
}

TEST_F(facts_noted, are_the_answers_of_the_segments_that_conditions_ask_for) {
  known.segments = {{"regulars", true}, {R"(inactive{"days":60})", false}, {"others", true}};

  EXPECT_TRUE(holds({{"in_segment", "regulars"}}));
  EXPECT_EQ(noted(), json({{"in_segment.regulars", true}}));
  EXPECT_FALSE(holds({{"in_segment", {"inactive", {{"days", 60}}}}}));
  EXPECT_EQ(noted(), json({{R"(in_segment.inactive{"days":60})", false}}));
}

TEST_F(facts_noted, hold_an_instance_that_asks_for_a_segment_of_which_nothing_is_known) {
  known.segments = {{"others", true}};
  campaign = campaign_of({{"which", branch({{rule({{"in_segment", "gone"}}), "yes"}}, "no")},
                          {"yes", stop("yes")},
                          {"no", stop("no")}});
  start();
  EXPECT_EQ(state().status, instance_status::held);
}

TEST_F(facts_noted, leave_out_what_the_record_lacks_so_that_defaults_replay) {
  known.record = {{"name", "An"}};

  EXPECT_TRUE(holds({{"==", {json{{"var", {"customer.nick", "none"}}}, "none"}}}));

  EXPECT_EQ(noted(), json{});
}

TEST_F(facts_noted, keep_a_null_that_the_record_holds) {
  known.record = {{"nick", nullptr}};

  EXPECT_FALSE(holds({{"==", {json{{"var", {"customer.nick", "none"}}}, "none"}}}));

  EXPECT_EQ(noted(), json({{"customer.nick", nullptr}}));
}

TEST_F(facts_noted, hold_the_whole_list_when_an_element_or_the_length_is_read) {
  known.record = {{"items", {json{{"sku", "a"}}, json{{"sku", "b"}}}}};
  const json whole{{"customer.items", known.record.at("items")}};

  EXPECT_TRUE(holds({{"==", {json{{"var", "customer.items.1.sku"}}, "b"}}}));
  EXPECT_EQ(noted(), whole);
  EXPECT_TRUE(holds({{"==", {json{{"var", "customer.items.length"}}, 2}}}));
  EXPECT_EQ(noted(), whole);
}

TEST_F(facts_noted, hold_the_text_whose_length_is_read) {
  known.record = {{"name", "An Binh"}};

  EXPECT_TRUE(holds({{"==", {json{{"var", "customer.name.length"}}, 7}}}));
}

TEST_F(facts_noted, keep_a_plain_value_whose_inside_is_asked_for_too) {
  known.record = {{"tier", "gold"}};

  EXPECT_TRUE(holds({{"and",
                      {json{{"==", {json{{"var", "customer.tier"}}, "gold"}}},
                       json{{"!", {json{{"var", "customer.tier.name"}}}}}}}}));
  EXPECT_EQ(noted(), json({{"customer.tier", "gold"}}));
}

TEST_F(facts_noted, keep_a_part_and_the_whole_of_it_alike) {
  known.record = {{"address", {{"city", "Hue"}}}};

  EXPECT_TRUE(holds({{"and",
                      {json{{"var", "customer.address.city"}},
                       json{{"!", {json{{"var", "customer.address.zip"}}}}},
                       json{{"var", "customer.address"}}, json{{"var", "customer"}}}}}));
}

TEST_F(facts_noted, are_none_for_a_subject_without_a_record) {
  EXPECT_FALSE(holds({{"var", "customer.tier"}}));
  EXPECT_EQ(noted(), json{});
  EXPECT_TRUE(holds({{"if", {json{{"var", "customer"}}, true, true}}}));
  EXPECT_EQ(noted(), json{});
}

TEST_F(facts_noted, hold_a_records_own_id_when_the_subject_is_no_customer) {
  subject = {"order", "7"};
  known.record = {{"id", "inner"}, {"total", 5}};

  EXPECT_TRUE(holds({{"==", {json{{"var", "customer.id"}}, "inner"}}}));
  EXPECT_EQ(noted(), json({{"customer.id", "inner"}}));
  EXPECT_TRUE(holds({{"var", {json{{"cat", {"customer.", "total"}}}}}}));
  EXPECT_EQ(noted(), json({{"customer", known.record}}));
}

TEST_F(facts_noted, read_a_record_through_updates_as_the_replay_does) {
  known.record = {{"list", {1, 2}}, {"kept", {{"a", 1}}}};
  campaign = campaign_of(
      {{"change", update({{"list", rule("now a text")}, {"kept", var("trigger.kept")}}, "which")},
       {"which", branch({{rule({{"and",
                                 {json{{"!", {json{{"var", "customer.list.0"}}}}},
                                  json{{"==", {json{{"var", "customer.kept.a"}}, 1}}},
                                  json{{"==", {json{{"var", "customer.kept.b"}}, 2}}}}}}),
                          "yes"}},
                        "no")},
       {"yes", stop("yes")},
       {"no", stop("no")}});

  start({{"kept", {{"b", 2}}}});

  expect_ended(instance_status::completed, "yes");
}

TEST_F(facts_noted, hold_the_traits_that_conditions_read) {
  known.traits = {{"orders_paid", 3}, {"orders_unpaid", 1}, {"last_viewed_product", nullptr}};

  EXPECT_TRUE(holds({{"and",
                      {json{{">", {json{{"var", "traits.orders_paid"}}, 2}}},
                       json{{"!", {json{{"var", "traits.last_viewed_product"}}}}},
                       json{{"!", {json{{"var", "traits.cart_since"}}}}}}}}));

  EXPECT_EQ(noted(), json({{"traits.orders_paid", 3}, {"traits.last_viewed_product", nullptr}}));
}

TEST_F(facts_noted, hold_all_traits_where_the_path_is_computed) {
  known.traits = {{"orders_paid", 3}};

  EXPECT_TRUE(holds({{"==", {json{{"var", {json{{"cat", {"traits.", "orders_paid"}}}}}}, 3}}}));

  EXPECT_EQ(noted(), json({{"traits", known.traits}}));
}

TEST_F(facts_noted, are_no_traits_when_the_subject_is_no_customer) {
  subject = {"order", "7"};

  EXPECT_FALSE(holds({{"var", "traits.orders_paid"}}));

  EXPECT_EQ(noted(), json{});
}

TEST(facts_needed, are_those_that_rules_and_texts_name) {
  const auto needs = [](const json& source) {
    return needs_of(campaign_of({{"which", branch({{rule(source), "yes"}}, "no")},
                                 {"yes", stop("yes")},
                                 {"no", stop("no")}}));
  };
  EXPECT_TRUE(needs({{"var", "traits.orders_paid"}}).traits);
  EXPECT_FALSE(needs({{"var", "traits.orders_paid"}}).record);
  EXPECT_FALSE(needs({{"var", "traits.orders_paid"}}).traits_in_texts);
  EXPECT_FALSE(needs({{"var", "customer.traits"}}).traits);
  EXPECT_TRUE(needs({{"var", {json{{"cat", {"a", "b"}}}}}}).traits);
  EXPECT_FALSE(needs({{"var", "traits.orders_paid"}}).traits_in_key);
}

TEST(facts_needed, are_the_traits_of_a_reentry_key_that_reads_them) {
  auto campaign = campaign_of({{"tell", send("end")}});
  EXPECT_FALSE(needs_of(campaign).traits_in_key);

  campaign.reentry.key = var("traits.orders_paid");

  EXPECT_TRUE(needs_of(campaign).traits_in_key);
}

TEST_F(facts_noted, hold_a_list_of_a_record_type_of_the_shops_own) {
  known.lists = {{"ticket", {{{"id", "1"}, {"open", true}}}}};

  EXPECT_TRUE(holds({{"some", {json{{"var", "ticket"}}, json{{"var", "open"}}}}}));

  EXPECT_EQ(noted(), json({{"lists.ticket", known.lists.at("ticket")}}));
  EXPECT_EQ(needs_of(campaign).lists, std::set<std::string>{"ticket"});
}

TEST(facts_needed, are_products_only_where_a_text_shows_them) {
  const auto needs = [](const std::string& text) {
    auto campaign = campaign_of({{"which", stop("done")}});
    campaign.messages["tell"].languages["vi"].text = text::message_template::parse(text).value();
    return needs_of(campaign);
  };
  EXPECT_TRUE(needs("{{products.last_viewed.name}}").products_in_texts);
  EXPECT_TRUE(needs("{{#products.similar}}{{name}}{{/products.similar}}").products_in_texts);
  EXPECT_FALSE(needs("{{customer.products}} {{traits.orders_paid}}").products_in_texts);
  EXPECT_TRUE(needs("{{traits.orders_paid}}").traits_in_texts);
}

TEST_F(facts_noted, say_when_the_campaign_was_found_paused) {
  campaign = campaign_of({{"rest", delay("P1D", "end")}});
  start();
  known.campaign_paused = true;

  timer();

  EXPECT_EQ(noted(), json({{"campaign_paused", true}}));
}

TEST_F(facts_noted, do_not_speak_of_a_pause_that_did_not_matter) {
  known.campaign_paused = true;

  EXPECT_TRUE(holds(true));

  EXPECT_EQ(noted(), json{});
}

} // namespace
} // namespace sojourn::engine::testing
