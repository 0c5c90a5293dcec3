// What operators see of one customer: finding them, their timeline, the list of events.
#include "sends_fixture.hpp"

namespace sojourn::tests {

namespace {

class customers_seen : public sends {
protected:
  json timeline(const std::string& id, const std::string& query = {}) {
    return answer("GET", "/v1/records/customer/" + id + "/timeline" + query);
  }
  static std::vector<std::string> kinds(const json& page) {
    std::vector<std::string> found;
    for (const auto& item : page.at("items"))
      found.push_back(item.at("kind"));
    return found;
  }
};

} // namespace

TEST_F(customers_seen, a_timeline_holds_everything_that_happened_the_newest_first) {
  given(sending_campaign("news"));
  pass("PT1H");
  answer("PATCH", "/v1/records/customer/an", {{"tier", "gold"}});
  pass("PT1H");
  answer("PUT", "/v1/records/customer/an/consents",
         {{"channel", "sms"}, {"purpose", "promotional"}, {"state", "given"}});
  pass("PT1H");
  begin();
  receipt({{"kind", "read"}, {"provider_id", "p-1"}});
  pass("PT1H");
  answer("PUT", "/v1/records/order/o-1",
         {{"customer_id", "an"}, {"amount", 5}, {"placed_at", "2026-03-01T12:30:00+07:00"}});
  pay(); // at 13:00

  const auto shown = timeline("an");

  EXPECT_EQ(kinds(shown),
            (std::vector<std::string>{"event", "order", "send", "instance", "consent", "change"}));
  const auto& items = shown.at("items");
  EXPECT_EQ(items.at(0).at("what").at("type"), "order.paid");
  EXPECT_EQ(items.at(1).at("what").at("id"), "o-1");
  EXPECT_EQ(items.at(2).at("what").at("channel"), "sms");
  EXPECT_TRUE(items.at(2).at("what").contains("read_at"));
  EXPECT_EQ(items.at(3).at("what").at("status"), "converted");
  EXPECT_EQ(items.at(4).at("what").at("state"), "given");
  EXPECT_EQ(items.at(5).at("what").at("changes"),
            json({{"tier", {{"from", nullptr}, {"to", "gold"}}}}));
  EXPECT_EQ(ask("GET", "/v1/records/customer/nobody/timeline").status, 404);
}

TEST_F(customers_seen, a_timeline_is_paged_without_losing_or_repeating_what_came_at_one_instant) {
  given(sending_campaign("news"));
  for (int i = 0; i < 5; ++i)
    begin(); // the clock stands
  json seen = json::array();
  std::string cursor;
  int pages = 0;
  do {
    const auto page = timeline("an", "?limit=3" + (cursor.empty() ? "" : "&cursor=" + cursor));
    for (const auto& item : page.at("items"))
      seen.push_back(item);
    cursor = page.at("next_cursor").is_null() ? "" : page.at("next_cursor").get<std::string>();
  } while (!cursor.empty() && ++pages < 10);

  EXPECT_EQ(seen.size(), 10u) << "five instances and five messages";
  for (std::size_t i = 0; i < seen.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_NE(seen.at(i), seen.at(j));
  }
}

TEST_F(customers_seen, a_customer_is_found_by_what_somebody_types) {
  start();
  answer("PUT", "/v1/records/customer/42", {{"name", "Trần Thị Ánh"}, {"phone", "0901234567"}});

  const auto by_name = answer("GET", "/v1/records/customer?q=tran%20anh").at("items");
  ASSERT_EQ(by_name.size(), 1u);
  EXPECT_EQ(by_name.at(0).at("id"), "42");
  EXPECT_EQ(by_name.at(0).at("matched"), "name");
  EXPECT_EQ(answer("GET", "/v1/records/customer?q=0901%20234").at("items").at(0).at("matched"),
            "phone");
  EXPECT_EQ(ask("GET", "/v1/records/order?q=x").status, 422);
  EXPECT_EQ(ask("GET", "/v1/records/customer?q=x&data.tier=gold").status, 422);
}

TEST_F(customers_seen, a_name_is_found_however_its_letters_are_typed) {
  start();
  answer("PUT", "/v1/records/customer/pat", {{"name", "Pat O’Brien"}});
  answer("PUT", "/v1/records/customer/ali", {{"name", "Işıl Çelik"}});
  answer("PUT", "/v1/records/customer/dao", {{"name", "Đặng Đào"}});
  const auto found = [this](const std::string& typed) {
    std::vector<std::string> ids;
    const auto page = answer("GET", "/v1/records/customer?q=" + typed);
    for (const auto& one : page.at("items"))
      ids.push_back(one.at("id"));
    return ids;
  };
  using ids = std::vector<std::string>;

  for (const auto* typed :
       {"O%27Brien", "O%E2%80%99Brien", "obrien", "brien%20pat", "pat%20obrien"})
    EXPECT_EQ(found(typed), ids{"pat"}) << typed;
  for (const auto* typed : {"isil", "I%C5%9EIL", "%C4%B0sil%20celik"})
    EXPECT_EQ(found(typed), ids{"ali"}) << typed;
  for (const auto* typed : {"dang", "%C4%90ang%20dao", "%C3%90ao"}) // with the eth of older texts
    EXPECT_EQ(found(typed), ids{"dao"}) << typed;
  EXPECT_EQ(found("%25"), ids{});
}

TEST_F(customers_seen, an_erased_customer_has_no_timeline_and_is_not_found) {
  given(sending_campaign("news"));
  answer("PATCH", "/v1/records/customer/an", {{"name", "Nguyễn An"}});
  begin();
  answer("DELETE", "/v1/records/customer/an");
  settle();

  EXPECT_EQ(answer("GET", "/v1/records/customer?q=nguyen").at("items"), json::array());
  EXPECT_EQ(ask("GET", "/v1/records/customer/an/timeline").status, 404);
}

TEST_F(customers_seen, events_are_listed_newest_first_by_subject_type_time_and_text) {
  start();
  const auto publish = [&](const std::string& id, const std::string& type,
                           const std::string& subject, const json& data) {
    const auto response = ask("POST", "/v1/events", data.dump(),
                              {{"ce-specversion", "1.0"},
                               {"ce-type", type},
                               {"ce-source", "/shop"},
                               {"ce-id", id},
                               {"ce-subject", subject}});
    EXPECT_EQ(response.status, 202) << response.body;
  };
  publish("1", "order.paid", "customer:an", {{"total", 100}});
  pass("PT1H");
  publish("2", "order.paid", "customer:binh", {{"total", 200}});
  publish("3", "cart.left", "customer:an", {{"items", 2}});
  const auto ids = [&](const std::string& query) {
    std::vector<std::string> found;
    const auto page = answer("GET", "/v1/events" + query);
    for (const auto& event : page.at("items"))
      found.push_back(event.at("id"));
    return found;
  };
  using list = std::vector<std::string>;

  EXPECT_EQ(ids(""), (list{"3", "2", "1"}));
  EXPECT_EQ(ids("?subject=customer:an"), (list{"3", "1"}));
  EXPECT_EQ(ids("?type=order.paid"), (list{"2", "1"}));
  EXPECT_EQ(ids("?subject=customer:an&type=order.paid"), list{"1"});
  EXPECT_EQ(ids("?q=%22total%22:200"), list{"2"});
  EXPECT_EQ(ids("?from=2026-03-01T10:00:00%2B07:00"), (list{"3", "2"}));
  EXPECT_EQ(ids("?to=2026-03-01T10:00:00%2B07:00"), list{"1"});
  const auto first = answer("GET", "/v1/events?limit=2");
  EXPECT_EQ(first.at("items").size(), 2u);
  EXPECT_EQ(answer("GET", "/v1/events?limit=2&cursor=" + first.at("next_cursor").get<std::string>())
                .at("items")
                .size(),
            1u);
}

} // namespace sojourn::tests
