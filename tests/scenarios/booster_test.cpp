// The cards of a 9.9 booster of the library: four phases of messages to the groups of each.
#include "tests/places.hpp"
#include "tests/scenarios/library_shop.hpp"

#include <set>

namespace sojourn::scenarios {

namespace {

constexpr auto begin = "2026-08-25T12:00:00+07:00";

/// What a card is installed with: its own examples.
json parameters_of(const std::string& card) {
  const auto scenario = read_json("library/booster-" + card + ".json");
  auto given = json::object();
  for (const auto& [name, schema] : scenario.at("parameters").at("properties").items()) {
    if (schema.contains("examples"))
      given[name] = schema.at("examples").at(0);
  }
  return given;
}

json campaign(mortal_daemon& shop, const std::string& card) {
  return draft_of(shop, "booster-" + card, parameters_of(card));
}

/// Every message card that is shipped.
std::set<std::string> cards() {
  const std::string prefix = "booster-";
  std::set<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator{
           std::filesystem::path{tests::source_folder()} / "library"}) {
    if (const auto name = file.path().stem().string(); name.starts_with(prefix))
      names.insert(name.substr(prefix.size()));
  }
  return names;
}

void record(mortal_daemon& shop, const std::string& type, const std::string& id, const json& data) {
  shop.answer("PUT", "/v1/records/" + type + "/" + id, data);
}

json order(const std::string& customer, const std::string& paid_at) {
  return {{"customer_id", customer},
          {"status", "paid"},
          {"placed_at", paid_at},
          {"paid_at", paid_at},
          {"amount", 100}};
}

json unpaid_order(const std::string& customer) {
  return {{"customer_id", customer},
          {"status", "placed"},
          {"placed_at", "2026-09-08T20:00:00+07:00"},
          {"amount", 100}};
}

/// What the marketplace says of a shop that may run a booster.
json eligible() {
  return {{"positive_rating", 0.85},
          {"chat_response", 0.85},
          {"revenue_30_days_usd", 500.01},
          {"approved_skus", 5}};
}

void customers(mortal_daemon& shop, const std::vector<std::string>& names) {
  for (const auto& name : names)
    record(shop, "customer", name, {{"language", "en"}});
}

/// One of each group, with what makes them that.
void one_of_each_group(mortal_daemon& shop) {
  customers(shop, {"inactive", "frequent", "first", "follower", "wishes", "new", "carts", "buyer"});
  record(shop, "product", "oolong", {{"category", "tea"}});
  record(shop, "order", "i-1", order("inactive", "2026-04-01T09:00:00+07:00"));
  for (const std::string month : {"6", "7", "8"})
    record(shop, "order", "f-" + month, order("frequent", "2026-0" + month + "-10T09:00:00+07:00"));
  record(shop, "order", "1-1", order("first", "2026-08-10T09:00:00+07:00"));
  record(shop, "follow", "fo-1", {{"customer_id", "follower"}, {"shop_id", "ours"}});
  record(shop, "wishlist_item", "w-1",
         {{"customer_id", "wishes"},
          {"product_id", "cup"},
          {"added_at", "2026-08-20T09:00:00+07:00"}});
  record(shop, "product_view", "v-1",
         {{"customer_id", "new"},
          {"product_id", "oolong"},
          {"viewed_at", "2026-08-24T09:00:00+07:00"}});
  record(shop, "cart", "c-1",
         {{"customer_id", "carts"},
          {"changed_at", "2026-08-25T09:00:00+07:00"},
          {"lines", {{{"sku", "cup"}, {"quantity", 2}}}}});
}

void codes(mortal_daemon& shop, const std::vector<std::string>& codes) {
  fill_pool(shop, "booster", codes);
}

/// What was sent: when, to whom, of which card, and the text.
json sent(mortal_daemon& shop) {
  json told = json::array();
  for (const auto& mail : shop.mailbox())
    told.push_back({mail.at("at"), mail.at("subject"), mail.at("text")});
  std::sort(told.begin(), told.end());
  return told;
}

json fates(mortal_daemon& shop, const std::string& card) {
  json told = json::array();
  for (const auto& one : shop.items("/v1/instances?limit=1000&campaign=booster-" + card))
    told.push_back({one.at("subject"), one.at("status"), one.value("reason", "")});
  std::sort(told.begin(), told.end());
  return told;
}

} // namespace

TEST(a_booster, tells_each_group_of_each_phase_at_its_time_and_nobody_twice) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    record(shop, "shop", "ours", eligible());
    codes(shop, {"B-1", "B-2", "B-3", "B-4", "B-5"});
    one_of_each_group(shop);
    for (const auto& card : cards())
      run_scenario(shop, "booster-" + card, parameters_of(card));
    shop.clock_to("2026-09-10T12:00:00+07:00");
    auto delivered = order("buyer", "2026-09-09T13:00:00+07:00");
    delivered.update({{"status", "delivered"},
                      {"delivered_at", "2026-09-11T09:00:00+07:00"},
                      {"lines", {{{"sku", "cup"}, {"quantity", 1}}}}});
    record(shop, "order", "b-1", delivered);
    shop.clock_to("2026-09-20T12:00:00+07:00");

    const auto told = sent(shop);
    EXPECT_EQ(told, json::parse(R"([
      ["2026-08-26T03:00:00Z", "customer:wishes",
       "What is on your wishlist gets a better price on 9.9."],
      ["2026-08-27T03:00:00Z", "customer:new", "Follow the shop, and you will not miss 9.9."],
      ["2026-08-28T13:00:00Z", "customer:carts",
       "Keep the 2 items in your cart: their price on 9.9 will be better."],
      ["2026-08-29T03:00:00Z", "customer:new",
       "The tea that you looked at gets a better price on 9.9."],
      ["2026-09-03T03:00:00Z", "customer:inactive", "The code B-1 is yours for 9.9."],
      ["2026-09-04T03:00:00Z", "customer:frequent", "The code B-2 says thank you on 9.9."],
      ["2026-09-04T13:00:00Z", "customer:first",
       "The code B-3 is for your second order, on 9.9."],
      ["2026-09-05T03:00:00Z", "customer:wishes", "What is on your wishlist is cheaper on 9.9."],
      ["2026-09-06T03:00:00Z", "customer:new", "The code B-4 is for your first order, on 9.9."],
      ["2026-09-07T03:00:00Z", "customer:follower",
       "Who follows the shop sees the prices of 9.9 first."],
      ["2026-09-09T03:00:00Z", "customer:carts", "2 items wait in your cart; the code is B-5."],
      ["2026-09-09T05:00:00Z", "customer:wishes", "What is on your wishlist is cheaper today."],
      ["2026-09-16T03:00:00Z", "customer:buyer", "Tell others about what you received."]])"));
    return told;
  });
}

TEST(a_booster, leaves_those_alone_who_pay_between_the_freezing_and_the_sending) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    record(shop, "shop", "ours", eligible());
    customers(shop, {"pays", "quietly", "later"});
    shop.install(campaign(shop, "day-unpaid")); // frozen at 07:30, sent from 08:00 on
    shop.clock_to("2026-09-08T20:00:00+07:00");
    for (const std::string who : {"pays", "quietly", "later"})
      record(shop, "order", who + "-1", unpaid_order(who));
    shop.clock_to("2026-09-09T07:30:00+07:00");
    json told =
        json::array({shop.items("/v1/campaigns/booster-day-unpaid/runs").at(0).at("members")});
    EXPECT_EQ(told[0], 3);

    shop.clock_to("2026-09-09T07:45:00+07:00");
    shop.event("pay-1", "order.paid", "customer:pays", {{"order", "pays-1"}});
    shop.clock_to("2026-09-09T07:45:01+07:00");
    told.push_back(fates(shop, "day-unpaid"));
    EXPECT_EQ(told[1][1], json({"customer:pays", "cancelled", "exit: order.paid"})) << "at once";
    // Whose shop tells of it by the record alone leaves by the event that the record causes.
    record(shop, "order", "quietly-1", order("quietly", "2026-09-09T07:50:00+07:00"));
    customers(shop, {"too-late"});
    record(shop, "order", "too-late-1", unpaid_order("too-late"));
    shop.clock_to("2026-09-09T08:00:00+07:00");

    told.push_back(sent(shop));
    EXPECT_EQ(told[2], json::parse(R"([
      ["2026-09-09T01:00:00Z", "customer:later", "Your order is not paid yet."]])"));
    shop.clock_to("2026-09-10T08:00:00+07:00");
    shop.event("pay-2", "order.paid", "customer:later", {{"order", "later-1"}});
    shop.clock_to("2026-09-13T08:00:00+07:00");
    told.push_back(fates(shop, "day-unpaid"));
    EXPECT_EQ(told[3], json::parse(R"([
      ["customer:later", "converted", "goal: order.paid"],
      ["customer:pays", "cancelled", "exit: order.paid"],
      ["customer:quietly", "cancelled", "exit: order.paid"]])"));
    return told;
  });
}

TEST(a_booster, takes_a_message_back_that_waits_for_its_next_attempt_when_the_order_is_paid) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    record(shop, "shop", "ours", eligible());
    customers(shop, {"pays"});
    auto card = campaign(shop, "day-unpaid");
    // A provider that answers nobody, so that the message waits for its next attempt. A PUT, which
    // a death in the middle of it may repeat.
    card["steps"]["tell"] = {{"type", "http"},
                             {"method", "PUT"},
                             {"url", "http://127.0.0.1:9/messages"},
                             {"retry", {{"max_attempts", 20}, {"initial", "PT10M"}, {"jitter", 0}}},
                             {"next", "monitor"}};
    card["steps"].erase("unreachable");
    card.erase("messages");
    shop.install(card);
    shop.clock_to("2026-09-08T20:00:00+07:00");
    record(shop, "order", "pays-1", unpaid_order("pays"));
    shop.clock_to("2026-09-09T08:05:00+07:00");
    auto told = fates(shop, "day-unpaid");
    EXPECT_EQ(told, json::parse(R"([["customer:pays", "waiting", ""]])"));
    const auto attempts = shop.journaled("effect_requested");
    EXPECT_GE(attempts, 1);
    shop.event("pay-1", "order.paid", "customer:pays", {{"order", "pays-1"}});
    shop.clock_to("2026-09-09T12:00:00+07:00");
    EXPECT_EQ(shop.journaled("effect_requested"), attempts) << "nobody tries again";
    told.push_back(fates(shop, "day-unpaid"));
    EXPECT_EQ(told.back(), json::parse(R"([["customer:pays", "cancelled", "exit: order.paid"]])"));
    return told;
  });
}

TEST(a_booster, tells_no_more_of_a_group_than_its_cap) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    record(shop, "shop", "ours", eligible());
    customers(shop, {"a", "b", "c"});
    for (const std::string who : {"a", "b", "c"})
      record(shop, "follow", who, {{"customer_id", who}, {"shop_id", "ours"}});
    auto card = campaign(shop, "teasing-follower");
    card["steps"]["cap"]["cases"][0]["up_to"] = 2;
    shop.install(card);
    shop.clock_to("2026-09-12T10:00:00+07:00");

    std::map<std::string, int> reasons;
    for (const auto& one : fates(shop, "teasing-follower"))
      ++reasons[one.at(2)];
    EXPECT_EQ(sent(shop).size(), 2u);
    EXPECT_EQ(reasons, (std::map<std::string, int>{{"", 2}, {"over the cap", 1}}));
    return json{sent(shop).size(), reasons};
  });
}

TEST(a_booster, enters_nobody_for_a_shop_that_may_not_send) {
  const std::vector<std::pair<std::string, json>> short_of{{"positive_rating", 0.849},
                                                           {"chat_response", 0.849},
                                                           {"revenue_30_days_usd", 500},
                                                           {"approved_skus", 4}};
  expect_same_through_deaths(begin, [&](mortal_daemon& shop) {
    customers(shop, {"a"});
    record(shop, "follow", "a", {{"customer_id", "a"}, {"shop_id", "ours"}});
    auto told = json::array();
    const auto tell = [&](const std::string& name) {
      auto card = campaign(shop, "teasing-follower");
      const auto id = "booster-" + name;
      card["id"] = id;
      card["trigger"] = {{"type", "manual"}};
      shop.install(card);
      shop.answer("POST", "/v1/campaigns/" + id + "/runs", {{"audience", "now"}});
      shop.answer("POST", "/v1/clock", {{"advance", "PT1H"}});
      told.push_back({name, shop.items("/v1/campaigns/" + id + "/runs").at(0).at("members")});
    };
    tell("without-a-record");
    for (const auto& [field, value] : short_of) {
      auto low = eligible();
      low[field] = value;
      record(shop, "shop", "ours", low);
      tell(field == "revenue_30_days_usd" ? "revenue" : field);
    }
    record(shop, "shop", "ours", eligible());
    tell("eligible");
    EXPECT_EQ(told, json::parse(R"([["without-a-record", 0], ["positive_rating", 0],
                                    ["chat_response", 0], ["revenue", 0], ["approved_skus", 0],
                                    ["eligible", 1]])"));
    return told;
  });
}

TEST(a_booster, sends_nothing_when_the_shop_loses_its_right_after_the_freezing) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    record(shop, "shop", "ours", eligible());
    customers(shop, {"waits"});
    record(shop, "order", "waits-1", unpaid_order("waits"));
    shop.install(campaign(shop, "day-unpaid")); // frozen at 07:30, sent from 08:00 on
    shop.clock_to("2026-09-09T07:30:00+07:00");
    auto low = eligible();
    low["chat_response"] = 0.6;
    record(shop, "shop", "ours", low);
    shop.clock_to("2026-09-09T08:00:00+07:00");

    EXPECT_EQ(sent(shop), json::array());
    const auto told = fates(shop, "day-unpaid");
    EXPECT_EQ(told, json::parse(R"([["customer:waits", "completed", "the shop may not send"]])"));
    return told;
  });
}

} // namespace sojourn::scenarios
