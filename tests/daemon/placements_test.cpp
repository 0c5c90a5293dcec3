// What is shown to whom: broadcasts, and what instances put into a slot.
#include "whole_daemon.hpp"

namespace sojourn::tests {

namespace {

json broadcast(const std::string& id, const std::string& to) {
  return {{"id", id},
          {"name", id},
          {"timezone", "Asia/Ho_Chi_Minh"},
          {"trigger", {{"type", "broadcast"}, {"to", to}}},
          {"start", "top"},
          {"steps",
           {{"top",
             {{"type", "show"},
              {"kind", "banner"},
              {"slot", "home-top"},
              {"content",
               {{"title", "Hello {{#fallback}}{{customer.name}}|friend{{/fallback}}"},
                {"paid", "{{traits.orders_paid}}"},
                {"size", 3}}},
              {"next", "later"}}},
            {"later",
             {{"type", "show"},
              {"kind", "popup"},
              {"slot", "home-popup"},
              {"content", "Women's day"},
              {"from", "2026-03-08T00:00"},
              {"until", "2026-03-09T00:00"},
              {"next", "end"}}}}}};
}

class placements : public whole_daemon {
protected:
  json shown(const std::string& query) {
    return answer("GET", "/v1/placements?" + query).at("items");
  }
};

} // namespace

TEST_F(placements, a_broadcast_is_shown_to_everybody_while_it_is_active_and_to_who_comes_later) {
  start();
  answer("PUT", "/v1/records/customer/an", {{"name", "An \"the\" <b>"}});
  answer("PUT", "/v1/campaigns/spring", broadcast("spring", "both"));
  EXPECT_EQ(shown("customer=an").size(), 0u) << "it is a draft";
  answer("POST", "/v1/campaigns/spring/activate", json::object());

  const auto items = shown("customer=an");
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items.at(0).at("content"),
            json::parse(R"({"title": "Hello An \"the\" <b>", "paid": "0", "size": 3})"));
  EXPECT_EQ(items.at(0).at("kind"), "banner");
  EXPECT_EQ(items.at(0).at("campaign"), "spring");
  EXPECT_EQ(shown("customer=comes-later").at(0).at("content").at("title"), "Hello friend");
  EXPECT_EQ(shown("visitor=v1").size(), 1u);
  EXPECT_EQ(shown("customer=an&slot=elsewhere").size(), 0u);
  EXPECT_EQ(answer("GET", "/v1/instances").at("items").size(), 0u) << "nobody goes through it";

  daemon_.reset();
  start();
  EXPECT_EQ(shown("customer=an").size(), 1u);
  answer("POST", "/v1/campaigns/spring/pause", json::object());
  EXPECT_EQ(shown("customer=an").size(), 0u);
  answer("POST", "/v1/campaigns/spring/resume", json::object());
  EXPECT_EQ(shown("customer=an").size(), 1u);
  answer("POST", "/v1/campaigns/spring/end", json::object());
  EXPECT_EQ(shown("customer=an").size(), 0u);
}

TEST_F(placements, a_broadcast_keeps_its_hours_and_its_audience) {
  start();
  install(broadcast("b-customers", "customers"));
  install(broadcast("a-visitors", "visitors"));
  EXPECT_EQ(shown("customer=an").at(0).at("campaign"), "b-customers");
  EXPECT_EQ(shown("visitor=an").at(0).at("campaign"), "a-visitors");
  EXPECT_EQ(shown("customer=an&slot=home-popup").size(), 0u);
  pass("P6DT15H"); // to midnight of 8 March in Ho Chi Minh City
  EXPECT_EQ(shown("customer=an&slot=home-popup").at(0).at("content"), "Women's day");
  EXPECT_EQ(shown("customer=an&slot=home-popup").at(0).at("until"), "2026-03-08T17:00:00Z");
  pass("P1D");
  EXPECT_EQ(shown("customer=an&slot=home-popup").size(), 0u);
}

TEST_F(placements, what_an_instance_puts_into_a_slot_is_there_until_it_ends) {
  start();
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  answer("POST", "/v1/vouchers", {{"id", "gold"}});
  answer("POST", "/v1/vouchers/gold/codes", {{"codes", {"G-1"}}});
  install(json::parse(R"({
    "id": "offer", "name": "Offer", "trigger": {"type": "manual"}, "start": "take",
    "goal": {"event": "order.paid"},
    "steps": {
      "take": {"type": "voucher", "pool": "gold", "as": "offer", "next": "banner"},
      "banner": {"type": "show", "kind": "banner", "slot": "home-top", "for": "P2D",
                 "content": "{{customer.name}}: {{vars.offer.code}}", "next": "form"},
      "form": {"type": "show", "kind": "form", "slot": "side", "content": {"ask": "why?"},
               "next": "rest"},
      "rest": {"type": "delay", "for": "P9D", "next": "end"}}})"));
  install(broadcast("everybody", "both"));
  answer("POST", "/v1/campaigns/offer/runs", {{"customer", "an"}});
  settle();

  const auto items = shown("customer=an");
  ASSERT_EQ(items.size(), 3u) << "what is the person's own comes first";
  EXPECT_EQ(items.at(0).at("content"), "An: G-1");
  EXPECT_EQ(items.at(0).at("instance"), only_instance());
  EXPECT_EQ(items.at(1).at("content"), json({{"ask", "why?"}}));
  EXPECT_EQ(items.at(2).at("campaign"), "everybody");
  EXPECT_EQ(shown("customer=bo").size(), 1u);

  daemon_.reset();
  start();
  EXPECT_EQ(shown("customer=an&slot=home-top").size(), 2u);
  answer("POST", "/v1/campaigns/offer/pause", json::object());
  EXPECT_EQ(shown("customer=an").size(), 1u);
  answer("POST", "/v1/campaigns/offer/resume", json::object());
  pass("P2D");
  EXPECT_EQ(shown("customer=an").size(), 2u) << "the banner's time is over";
  const auto bought = tell_paid("1");
  EXPECT_EQ(bought.status, 202);
  settle();
  EXPECT_EQ(shown("customer=an").size(), 1u);
}

TEST_F(placements, who_has_the_answer_already_is_told_so) {
  start();
  install(broadcast("spring", "both"));
  const auto first = ask("GET", "/v1/placements?customer=an");
  const auto etag = first.header("etag");
  EXPECT_EQ(etag.size(), 34u);
  EXPECT_EQ(first.header("cache-control"), "private, no-cache");

  const auto again = ask("GET", "/v1/placements?customer=an", {}, {{"If-None-Match", etag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(again.header("etag"), etag);

  answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  EXPECT_EQ(ask("GET", "/v1/placements?customer=an", {}, {{"If-None-Match", etag}}).status, 200);
}

TEST_F(placements, a_question_that_names_nobody_or_two_is_refused) {
  start();
  EXPECT_EQ(ask("GET", "/v1/placements").status, 422);
  EXPECT_EQ(ask("GET", "/v1/placements?customer=a&visitor=b").status, 422);
  EXPECT_EQ(ask("GET", "/v1/placements?customer=a&slot=Not%20a%20name").status, 422);
}

TEST_F(placements, nobody_is_started_by_a_broadcast) {
  start();
  install(broadcast("spring", "both"));
  EXPECT_EQ(ask("POST", "/v1/campaigns/spring/runs", R"({"customer": "an"})").status, 409);
  EXPECT_EQ(ask("POST", "/v1/campaigns/spring/runs", R"({"audience": "now"})").status, 409);
}

TEST_F(placements, the_rules_around_sends_hold_for_what_is_shown) {
  start();
  install(broadcast("spring", "both"));
  const auto rules = [&](const json& document) { answer("PUT", "/v1/send-rules", document); };
  ASSERT_EQ(shown("customer=an").size(), 1u);

  rules({{"test_mode", {{"subjects", {"customer:binh"}}}}});
  EXPECT_EQ(shown("customer=an").size(), 0u);
  EXPECT_EQ(shown("customer=binh").size(), 1u);

  rules({{"consent", {{"required", {{{"channel", "onsite"}}}}}}});
  EXPECT_EQ(shown("customer=an").size(), 0u) << "nobody has agreed to it";
  rules({{"caps", {{{"id", "one"}, {"limit", 1}, {"per", "day"}}}}});
  install(broadcast("summer", "both"));
  EXPECT_EQ(shown("customer=an").size(), 1u) << "of two";
  rules({{"quiet_hours", {{{"from", "08:00"}, {"to", "21:00"}}}}});
  EXPECT_EQ(shown("customer=an").size(), 2u) << "a banner disturbs nobody";
  rules({{"quiet_hours", {{{"from", "08:00"}, {"to", "21:00"}, {"channels", {"onsite"}}}}}});
  EXPECT_EQ(shown("customer=an").size(), 0u) << "unless the rule says so";
}

TEST_F(placements, who_wants_no_promotion_is_shown_none_and_may_still_be_asked) {
  start();
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  install(broadcast("spring", "both"));
  auto asks = broadcast("newsletter", "both");
  asks["steps"]["top"]["kind"] = "form";
  install(asks);
  ASSERT_EQ(shown("customer=an").size(), 2u);

  answer("PUT", "/v1/records/customer/an/consents",
         {{"purpose", "promotional"}, {"state", "withdrawn"}});

  const auto items = shown("customer=an");
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items.at(0).at("kind"), "form");
  EXPECT_EQ(shown("customer=binh").size(), 2u) << "the word of one is not that of another";
}

TEST_F(placements, a_cap_that_messages_have_used_up_holds_back_what_is_shown) {
  start();
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  install(broadcast("spring", "both"));
  install(json::parse(R"({"id": "news", "name": "news", "timezone": "UTC",
    "trigger": {"type": "manual"}, "start": "tell",
    "steps": {"tell": {"type": "send", "message": "hello", "via": ["mailbox"], "next": "end"}},
    "messages": {"hello": {"fallback": "en", "languages": {"en": {"text": "Hello"}}}}})"));
  answer("PUT", "/v1/send-rules", {{"caps", {{{"id", "one"}, {"limit", 1}, {"per", "day"}}}}});
  EXPECT_EQ(shown("customer=an").size(), 1u);
  EXPECT_EQ(shown("customer=an").size(), 1u) << "what is shown uses up no message";

  answer("POST", "/v1/campaigns/news/runs", {{"customer", "an"}});
  settle();
  ASSERT_EQ(mailbox().size(), 1u);

  EXPECT_EQ(shown("customer=an").size(), 0u);
  pass("P1D");
  EXPECT_EQ(shown("customer=an").size(), 1u);
}

} // namespace sojourn::tests
