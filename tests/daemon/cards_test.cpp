// Cards of boosters over HTTP: the campaigns that carry them, codes that expire, what is refused
// where it is written, and the day of the shop.
#include "boosters_fixture.hpp"

#include <gmock/gmock.h>

namespace sojourn::tests {

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class cards : public booster_daemon {
protected:
  void switch_on_with_codes(const std::string& expires_at = "2026-09-12T00:00:00+07:00") {
    set_up();
    create_codes(10, {{"id", "booster-9-9"}, {"expires_at", expires_at}});
    with_carts(3);
    switch_card("day-in-cart", "on");
  }
  json move_refusal(const std::string& date) {
    return refusal("POST", "/v1/boosters/9-9/move", {{"date", date}}, 409);
  }
  static json campaign_called(const std::string& id) {
    return {{"id", id},
            {"name", "Mine"},
            {"trigger", {{"type", "manual"}}},
            {"start", "rest"},
            {"steps", {{"rest", {{"type", "delay"}, {"for", "P1D"}, {"next", "end"}}}}}};
  }
  std::string code_of(const json& problem) { return problem.at("code"); }
};

} // namespace

// ---- the campaign of a card -------------------------------------------------------------

TEST_F(cards, decide_about_their_campaigns_whoever_asks_otherwise) {
  switch_on_with_codes();
  const std::string campaign = "/v1/campaigns/9-9.day-in-cart";

  for (const auto* action : {"/pause", "/end", "/archive", "/resume", "/activate"}) {
    const auto refused = refusal("POST", campaign + action, json::object(), 409);
    EXPECT_EQ(code_of(refused), "SJ0453") << action;
    EXPECT_THAT(refused.at("detail").get<std::string>(),
                HasSubstr("/v1/boosters/9-9/cards/day-in-cart/switch"));
  }
  auto definition = answer("GET", campaign).at("definition");
  definition["name"] = "Changed by hand";
  EXPECT_EQ(code_of(refusal("PUT", campaign, definition, 409)), "SJ0453");
  EXPECT_EQ(code_of(refusal("POST", campaign + "/runs", {{"audience", "now"}}, 409)), "SJ0453");
  EXPECT_EQ(code_of(refusal("POST", campaign + "/runs", {{"customer", "c0"}}, 409)), "SJ0453");
  EXPECT_EQ(answer("GET", campaign).at("state"), "active");
  EXPECT_EQ(status_of("day-in-cart"), "on");
}

TEST_F(cards, are_the_only_ones_to_cancel_their_runs) {
  switch_on_with_codes();
  answer("PUT", "/v1/send-rules", {{"quiet_hours", {{{"from", "09:00"}, {"to", "11:00"}}}}});
  clock_to("2026-09-09T10:30:00+07:00");
  const std::string run = card("day-in-cart").at("run").at("id");

  EXPECT_EQ(code_of(refusal("POST", "/v1/runs/" + run + "/cancel", json::object(), 409)), "SJ0453");
  EXPECT_EQ(status_of("day-in-cart"), "sending");
}

TEST_F(cards, take_over_no_campaign_that_somebody_else_made) {
  start();
  evaluate(good_inputs());
  answer("PUT", "/v1/campaigns/9-9.day-in-cart", campaign_called("9-9.day-in-cart"));
  answer("POST", "/v1/campaigns/9-9.day-in-cart/activate", json::object());
  answer("PUT", "/v1/boosters/9-9", sale());

  const auto refused = refusal("POST", "/v1/boosters/9-9/setup", json::object(), 409);

  EXPECT_EQ(code_of(refused), "SJ0301");
  EXPECT_THAT(pointers(refused), ElementsAre("/cards/day-in-cart"));
  EXPECT_EQ(answer("GET", "/v1/boosters/9-9").at("cards"), json::array());
  const auto at_hand =
      refusal("PUT", card_path("day-in-cart"),
              {{"phase", "day"},
               {"group", "in-cart"},
               {"at", "2026-09-09T10:00"},
               {"message", {{"fallback", "en"}, {"languages", {{"en", {{"text", "Hi"}}}}}}}},
              409);
  EXPECT_THAT(pointers(at_hand), ElementsAre("/id"));
  answer("DELETE", "/v1/boosters/9-9");
  EXPECT_EQ(answer("GET", "/v1/campaigns/9-9.day-in-cart").at("state"), "active");
}

TEST_F(cards, keep_the_ids_of_their_campaigns_for_themselves) {
  set_up();

  const auto refused =
      refusal("PUT", "/v1/campaigns/9-9.day-in-cart", campaign_called("9-9.day-in-cart"), 409);

  EXPECT_EQ(code_of(refused), "SJ0453");
  answer("PUT", "/v1/campaigns/9-9.mine", campaign_called("9-9.mine"));
}

TEST_F(cards, that_are_off_stay_off_when_there_is_money_again) {
  switch_on_with_codes();
  answer("PUT", "/v1/send-rules", {{"quiet_hours", {{{"from", "09:00"}, {"to", "11:00"}}}}});
  answer("PUT", "/v1/budget",
         {{"timezone", "Asia/Ho_Chi_Minh"},
          {"tokens", {{"prices", {{"send", 1}}}, {"fixed", {{"month", 100}, {"day", 1}}}}}});
  clock_to("2026-09-09T12:00:00+07:00");
  ASSERT_EQ(answer("GET", "/v1/campaigns/9-9.day-in-cart").at("state"), "paused")
      << "the budget pays for one message";
  const auto sent = reached().size();

  switch_card("day-in-cart", "off");
  clock_to("2026-09-10T12:00:00+07:00");

  EXPECT_EQ(status_of("day-in-cart"), "stopped");
  EXPECT_EQ(answer("GET", "/v1/campaigns/9-9.day-in-cart").at("state"), "paused");
  EXPECT_EQ(reached().size(), sent);
}

// ---- codes that expire --------------------------------------------------------------------

TEST_F(cards, that_are_on_are_not_moved_past_the_expiry_of_their_codes) {
  switch_on_with_codes();

  const auto refused = move_refusal("2026-09-19");

  EXPECT_EQ(code_of(refused), "SJ0454");
  const auto& told = refused.at("errors").at(0);
  EXPECT_EQ(told.at("pointer"), "/cards/day-in-cart/voucher_pool");
  EXPECT_EQ(told.at("code"), "voucher_expired");
  EXPECT_EQ(told.at("facts"), (json{{"card", "day-in-cart"},
                                    {"pool", "booster-9-9"},
                                    {"expires_at", "2026-09-11T17:00:00Z"},
                                    {"at", "2026-09-19T03:00:00Z"}}));
  EXPECT_EQ(card("day-in-cart").at("at"), "2026-09-09T10:00:00+07:00") << "nothing was moved";
  switch_card("day-in-cart", "off");
  answer("POST", "/v1/boosters/9-9/move", {{"date", "2026-09-19"}});
  EXPECT_EQ(code_of(switch_refusal("day-in-cart", {{"to", "on"}})), "SJ0454");
}

TEST_F(cards, move_with_the_time_zone_of_their_event) {
  switch_on_with_codes("2026-09-09T11:00:00+07:00");
  auto document = answer("GET", "/v1/boosters/9-9").at("booster");
  document["timezone"] = "Asia/Tokyo";
  answer("PUT", "/v1/boosters/9-9", document);
  EXPECT_EQ(card("day-in-cart").at("at"), "2026-09-09T10:00:00+09:00");

  document["timezone"] = "Europe/London";
  EXPECT_EQ(code_of(refusal("PUT", "/v1/boosters/9-9", document, 409)), "SJ0454")
      << "10:00 in London is after the expiry";

  clock_to("2026-09-09T08:30:00+07:00"); // 10:30 in Tokyo
  EXPECT_EQ(reached().size(), 3u);
}

TEST_F(cards, whose_codes_have_expired_when_they_are_due_are_held_and_say_so) {
  switch_on_with_codes();
  answer("PATCH", "/v1/vouchers/booster-9-9", {{"expires_at", "2026-09-09T09:00:00+07:00"}});
  clock_to("2026-09-09T12:00:00+07:00");
  EXPECT_EQ(status_of("day-in-cart"), "on");
  EXPECT_EQ(card("day-in-cart").at("held_by"), "codes");
  EXPECT_TRUE(reached().empty());

  answer("PATCH", "/v1/vouchers/booster-9-9", {{"expires_at", "2026-09-20T00:00:00+07:00"}});
  pass("PT15M");

  EXPECT_EQ(reached().size(), 3u);
  EXPECT_EQ(status_of("day-in-cart"), "sent");
}

// ---- refused where it is written ----------------------------------------------------------

TEST_F(cards, that_a_booster_could_not_make_are_refused_with_the_booster) {
  start();
  auto document = sale();
  document["via"] = {"mailbox", "pigeon"};
  const auto channel = refusal("PUT", "/v1/boosters/9-9", document, 422);
  EXPECT_THAT(pointers(channel), ElementsAre("/via/1"));
  EXPECT_THAT(channel.at("errors").at(0).at("message").get<std::string>(),
              HasSubstr("day-in-cart"));

  document = sale();
  document["groups"] =
      answer("GET", "/v1/booster-templates/marketplace").at("template").at("groups");
  document["groups"][0]["segment"] = "no-such-group";
  document["groups"][0].erase("parameters");
  EXPECT_THAT(pointers(refusal("PUT", "/v1/boosters/9-9", document, 422)),
              ElementsAre("/groups/0"));
}

TEST_F(cards, that_a_template_could_not_make_are_refused_with_the_template) {
  start();
  auto document = answer("GET", "/v1/booster-templates/marketplace").at("template");
  const std::string group = document.at("phases").at(2).at("cards").begin().key();
  auto& message = document["phases"][2]["cards"][group]["message"];
  message["languages"]["en"]["text"] = "{{#open";

  const auto refused = refusal("PUT", "/v1/booster-templates/ours", document, 422);

  EXPECT_THAT(pointers(refused),
              ElementsAre("/phases/2/cards/" + group + "/message/languages/en/text"));
  EXPECT_THAT(refused.at("errors").at(0).at("message").get<std::string>(),
              HasSubstr("\"day-" + group + "\""));
  message["languages"]["en"]["text"] = "Hello";
  document["phases"][2]["cards"][group]["title"] = 7;
  EXPECT_THAT(pointers(refusal("PUT", "/v1/booster-templates/ours", document, 422)),
              ElementsAre("/phases/2/cards/" + group + "/title"));
}

TEST_F(cards, name_themselves_where_they_are_refused) {
  set_up();
  auto document = card("day-in-cart").at("card");
  document["via"] = {"pigeon"};

  const auto refused = refusal("PUT", card_path("day-in-cart"), document, 422);

  EXPECT_THAT(refused.at("detail").get<std::string>(), HasSubstr("\"day-in-cart\""));
  EXPECT_THAT(pointers(refused), ElementsAre("/via/0"));
}

TEST_F(cards, of_a_day_that_no_calendar_has_are_refused_with_the_date) {
  start();
  auto document = sale();
  document["date"] = "9999-12-31";
  EXPECT_THAT(pointers(refusal("PUT", "/v1/boosters/9-9", document, 422)), ElementsAre("/date"));
  answer("PUT", "/v1/boosters/9-9", sale());
  EXPECT_THAT(pointers(refusal("POST", "/v1/boosters/9-9/move", {{"date", "9999-12-31"}}, 422)),
              ElementsAre("/date"));
  document = sale();
  document["approved_skus"] = {"tea-1", "tea-2", "tea-1"};
  const auto twice = refusal("PUT", "/v1/boosters/9-9", document, 422);
  EXPECT_THAT(twice.at("errors").at(0).at("message").get<std::string>(), HasSubstr("\"tea-1\""));
}

// ---- the shop's day and figures -----------------------------------------------------------

TEST_F(cards, sent_to_one_customer_count_for_the_day) {
  set_up();
  create_codes(10);
  with_carts(2);
  answer("PUT", "/v1/eligibility/settings", {{"people_a_day", 1}});
  switch_card("day-in-cart", "on");

  answer("POST", card_path("day-in-cart") + "/send", {{"customer", "c0"}});
  settle();
  const auto day = answer("GET", "/v1/eligibility").at("day");
  EXPECT_EQ(day, (json{{"day", "2026-08-20"}, {"people", 1}, {"most", 1}}));

  refusal("POST", card_path("day-in-cart") + "/send", {{"customer", "c1"}}, 409);
  EXPECT_EQ(reached(), std::vector<std::string>{"customer:c0"});
  answer("PUT", "/v1/eligibility/settings", {{"people_a_day", 2}});
  refusal("POST", card_path("day-in-cart") + "/send", {{"customer", "c0"}}, 409);
  EXPECT_EQ(answer("GET", "/v1/eligibility").at("day").at("people"), 1)
      << "they have it already, which takes no place";
}

TEST_F(cards, need_every_figure_of_the_shop_by_name) {
  start();
  const auto nothing = refusal("PUT", "/v1/eligibility/inputs", json::object(), 422);
  EXPECT_EQ(pointers(nothing).size(), 4u);
  evaluate(good_inputs());
  auto some = good_inputs();
  some.erase("followers");
  EXPECT_THAT(pointers(refusal("PUT", "/v1/eligibility/inputs", some, 422)),
              ElementsAre("/followers"));

  answer("PATCH", "/v1/eligibility/inputs", {{"followers", nullptr}});
  const auto stored = answer("GET", "/v1/eligibility/inputs").at("document");
  EXPECT_EQ(stored.at("followers"), nullptr);
  EXPECT_EQ(stored.at("chat_response"), 0.85);
  EXPECT_EQ(answer("POST", "/v1/eligibility/evaluate", json::object()).at("result"), "basic");
  refusal("PATCH", "/v1/eligibility/inputs", json::object(), 422);
}

// ---- after a restore ----------------------------------------------------------------------

TEST_F(cards, whose_time_has_come_are_off_in_restored_data_and_ask_again) {
  switch_on_with_codes();
  const std::string backup = answer("POST", "/v1/backup", json::object()).at("path");
  clock_to("2026-09-09T10:00:00+07:00");
  ASSERT_EQ(reached().size(), 3u);
  daemon_.reset();
  fs::copy_file(backup, directory_ / "sojourn.db", fs::copy_options::overwrite_existing);
  settings_.clock.start = parse_instant("2026-09-09T11:00:00+07:00").value();
  start();
  settle();

  EXPECT_EQ(status_of("day-in-cart"), "off");
  EXPECT_TRUE(reached().empty()) << "they may have got it";
  EXPECT_EQ(answer("GET", "/v1/campaigns/9-9.day-in-cart").at("state"), "paused")
      << "a card that is off has no campaign that runs";
  EXPECT_EQ(code_of(switch_refusal("day-in-cart", {{"to", "on"}})), "SJ0451");
  switch_card("day-in-cart", "on", "send_now");
  settle();
  EXPECT_EQ(reached().size(), 3u);
}

} // namespace sojourn::tests
