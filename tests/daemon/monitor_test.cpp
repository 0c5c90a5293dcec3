// The data monitor over HTTP: what cards and campaigns brought, and who is behind it.
#include "boosters_fixture.hpp"
#include "sends_fixture.hpp"

#include <set>

namespace sojourn::tests {

namespace {

/// A 9.9 booster whose card of the day was sent to three carts.
class monitored_booster_test : public booster_daemon {
protected:
  void send_the_card(int customers) {
    set_up();
    create_codes(customers);
    with_carts(customers);
    switch_card("day-in-cart", "on");
    clock_to("2026-09-09T10:00:00+07:00");
    settle();
    ASSERT_EQ(reached().size(), static_cast<std::size_t>(customers));
  }
  json figures(const std::string& more = "") {
    return answer("GET", "/v1/monitor?booster=9-9" + more);
  }
};

/// A 9.9 booster whose cards go by SMS, so that receipts come back.
class monitored_sale_test : public booster_daemon {
protected:
  void set_up_sale(int customers) {
    start({{"sms", sms}});
    evaluate(good_inputs());
    auto document = sale();
    document["via"] = {"sms"};
    answer("PUT", "/v1/boosters/9-9", document);
    answer("POST", "/v1/boosters/9-9/setup", json::object());
    create_codes(2 * customers);
    with_carts(customers);
    for (int i = 0; i < customers; ++i)
      answer("PATCH", "/v1/records/customer/c" + std::to_string(i),
             {{"phone", "8490000000" + std::to_string(i)}});
  }
  void send_card(const std::string& id) {
    switch_card(id, "on");
    clock_to(card(id).at("at"));
    settle();
  }
  void receipt(const std::string& kind, const std::string& card, const std::string& customer) {
    const auto sent =
        answer("GET", "/v1/sends?campaign=9-9." + card + "&subject=customer:" + customer);
    ASSERT_EQ(sent.at("items").size(), 1u) << card << " to " << customer;
    const json body{{"kind", kind}, {"key", sent.at("items").at(0).at("tracking")}};
    ASSERT_EQ(ask("POST", "/v1/receipts/sms", body.dump(), {{"x-key", "open sesame"}}).status, 200);
    settle();
  }
  void order(const std::string& id, const std::string& customer, int amount,
             const std::string& status = "paid") {
    answer("PUT", "/v1/records/order/" + id,
           {{"customer_id", customer},
            {"status", status},
            {"amount", amount},
            {"currency", "VND"},
            {"paid_at", answer("GET", "/v1/clock").at("now")}});
  }

  std::shared_ptr<provider> sms = std::make_shared<provider>();
};

class monitored_campaign_test : public sends {
protected:
  void order(const std::string& id, const std::string& status, const std::string& amount,
             const std::string& paid_at, const std::string& currency = "VND") {
    answer("PUT", "/v1/records/order/" + id,
           {{"customer_id", "an"},
            {"status", status},
            {"amount", json::parse(amount)},
            {"currency", currency},
            {"paid_at", paid_at}});
  }
  json totals(const std::string& campaign, const std::string& more = "") {
    return answer("GET", "/v1/monitor?campaign=" + campaign + more).at("totals").at("figures");
  }
};

} // namespace

TEST_F(monitored_booster_test, tells_what_each_phase_and_group_got_and_who_that_was) {
  send_the_card(3);

  const auto shown = figures("&by=phase,group");

  ASSERT_EQ(shown.at("rows").size(), 1u);
  EXPECT_EQ(shown.at("rows").at(0).at("phase"), "day");
  EXPECT_EQ(shown.at("rows").at(0).at("figures").at("sent"), 3);
  EXPECT_EQ(shown.at("totals").at("figures").at("messages"), 3);
  EXPECT_EQ(shown.at("totals").at("figures").at("read_rate").at("of"), 3);
  EXPECT_EQ(shown.at("timezone"), "Asia/Ho_Chi_Minh");
  EXPECT_EQ(figures("&by=day").at("rows").at(0).at("day"), "2026-09-09");
  EXPECT_EQ(figures("&phase=teasing").at("totals").at("figures").at("sent"), 0);

  const std::string behind = "/v1/monitor/customers?booster=9-9&figure=sent&limit=2";
  const auto first = answer("GET", behind);
  ASSERT_EQ(first.at("items").size(), 2u);
  const auto second =
      answer("GET", behind + "&cursor=" + first.at("next_cursor").get<std::string>());
  ASSERT_EQ(second.at("items").size(), 1u);
  std::set<std::string> listed;
  for (const auto& items : {first.at("items"), second.at("items")}) {
    for (const auto& one : items)
      listed.insert(one.at("subject"));
  }
  EXPECT_EQ(listed, (std::set<std::string>{"customer:c0", "customer:c1", "customer:c2"}));
  EXPECT_TRUE(second.at("next_cursor").is_null());
}

TEST_F(monitored_sale_test, orders_and_money_add_up_over_its_phases_and_persons_do_not) {
  set_up_sale(3);
  send_card("before-in-cart");
  receipt("clicked", "before-in-cart", "c0");
  order("early", "c0", 100'000);
  send_card("day-in-cart");
  receipt("read", "day-in-cart", "c0");
  receipt("clicked", "day-in-cart", "c1");
  order("late", "c0", 250'000);
  order("returned", "c1", 30'000, "refunded");
  order("of-nobodys", "c2", 999);

  const auto shown = answer("GET", "/v1/monitor?booster=9-9&by=phase");

  const auto& totals = shown.at("totals").at("figures");
  ASSERT_EQ(shown.at("rows").size(), 2u);
  std::int64_t orders = 0;
  std::int64_t amount = 0;
  std::int64_t persons = 0;
  for (const auto& row : shown.at("rows")) {
    orders += row.at("figures").at("orders").get<std::int64_t>();
    amount += std::stoll(row.at("figures").at("amount").at("VND").get<std::string>());
    persons += row.at("figures").at("sent").get<std::int64_t>();
  }
  EXPECT_EQ(orders, 3);
  EXPECT_EQ(totals.at("orders"), orders);
  EXPECT_EQ(totals.at("amount").at("VND"), std::to_string(amount));
  EXPECT_EQ(totals.at("refunded").at("VND"), "30000");
  EXPECT_EQ(persons, 6);
  EXPECT_EQ(totals.at("sent"), 3) << "each once, whatever they got";
  EXPECT_EQ(shown.at("rows").at(0).at("phase"), "before");
  EXPECT_EQ(shown.at("rows").at(0).at("figures").at("orders"), 1);
  EXPECT_EQ(answer("GET", "/v1/monitor/groups").at("groups").at(0).at("figures").at("buyers"), 2);
}

TEST_F(monitored_booster_test, compares_an_event_with_an_earlier_one_and_ranks_their_groups) {
  send_the_card(2);
  auto later = sale();
  later["date"] = "2026-10-10";
  answer("PUT", "/v1/boosters/10-10", later);

  const auto shown =
      answer("GET", "/v1/monitor?booster=10-10&by=group&compare_with=9-9").at("totals");

  EXPECT_EQ(shown.at("figures").at("sent"), 0);
  EXPECT_EQ(shown.at("before").at("sent"), 2);
  EXPECT_EQ(shown.at("change").at("sent"), -1.0);
  const auto ranked = answer("GET", "/v1/monitor/groups?before=10-10");
  EXPECT_EQ(ranked.at("boosters"), json::array({"9-9"}));
  ASSERT_EQ(ranked.at("groups").size(), 1u);
  EXPECT_EQ(ranked.at("groups").at(0).at("figures").at("sent"), 2);
  EXPECT_EQ(answer("GET", "/v1/monitor/groups?before=9-9").at("groups"), json::array());
}

TEST_F(monitored_campaign_test, credits_an_order_once_also_when_receipts_and_orders_come_late) {
  given(sending_campaign("news"));
  install(sending_campaign("more"));
  begin("news");
  pass("PT1H");
  begin("more");
  // The orders are known before anybody hears of the receipts.
  order("1", "paid", "300000", "2026-03-01T12:00:00+07:00");
  order("2", "refunded", "19.99", "2026-03-01T13:00:00+07:00", "USD");
  order("3", "paid", "900000", "2026-03-20T12:00:00+07:00"); // long after
  EXPECT_EQ(totals("news").at("orders"), 0);

  receipt({{"kind", "read"}, {"provider_id", "p-2"}});
  EXPECT_EQ(totals("more").at("orders"), 2);
  receipt({{"kind", "clicked"}, {"provider_id", "p-1"}});

  const auto news = totals("news", "&by=step,channel");
  EXPECT_EQ(news.at("sent"), 1);
  EXPECT_EQ(news.at("clicked"), 1);
  EXPECT_EQ(news.at("orders"), 2);
  EXPECT_EQ(news.at("buyers"), 1);
  EXPECT_EQ(news.at("amount"), (json{{"USD", "19.99"}, {"VND", "300000"}}));
  EXPECT_EQ(news.at("refunded"), (json{{"USD", "19.99"}}));
  EXPECT_EQ(news.at("conversion"), (json{{"count", 1}, {"of", 1}, {"ratio", 1.0}}));
  EXPECT_EQ(totals("more").at("orders"), 0) << "a click counts before a later read";
  EXPECT_EQ(totals("news", "&window=PT1H").at("orders"), 0);
  EXPECT_EQ(totals("news", "&to=2026-02-01T00:00:00Z").at("sent"), 0);
  // The same as the results of the campaign.
  const auto results = answer("GET", "/v1/campaigns/news/results");
  for (const auto* figure :
       {"sent", "delivered", "read", "clicked", "buyers", "orders", "amount", "refunded"})
    EXPECT_EQ(news.at(figure), results.at(figure)) << figure;
  const auto buyers =
      answer("GET", "/v1/monitor/customers?campaign=news&figure=refunded").at("items");
  ASSERT_EQ(buyers.size(), 1u);
  EXPECT_EQ(buyers.at(0).at("name"), "An");
  EXPECT_EQ(buyers.at(0).at("refunded_orders"), 1);
}

TEST_F(monitored_campaign_test, gives_series_and_tables_for_spreadsheets) {
  given(sending_campaign("news"));
  begin("news");
  receipt({{"kind", "read"}, {"provider_id", "p-1"}});
  const std::string asked = "/v1/series?campaign=news&from=2026-03-01T00:00:00%2B07:00"
                            "&to=2026-03-03T00:00:00%2B07:00";

  const auto points = answer("GET", asked).at("points");

  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points.at(0).at("at"), "2026-03-01T00:00:00+07:00");
  EXPECT_EQ(points.at(0).at("sends"), 1);
  EXPECT_EQ(points.at(0).at("reads"), 1);
  EXPECT_EQ(points.at(0).at("starts"), 1);
  EXPECT_EQ(points.at(1).at("sends"), 0);
  EXPECT_EQ(answer("GET", asked + "&unit=hour").at("points").size(), 48u);

  const auto table = ask("GET", "/v1/monitor?campaign=news&by=step", {}, {{"Accept", "text/csv"}});
  EXPECT_EQ(table.status, 200);
  EXPECT_EQ(table.body.substr(0, 13), "row,step,mess") << table.body;
  EXPECT_NE(table.body.find("\r\nrow,tell,1,1,1,1,0,0,0,0,1.0,"), std::string::npos) << table.body;
  EXPECT_EQ(ask("GET", asked + "&format=csv").body.substr(0, 9), "at,sends,");
}

TEST_F(monitored_campaign_test, refuses_what_cannot_be_told_apart_or_found) {
  given(sending_campaign("news"));
  const auto status = [&](const std::string& query) {
    return ask("GET", "/v1/monitor" + query).status;
  };

  EXPECT_EQ(status("?campaign=nothing"), 404);
  EXPECT_EQ(status("?booster=nothing"), 404);
  EXPECT_EQ(status("?library=nothing"), 404);
  EXPECT_EQ(status("?library=welcome"), 200);
  for (const auto* query :
       {"", "?campaign=news&booster=9-9", "?campaign=news&by=phase", "?campaign=news&by=weather",
        "?campaign=news&day=tomorrow", "?campaign=news&by=day&compare_with=news"})
    EXPECT_EQ(status(query), status("?campaign=news&by=phase")) << query;
  EXPECT_GE(status("?campaign=news&by=phase"), 400);
  const auto refused = json::parse(ask("GET", "/v1/monitor?campaign=news&window=P1Y").body);
  EXPECT_EQ(refused.at("errors").at(0).at("pointer"), "/window");
}

} // namespace sojourn::tests
