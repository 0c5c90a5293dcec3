// Boosters over HTTP: set-up, cards, the move of the day, switches and caps.
#include "boosters_fixture.hpp"

#include <set>

namespace sojourn::tests {

namespace {

class boosters : public booster_daemon {};

/// 10:00 in Ho Chi Minh City on the day of the sale.
constexpr auto day_in_cart_at = "2026-09-09T10:00:00+07:00";

} // namespace

TEST_F(boosters, one_call_makes_the_cards_of_all_phases_and_groups_as_drafts) {
  start();
  evaluate(good_inputs());
  answer("PUT", "/v1/boosters/9-9", sale());

  const auto made = answer("POST", "/v1/boosters/9-9/setup", json::object());

  EXPECT_EQ(made.at("made").size(), 15u);
  const auto booster = answer("GET", "/v1/boosters/9-9");
  EXPECT_EQ(booster.at("phases").size(), 4u);
  ASSERT_EQ(booster.at("cards").size(), 15u);
  for (const auto& one : booster.at("cards")) {
    EXPECT_EQ(one.at("status"), "draft");
    EXPECT_EQ(one.at("cap"), 2000);
    EXPECT_EQ(one.at("card").at("message").at("languages").size(), 2u) << one.at("id");
  }
  EXPECT_EQ(card("day-in-cart").at("at"), day_in_cart_at);
  EXPECT_EQ(card("day-in-cart").at("card").at("voucher_pool"), "booster-9-9");
  // Again it makes nothing, also of what was removed.
  answer("DELETE", card_path("before-custom"));
  const auto again = answer("POST", "/v1/boosters/9-9/setup", json::object());
  EXPECT_EQ(again.at("made"), json::array());
  EXPECT_EQ(again.at("kept").size(), 15u);
}

TEST_F(boosters, a_shop_that_is_not_eligible_or_lacks_skus_sets_up_nothing_and_hears_what_lacks) {
  start();
  auto document = sale();
  document["approved_skus"] = {"tea-1", "tea-2", "tea-3"};
  answer("PUT", "/v1/boosters/9-9", document);

  EXPECT_EQ(refusal("POST", "/v1/boosters/9-9/setup", json::object(), 409).at("code"), "SJ0450");
  auto inputs = good_inputs();
  inputs["revenue_30_days"]["amount"] = "500";
  evaluate(inputs);
  EXPECT_EQ(pointers(refusal("POST", "/v1/boosters/9-9/setup", json::object(), 409)),
            std::vector<std::string>{"/revenue_30_days"});
  evaluate(good_inputs());
  const auto lacks = refusal("POST", "/v1/boosters/9-9/setup", json::object(), 409);
  EXPECT_EQ(pointers(lacks), std::vector<std::string>{"/approved_skus"});
  EXPECT_NE(lacks.at("errors").at(0).at("message").get<std::string>().find("2 lack"),
            std::string::npos);
  EXPECT_EQ(answer("GET", "/v1/boosters/9-9").at("missing").at(0).at("by"), "2");
}

TEST_F(boosters, a_card_is_never_scheduled_outside_its_phase) {
  set_up();
  auto document = card("day-in-cart").at("card");
  document["at"] = "2026-09-10T00:00";

  EXPECT_EQ(pointers(refusal("PUT", card_path("day-in-cart"), document, 422)),
            std::vector<std::string>{"/at"});
  // Nor is a phase moved away from under it.
  auto booster = answer("GET", "/v1/boosters/9-9").at("booster");
  booster["phases"][2]["from"] = "2026-09-09T11:00";
  const auto refused = pointers(refusal("PUT", "/v1/boosters/9-9", booster, 422));
  EXPECT_EQ(refused, (std::vector<std::string>{"/cards/day-in-cart/at", "/cards/day-unpaid/at"}));
}

TEST_F(boosters, moving_the_day_moves_every_card_that_was_not_sent_by_as_much) {
  set_up();
  with_carts(1);
  switch_card("before-in-cart", "on");
  clock_to("2026-08-29T00:00:00+07:00");
  ASSERT_EQ(reached(), std::vector<std::string>{"customer:c0"});
  switch_card("teasing-follower", "on");

  const auto moved = answer("POST", "/v1/boosters/9-9/move", {{"date", "2026-09-19"}});

  EXPECT_EQ(moved.at("date"), "2026-09-19");
  EXPECT_EQ(card("day-in-cart").at("at"), "2026-09-19T10:00:00+07:00");
  EXPECT_EQ(card("teasing-follower").at("at"), "2026-09-17T10:00:00+07:00");
  EXPECT_EQ(card("teasing-follower").at("status"), "on");
  EXPECT_EQ(card("before-in-cart").at("at"), "2026-08-28T20:00:00+07:00") << "it was sent";
  EXPECT_EQ(answer("GET", "/v1/boosters/9-9").at("phases").at(2).at("from"),
            "2026-09-19T00:00:00+07:00");
  // A card that is on is not moved into the past.
  const auto refused = refusal("POST", "/v1/boosters/9-9/move", {{"date", "2026-08-30"}}, 409);
  EXPECT_EQ(pointers(refused), std::vector<std::string>{"/cards/teasing-follower"});
  EXPECT_EQ(card("day-in-cart").at("at"), "2026-09-19T10:00:00+07:00") << "nothing was moved";
}

TEST_F(boosters, a_card_that_is_on_is_sent_at_its_time_and_is_final_then) {
  set_up();
  create_codes(10);
  with_carts(3);
  switch_card("day-in-cart", "on");
  clock_to("2026-09-09T09:59:59+07:00");
  EXPECT_TRUE(reached().empty());

  clock_to(day_in_cart_at);

  EXPECT_EQ(reached(), (std::vector<std::string>{"customer:c0", "customer:c1", "customer:c2"}));
  EXPECT_EQ(status_of("day-in-cart"), "sent");
  EXPECT_EQ(card("day-in-cart").at("run").at("members"), 3);
  refusal("POST", "/v1/campaigns/9-9.day-in-cart/runs", {{"audience", "now"}}, 409);
  switch_refusal("day-in-cart", {{"to", "off"}});
  auto document = card("day-in-cart").at("card");
  document["title"] = "Too late";
  refusal("PUT", card_path("day-in-cart"), document, 409);
  refusal("DELETE", card_path("day-in-cart"), {}, 409);
}

TEST_F(boosters, off_before_its_time_sends_nothing_and_every_flip_is_in_the_audit) {
  set_up();
  create_codes(10);
  with_carts(3);
  switch_card("day-in-cart", "on");
  clock_to("2026-09-09T09:00:00+07:00");

  switch_card("day-in-cart", "off");
  clock_to("2026-09-09T12:00:00+07:00");

  EXPECT_TRUE(reached().empty());
  EXPECT_EQ(status_of("day-in-cart"), "off");
  EXPECT_EQ(audited("9-9/day-in-cart"),
            (std::vector<std::string>{"card.off by loopback", "card.on by loopback"}));
}

TEST_F(boosters, on_after_its_time_asks_whether_to_send_or_to_skip) {
  set_up();
  create_codes(10);
  with_carts(2);
  clock_to("2026-09-09T12:00:00+07:00");

  const auto asked = switch_refusal("day-in-cart", {{"to", "on"}});
  EXPECT_EQ(asked.at("code"), "SJ0451");
  EXPECT_EQ(pointers(asked), std::vector<std::string>{"/late"});
  EXPECT_EQ(status_of("day-in-cart"), "draft");

  EXPECT_EQ(switch_card("day-in-cart", "on", "skip").at("status"), "skipped");
  settle();
  EXPECT_TRUE(reached().empty());
  switch_card("day-in-cart", "on", "send_now");
  settle();
  EXPECT_EQ(reached(), (std::vector<std::string>{"customer:c0", "customer:c1"}));
  EXPECT_EQ(status_of("day-in-cart"), "sent");
}

TEST_F(boosters, a_card_is_not_sent_after_its_phase) {
  set_up();
  create_codes(10);
  with_carts(1);
  clock_to("2026-09-10T00:00:00+07:00");

  switch_refusal("day-in-cart", {{"to", "on"}, {"late", "send_now"}});
  EXPECT_EQ(switch_card("day-in-cart", "on", "skip").at("status"), "skipped");
}

TEST_F(boosters, off_in_the_middle_leaves_those_alone_who_were_not_reached_yet) {
  set_up();
  create_codes(10);
  with_carts(4);
  // Nobody hears anything between 9:00 and 11:00, so the card waits for them.
  answer("PUT", "/v1/send-rules", {{"quiet_hours", {{{"from", "09:00"}, {"to", "11:00"}}}}});
  switch_card("day-in-cart", "on");
  clock_to("2026-09-09T10:30:00+07:00");
  EXPECT_EQ(status_of("day-in-cart"), "sending");
  EXPECT_TRUE(reached().empty());

  EXPECT_EQ(switch_card("day-in-cart", "off").at("status"), "stopped");
  clock_to("2026-09-09T15:00:00+07:00");
  EXPECT_TRUE(reached().empty());

  EXPECT_EQ(switch_refusal("day-in-cart", {{"to", "on"}}).at("code"), "SJ0451");
  switch_card("day-in-cart", "on", "send_now");
  settle();
  EXPECT_EQ(reached().size(), 4u) << "each once";
  EXPECT_EQ(status_of("day-in-cart"), "sent");
}

TEST_F(boosters, the_voucher_holds_when_it_is_sent_and_is_enough_for_the_group) {
  set_up();
  with_carts(3);
  EXPECT_EQ(pointers(switch_refusal("day-in-cart", {{"to", "on"}})),
            std::vector<std::string>{"/voucher_pool"})
      << "there is no pool";
  create_codes(2, {{"id", "booster-9-9"}, {"expires_at", "2026-09-09T10:00:00+07:00"}});
  const auto expired = switch_refusal("day-in-cart", {{"to", "on"}});
  EXPECT_NE(expired.dump().find("expire"), std::string::npos);
  edit("day-in-cart", {{"at", "2026-09-09T09:30"}});
  const auto few = switch_refusal("day-in-cart", {{"to", "on"}});
  EXPECT_NE(few.dump().find("has 2 codes left, and the card goes to about 3"), std::string::npos)
      << few.dump();
  answer("POST", "/v1/vouchers/booster-9-9/codes", {{"codes", {"B-2"}}});
  switch_card("day-in-cart", "on");
}

TEST_F(boosters, a_group_larger_than_its_cap_is_cut_by_a_hash_and_says_how_many_were_left_out) {
  auto document = sale();
  set_up(document);
  create_codes(10);
  auto booster = answer("GET", "/v1/boosters/9-9").at("booster");
  for (auto& group : booster["groups"]) {
    if (group["id"] == "in-cart")
      group["cap"] = 3;
  }
  answer("PUT", "/v1/boosters/9-9", booster);
  with_carts(10);
  switch_card("day-in-cart", "on");
  clock_to("2026-09-09T12:00:00+07:00");

  // By the hash of the event, the card and the customer, as engine/audience_choice.hpp has it.
  EXPECT_EQ(reached(), (std::vector<std::string>{"customer:c1", "customer:c2", "customer:c6"}));
  const auto run = card("day-in-cart").at("run");
  EXPECT_EQ(run.at("members"), 3);
  EXPECT_EQ(run.at("left_out"), 7);
}

TEST_F(boosters, a_day_has_room_for_so_many_people_of_all_cards) {
  set_up();
  create_codes(10);
  with_carts(4);
  answer("PUT", "/v1/eligibility/settings", {{"people_a_day", 6}});
  edit("day-wishlist", {{"group", "in-cart"}});
  switch_card("day-in-cart", "on");
  switch_card("day-wishlist", "on");
  clock_to("2026-09-09T23:00:00+07:00");

  EXPECT_EQ(reached().size(), 6u);
  EXPECT_EQ(card("day-in-cart").at("run").at("left_out"), 0);
  EXPECT_EQ(card("day-wishlist").at("run").at("members"), 2);
  EXPECT_EQ(card("day-wishlist").at("run").at("left_out"), 2);
}

TEST_F(boosters, one_customer_gets_no_more_messages_a_day_than_the_event_says) {
  auto document = sale();
  document["messages_a_day"] = 1;
  set_up(document);
  create_codes(10);
  with_carts(2);
  edit("day-wishlist", {{"group", "in-cart"}});
  switch_card("day-in-cart", "on");
  switch_card("day-wishlist", "on");
  clock_to("2026-09-09T23:00:00+07:00");

  EXPECT_EQ(reached(), (std::vector<std::string>{"customer:c0", "customer:c1"}));
}

TEST_F(boosters, nobody_is_written_to_who_never_interacted_with_the_shop) {
  set_up();
  answer("PUT", "/v1/records/customer/looks", {{"language", "en"}});
  answer("PUT", "/v1/records/product_view/v",
         {{"customer_id", "looks"},
          {"product_id", "tea-1"},
          {"viewed_at", "2026-08-20T08:00:00+07:00"}});
  answer("PUT", "/v1/records/customer/follows", {{"language", "en"}});
  answer("PUT", "/v1/records/product_view/w",
         {{"customer_id", "follows"},
          {"product_id", "tea-1"},
          {"viewed_at", "2026-08-20T08:00:00+07:00"}});
  answer("PUT", "/v1/records/follow/f", {{"customer_id", "follows"}, {"shop_id", "ours"}});
  answer("PUT", "/v1/records/product/tea-1",
         {{"name", "Oolong"}, {"link", "https://shop.example/t"}});
  switch_card("before-new", "on");

  const auto refused =
      refusal("POST", card_path("before-new") + "/send", {{"customer", "looks"}}, 409);
  EXPECT_EQ(refused.at("code"), "SJ0452");
  answer("POST", card_path("before-new") + "/send", {{"customer", "follows"}});
  settle();
  EXPECT_EQ(reached(), std::vector<std::string>{"customer:follows"});

  clock_to("2026-08-28T00:00:00+07:00");
  EXPECT_EQ(reached(), std::vector<std::string>{"customer:follows"}) << "and each of them once";
}

TEST_F(boosters, an_edit_before_it_leaves_changes_what_is_sent) {
  set_up();
  create_codes(10);
  with_carts(1);
  switch_card("day-in-cart", "on");

  edit("day-in-cart",
       {{"message", {{"languages", {{"en", {{"text", "Only {{vars.offer.code}}"}}}}}}}});
  clock_to("2026-09-09T12:00:00+07:00");

  EXPECT_EQ(mailbox().at(0).at("text"), "Only B-0");
  // What a card says is read before it is stored.
  auto document = card("day-unpaid").at("card");
  document["message"]["languages"]["en"]["text"] = "{{#open";
  EXPECT_EQ(pointers(refusal("PUT", card_path("day-unpaid"), document, 422)),
            std::vector<std::string>{"/message/languages/en/text"});
}

TEST_F(boosters, a_preview_shows_the_card_to_three_customers_of_its_group) {
  set_up();
  create_codes(10);
  with_carts(5);
  clock_to("2026-08-20T12:00:00+07:00");

  const auto shown = answer("GET", card_path("day-in-cart") + "/preview");

  EXPECT_EQ(shown.at("group").at("size"), 5);
  ASSERT_EQ(shown.at("previews").size(), 3u);
  EXPECT_EQ(shown.at("previews").at(0).at("text"),
            "1 items wait in your cart; the code is SAMPLE-CODE.");
}

TEST_F(boosters, a_document_is_changed_only_as_it_was_read) {
  set_up();
  const auto put = [&](const std::string& target, const json& document, const char* tag) {
    return ask("PUT", target, document.dump(), {{"If-Match", tag}}).status;
  };
  auto document = card("day-in-cart").at("card");
  document["title"] = "Mine";
  EXPECT_EQ(put(card_path("day-in-cart"), document, "\"9\""), 412);
  EXPECT_EQ(put(card_path("day-in-cart"), document, "\"1\""), 200);
  auto booster = answer("GET", "/v1/boosters/9-9").at("booster");
  booster["messages_a_day"] = 3;
  EXPECT_EQ(put("/v1/boosters/9-9", booster, "\"7\""), 412);
  EXPECT_EQ(put("/v1/boosters/9-9", booster, "\"1\""), 200);
}

TEST_F(boosters, an_arrangement_of_the_shop_is_a_template_of_later_events) {
  set_up();
  edit("day-in-cart", {{"at", "2026-09-09T21:00"}});

  answer("POST", "/v1/boosters/9-9/template", {{"id", "ours"}});
  auto next = sale();
  next["date"] = "2026-10-10";
  next["template"] = "ours";
  answer("PUT", "/v1/boosters/10-10", next);
  answer("POST", "/v1/boosters/10-10/setup", json::object());

  EXPECT_EQ(answer("GET", "/v1/boosters/10-10/cards/day-in-cart").at("at"),
            "2026-10-10T21:00:00+07:00");
  EXPECT_EQ(answer("GET", "/v1/booster-templates").at("items").size(), 2u);
}

TEST_F(boosters, a_link_of_data_that_leads_outside_is_not_sent_and_says_so) {
  set_up();
  answer("PUT", "/v1/send-rules", {{"links", {{"domains", {"shop.example"}}}}});
  answer("PUT", "/v1/records/product/tea-1",
         {{"name", "Oolong"}, {"link", "https://evil.example/t"}});
  answer("PUT", "/v1/records/customer/an", {{"language", "en"}});
  answer("PUT", "/v1/records/follow/f", {{"customer_id", "an"}, {"shop_id", "ours"}});
  switch_card("teasing-follower", "on");
  clock_to("2026-09-07T12:00:00+07:00");

  EXPECT_TRUE(reached().empty());
  const auto sent = answer("GET", "/v1/instances?campaign=9-9.teasing-follower").at("items");
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent.at(0).at("reason"), "the message was refused");
  const auto journal =
      answer("GET", "/v1/instances/" + sent.at(0).at("id").get<std::string>() + "/journal");
  EXPECT_NE(journal.dump().find("link_outside"), std::string::npos);
  EXPECT_NE(journal.dump().find("evil.example"), std::string::npos);
}

} // namespace sojourn::tests
