// Offers as a shop uses them: codes for a time and for points, limits, codes that are changed, made
// void, looked up, and that go back; tags; and sends that take the next channel they can pay.
#include "sends_fixture.hpp"

#include <gmock/gmock.h>

namespace sojourn::tests {

namespace {

class offers : public whole_daemon {
protected:
  void given(const std::vector<std::string>& codes, json rules = json::object()) {
    start({{"sms", sms}});
    rules["id"] = "gold";
    answer("POST", "/v1/vouchers", rules);
    answer("POST", "/v1/vouchers/gold/codes", {{"codes", codes}});
    answer("PUT", "/v1/records/customer/an", {{"name", "An"}, {"phone", "+84901234567"}});
    answer("PUT", "/v1/records/customer/bo", {{"name", "Bo"}}); // whom nothing reaches
  }
  /// Gives a code and tells it by SMS.
  static json offer(json step = json::object()) {
    step.update({{"type", "voucher"}, {"pool", "gold"}, {"as", "offer"}, {"next", "tell"}});
    return {{"id", "offer"},
            {"name", "Offer"},
            {"timezone", "Asia/Ho_Chi_Minh"},
            {"trigger", {{"type", "manual"}}},
            {"reentry", {{"policy", "parallel"}}},
            {"start", "offer"},
            {"steps",
             {{"offer", step},
              {"tell",
               {{"type", "send"},
                {"message", "code"},
                {"via", {"sms"}},
                {"on_unreachable", "end"},
                {"on_failure", "end"},
                {"next", "rest"}}},
              {"rest", {{"type", "delay"}, {"for", "P30D"}, {"next", "end"}}}}},
            {"messages",
             {{"code",
               {{"purpose", "transactional"},
                {"fallback", "en"},
                {"languages",
                 {{"en", {{"text", "{{vars.offer.code}} {{vars.offer.expires_at}}"}}}}}}}}}};
  }
  void grant(const std::string& customer, int points) {
    install({{"id", "grant"},
             {"name", "Grant"},
             {"trigger", {{"type", "manual"}}},
             {"reentry", {{"policy", "parallel"}}},
             {"start", "give"},
             {"steps",
              {{"give",
                {{"type", "points"},
                 {"amount", points},
                 {"reference", {{"var", "instance.id"}}},
                 {"next", "end"}}}}}});
    begin("grant", customer);
  }
  std::string begin(const std::string& campaign, const std::string& customer) {
    const auto id =
        answer("POST", "/v1/campaigns/" + campaign + "/runs", {{"customer", customer}}).at("id");
    settle();
    return id;
  }
  void activate(const json& definition) {
    answer("PUT", "/v1/campaigns/offer", definition);
    answer("POST", "/v1/campaigns/offer/activate", json::object());
  }
  json pool() { return answer("GET", "/v1/vouchers/gold"); }
  json vars(const std::string& instance) {
    return answer("GET", "/v1/instances/" + instance).at("vars").at("offer");
  }
  int points(const std::string& customer) {
    return answer("GET", "/v1/records/customer/" + customer + "/traits").at("traits").at("points");
  }
  void restart() {
    daemon_.reset();
    start({{"sms", sms}});
  }

  std::shared_ptr<provider> sms = std::make_shared<provider>();
};

} // namespace

TEST_F(offers, a_code_is_good_for_so_long_from_when_it_is_given) {
  given({"A"});
  activate(offer({{"valid_for", "P14D"}}));

  const auto id = begin("offer", "an");

  EXPECT_EQ(vars(id).at("expires_at"), "2026-03-15T02:00:00Z");
  EXPECT_EQ(sms->last().content.text, "A 2026-03-15T02:00:00Z");
  pass("P14D");
  EXPECT_EQ(ask("POST", "/v1/vouchers/gold/codes/A/redeem", "{}").status, 409);
}

TEST_F(offers, a_pool_that_ends_later_is_seen_by_the_codes_that_it_gave) {
  given({"A"}, {{"expires_at", "2026-03-10T00:00:00Z"}});
  activate(offer());
  const auto id = begin("offer", "an");
  const auto tag = ask("GET", "/v1/vouchers/gold").header("etag");

  EXPECT_EQ(ask("PATCH", "/v1/vouchers/gold", R"({"per_person": 0})").status, 422);
  answer("PATCH", "/v1/vouchers/gold", {{"expires_at", "2026-04-10T00:00:00Z"}});
  EXPECT_EQ(
      ask("PATCH", "/v1/vouchers/gold", R"({"expires_at": null})", {{"If-Match", tag}}).status,
      412);

  pass("P20D");
  EXPECT_EQ(answer("GET", "/v1/codes?customer=an").at("items").at(0).at("expires_at"),
            "2026-04-10T00:00:00Z");
  EXPECT_EQ(ask("POST", "/v1/vouchers/gold/codes/A/redeem", "{}").status, 200);
  EXPECT_EQ(vars(id).at("code"), "A");
}

TEST_F(offers, a_person_gets_as_many_as_the_pool_says) {
  given({"A", "B", "C"}, {{"per_person", 1}});
  auto definition = offer({{"on_limit", "had-one"}});
  definition["steps"]["had-one"] = {{"type", "end"}, {"reason", "had one"}};
  activate(definition);

  begin("offer", "an");
  const auto second = begin("offer", "an");

  EXPECT_EQ(answer("GET", "/v1/instances/" + second).at("reason"), "had one");
  EXPECT_EQ(pool().at("free"), 2);
}

TEST_F(offers, a_code_is_bought_with_points_once_through_a_restart) {
  given({"A", "B"});
  grant("an", 700);
  activate(offer({{"points", 500}, {"on_insufficient", "end"}}));

  const auto id = begin("offer", "an");
  restart();
  const auto second = begin("offer", "an");

  EXPECT_EQ(vars(id).at("points"), 500);
  EXPECT_EQ(vars(id).at("balance"), 200);
  EXPECT_EQ(points("an"), 200);
  EXPECT_EQ(answer("GET", "/v1/instances/" + second).at("status"), "completed");
  EXPECT_EQ(pool().at("free"), 1);
}

TEST_F(offers, a_code_and_its_points_go_back_when_nobody_can_be_told) {
  given({"A"});
  grant("bo", 700);
  activate(offer({{"points", 500}}));

  const auto id = begin("offer", "bo");

  EXPECT_EQ(pool().at("free"), 1);
  EXPECT_EQ(points("bo"), 700);
  EXPECT_TRUE(vars(id).contains("returned_at"));
  begin("grant", "an");
  begin("offer", "an");
  EXPECT_EQ(sms->last().content.text, "A ") << "and the next one gets it";
}

TEST_F(offers, a_code_goes_back_when_its_message_is_reported_as_bounced) {
  given({"A"});
  activate(offer());
  const auto id = begin("offer", "an");
  ASSERT_EQ(pool().at("issued"), 1);

  const auto told = ask("POST", "/v1/receipts/sms",
                        json{{"kind", "bounced"}, {"key", sms->got().front()}, {"id", "r1"}}.dump(),
                        {{"x-key", "k"}});
  EXPECT_EQ(told.status, 200) << told.body;
  settle();

  EXPECT_EQ(pool().at("free"), 1);
  EXPECT_TRUE(vars(id).contains("returned_at"));
}

TEST_F(offers, codes_are_made_void_and_their_holders_hear_of_it) {
  given({"A", "B"});
  auto definition = offer();
  definition["exit"] = {{"event", "voucher.voided"}};
  activate(definition);
  const auto id = begin("offer", "an");

  EXPECT_EQ(ask("POST", "/v1/vouchers/gold/void", R"({"codes": ["A", "Z"]})").status, 409);
  const auto told = answer("POST", "/v1/vouchers/gold/void", {{"codes", {"A", "B"}}, {"why", "x"}});
  settle();

  EXPECT_EQ(told.at("voided"), 2);
  EXPECT_EQ(pool().at("void"), 2);
  EXPECT_EQ(answer("GET", "/v1/instances/" + id).at("status"), "cancelled");
  EXPECT_EQ(answer("GET", "/v1/codes?code=A").at("items").at(0).at("state"), "void");
  EXPECT_EQ(ask("GET", "/v1/codes").status, 422);
}

TEST_F(offers, tags_are_added_and_removed_and_start_who_watches_them) {
  given({});
  answer("PUT", "/v1/records/customer/an", {{"tags", {"new", "tea"}}});
  install({{"id", "vips"},
           {"name", "VIPs"},
           {"trigger", {{"type", "record_changed"}, {"record", "customer"}, {"fields", {"tags"}}}},
           {"audience", {{"in", {"vip", {{"var", "customer.tags"}}}}}},
           {"start", "rest"},
           {"steps", {{"rest", {{"type", "delay"}, {"for", "P1D"}, {"next", "end"}}}}}});
  install(
      {{"id", "mark"},
       {"name", "Mark"},
       {"trigger", {{"type", "manual"}}},
       {"start", "mark"},
       {"steps",
        {{"mark", {{"type", "tag"}, {"add", {"vip"}}, {"remove", {"new"}}, {"next", "end"}}}}}});

  begin("mark", "an");

  EXPECT_EQ(answer("GET", "/v1/records/customer/an").at("data").at("tags"), json({"tea", "vip"}));
  EXPECT_EQ(answer("GET", "/v1/instances?campaign=vips").at("items").size(), 1u);
}

TEST_F(offers, a_tier_is_written_without_a_condition) {
  given({});
  install({{"id", "up"},
           {"name", "Up"},
           {"trigger", {{"type", "manual"}}},
           {"start", "up"},
           {"steps", {{"up", {{"type", "tier"}, {"to", "gold"}, {"next", "end"}}}}}});

  begin("up", "an");

  EXPECT_EQ(answer("GET", "/v1/records/customer/an").at("data").at("tier"), "gold");
}

TEST_F(offers, a_message_takes_the_next_channel_that_can_be_paid) {
  given({"A"});
  answer("PUT", "/v1/budget",
         {{"credits", {{"sms", {{"currency", "VND"}, {"prices", {{"send:sms", 450}}}}}}}});
  auto definition = offer();
  definition["steps"]["tell"]["via"] = {"sms", "mailbox"};
  definition["steps"]["tell"]["on_unpaid"] = "next_channel";
  activate(definition);

  begin("offer", "an");

  EXPECT_EQ(mailbox().size(), 1u);
  EXPECT_TRUE(sms->got().empty());
  EXPECT_EQ(answer("GET", "/v1/campaigns/offer").at("state"), "active");
}

TEST_F(offers, a_message_that_no_channel_can_pay_waits_as_ever) {
  given({"A"});
  answer("PUT", "/v1/budget",
         {{"credits", {{"sms", {{"currency", "VND"}, {"prices", {{"send:sms", 450}}}}}}}});
  auto definition = offer();
  definition["steps"]["tell"]["on_unpaid"] = "next_channel";
  activate(definition);

  begin("offer", "an");
  EXPECT_EQ(answer("GET", "/v1/campaigns/offer").at("state"), "paused");
  const auto row = answer("GET", "/v1/campaigns").at("items").at(0);
  EXPECT_EQ(row.at("pause").at("code"), "budget");
  EXPECT_TRUE(row.at("pause").contains("until"));

  answer("POST", "/v1/budget/credits/sms/deposits", {{"amount", 1000}});
  pass("P1D");
  EXPECT_EQ(sms->got().size(), 1u);
}

TEST_F(offers, what_nobody_hears_of_is_settled_after_the_time_of_the_budget) {
  given({"A"});
  sms->answer_with(outcome::unknown);
  answer("PUT", "/v1/budget",
         {{"unheard", {{"after", "P2D"}, {"settle", "release"}}},
          {"tokens", {{"prices", {{"send", 3}}}, {"flexible", {{"year", 100}}}}}});
  activate(offer());

  begin("offer", "an");
  EXPECT_EQ(answer("GET", "/v1/budget").at("unheard").at("count"), 1);
  EXPECT_EQ(answer("GET", "/v1/budget").at("unheard").at("settled_at"), "2026-03-03T02:00:00Z");
  pass("P2D");

  EXPECT_EQ(answer("GET", "/v1/budget").at("unheard").at("count"), 0);
  EXPECT_EQ(answer("GET", "/v1/budget").at("tokens").at("year").at("reserved"), 0);
  EXPECT_EQ(answer("GET", "/v1/budget").at("tokens").at("year").at("spent"), 0);
}

TEST_F(offers, activating_below_the_least_audience_needs_a_word_that_the_audit_keeps) {
  given({"A", "B"});
  answer("PUT", "/v1/send-rules", {{"audience", {{"least", 5}}}});
  answer("PUT", "/v1/campaigns/offer", offer());

  EXPECT_EQ(ask("POST", "/v1/campaigns/offer/activate", "{}").status, 409);
  EXPECT_EQ(answer("GET", "/v1/campaigns/offer/audience").at("least"), 5);
  answer("POST", "/v1/campaigns/offer/activate",
         {{"override", {"audience_too_small"}}, {"why", "a trial"}});

  const auto audited = answer("GET", "/v1/audit?what=campaign.active&target=offer").at("items");
  ASSERT_FALSE(audited.empty());
  EXPECT_EQ(audited.at(0).at("why"), "a trial; overrides audience_too_small (least 5, people 2)");
}

TEST_F(offers, a_slot_recommends_by_the_rule_of_the_shop) {
  given({});
  const auto product = [&](const std::string& id, json data) {
    data.update({{"category", "tea"}, {"price", 100}, {"stock", data.value("stock", 9)}});
    answer("PUT", "/v1/records/product/" + id, data);
  };
  product("seen", {{"brand", "a"}});
  product("p1", json::object());
  product("p2", {{"brand", "a"}});
  product("p3", {{"brand", "a"}, {"stock", 1}});
  answer(
      "PUT", "/v1/records/product_view/1",
      {{"customer_id", "an"}, {"product_id", "seen"}, {"viewed_at", "2026-03-01T08:00:00+07:00"}});
  answer("PUT", "/v1/recommendations/rules/home",
         {{"count", 2},
          {"attributes", {{"brand", 1}}},
          {"exclude", {{"where", json::parse(R"({"<": [{"var": "product.stock"}, 3]})")}}}});

  const auto told = answer("GET", "/v1/recommendations?customer=an&slot=home");

  EXPECT_EQ(told.at("version"), 1);
  EXPECT_EQ(told.at("reasons"), json::parse(R"([
    {"id": "p2", "code": "similar", "shared": 1}, {"id": "p1", "code": "similar"}])"));
  EXPECT_EQ(answer("GET", "/v1/recommendations?customer=an&slot=home"), told);
  EXPECT_EQ(ask("PUT", "/v1/recommendations/rules/home", R"({"count": 99})").status, 422);
  answer("DELETE", "/v1/recommendations/rules/home");
  EXPECT_EQ(answer("GET", "/v1/recommendations?customer=an&slot=home").at("version"), 0);
}

} // namespace sojourn::tests
