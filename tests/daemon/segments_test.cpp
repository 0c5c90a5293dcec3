// Segments over HTTP: saved, counted, explained, and used by campaigns.
#include "whole_daemon.hpp"

namespace sojourn::tests {

namespace {

const json loyal = json::parse(R"({"name": "Loyal, not diamond", "condition": {"and": [
    {">=": [{"count": [{"var": "paid_orders"}, {"within": [{"var": "paid_at"}, "P180D"]}]}, 2]},
    {"!=": [{"var": "customer.tier"}, "diamond"]}]}})");

class segments : public whole_daemon {
protected:
  /// c0 … c11: every second one with two paid orders of February, every third one diamond.
  void add_customers() {
    for (int i = 0; i < 12; ++i) {
      const auto id = "c" + std::to_string(i);
      answer("PUT", "/v1/records/customer/" + id,
             {{"tier", i % 3 == 0 ? "diamond" : "gold"}, {"name", "N" + std::to_string(i)}});
      for (int k = 0; k < (i % 2 == 0 ? 2 : 1); ++k)
        answer("PUT", "/v1/records/order/" + id + "-" + std::to_string(k),
               {{"customer_id", id},
                {"status", "paid"},
                {"paid_at", "2026-02-1" + std::to_string(k) + "T09:00:00Z"}});
    }
  }
  json refusal(const std::string& method, const std::string& target, const json& body, int status) {
    const auto response = ask(method, target, body.is_null() ? "" : body.dump());
    EXPECT_EQ(response.status, status) << response.body;
    return json::parse(response.body);
  }
  std::vector<std::string> members(const std::string& id, int limit) {
    std::vector<std::string> all;
    std::string cursor;
    do {
      const auto page =
          answer("GET", "/v1/segments/" + id + "/members?limit=" + std::to_string(limit) +
                            (cursor.empty() ? "" : "&cursor=" + cursor));
      for (const auto& each : page.at("items"))
        all.push_back(each.at("customer"));
      cursor = page.value("next_cursor", json()).is_string()
                   ? page.at("next_cursor").get<std::string>()
                   : "";
    } while (!cursor.empty());
    return all;
  }
};

json manual_campaign(const json& audience, const json& steps, const std::string& start) {
  return {{"id", "care"},         {"name", "Care"}, {"trigger", {{"type", "manual"}}},
          {"audience", audience}, {"start", start}, {"steps", steps}};
}

const json rest{{"rest", {{"type", "delay"}, {"for", "P1D"}, {"next", "end"}}}};

} // namespace

TEST_F(segments, those_who_were_born_before_1970_are_older_than_those_after) {
  start();
  for (const auto& [id, birthday] :
       std::vector<std::pair<std::string, std::string>>{{"an", "1965-04-30"},
                                                        {"ba", "1970-01-01"},
                                                        {"co", "1969-12-31"},
                                                        {"du", "1990-05-17"},
                                                        {"em", "1938-11-02"}})
    answer("PUT", "/v1/records/customer/" + id,
           {{"birthday", birthday}, {"registered_at", birthday + "T00:00:00Z"}});
  const auto older = [](const std::string& field) {
    return json{
        {"name", "Older than 55"},
        {"timezone", "Asia/Ho_Chi_Minh"},
        {"condition",
         {{"<=",
           {{{"date_add", {{{"var", "customer." + field}}, "P55Y"}}}, {{"now", json::array()}}}}}}};
  };
  answer("PUT", "/v1/segments/older", older("birthday"));
  EXPECT_EQ(members("older", 10), (std::vector<std::string>{"an", "ba", "co", "em"}));
  answer("PUT", "/v1/segments/longer", older("registered_at"));
  EXPECT_EQ(members("longer", 10), (std::vector<std::string>{"an", "ba", "co", "em"}));
  // By the database alone: whoever registered within 56 years and three months.
  answer("PUT", "/v1/segments/within",
         {{"name", "Since 1970"},
          {"condition", {{"within", {{{"var", "customer.registered_at"}}, "P56Y3M"}}}}});
  EXPECT_EQ(members("within", 10), (std::vector<std::string>{"ba", "co", "du"}));
  EXPECT_EQ(answer("GET", "/v1/segments/within/size").at("row_by_row"), 0);
}

TEST_F(segments, a_segment_is_saved_counted_listed_and_explained) {
  start();
  add_customers();

  const auto saved = answer("PUT", "/v1/segments/loyal", loyal);
  EXPECT_EQ(saved.at("version"), 1);
  EXPECT_EQ(answer("PUT", "/v1/segments/loyal", loyal).at("version"), 1);

  const auto size = answer("GET", "/v1/segments/loyal/size");
  EXPECT_EQ(size.at("size"), 4);
  EXPECT_EQ(size.at("row_by_row"), 0);
  EXPECT_EQ(answer("POST", "/v1/segments/size", loyal).at("size"), 4);
  const std::vector<std::string> expected{"c10", "c2", "c4", "c8"};
  EXPECT_EQ(members("loyal", 1), expected);
  EXPECT_EQ(members("loyal", 3), expected);

  const auto inside = answer("GET", "/v1/segments/loyal/members/c2");
  EXPECT_EQ(inside.at("in"), true);
  const auto outside = answer("GET", "/v1/segments/loyal/members/c6");
  EXPECT_EQ(outside.at("in"), false);
  EXPECT_EQ(outside.at("why").at("parts").at(0).at("holds"), true);
  EXPECT_EQ(outside.at("why").at("parts").at(1).at("holds"), false);
  EXPECT_EQ(outside.at("why").at("parts").at(1).at("reads"), (json{{"customer.tier", "diamond"}}));
  refusal("GET", "/v1/segments/loyal/members/nobody", {}, 404);

  const auto funnel = answer("GET", "/v1/segments/loyal/funnel");
  EXPECT_EQ(funnel.at("customers"), 12);
  EXPECT_EQ(funnel.at("remaining"), 4);
  EXPECT_EQ(funnel.at("stages").at(0).at("entered"), 12);
  EXPECT_EQ(funnel.at("stages").at(0).at("left"), 6);
  EXPECT_EQ(funnel.at("stages").at(1).at("entered"), 6);
  EXPECT_EQ(funnel.at("stages").at(1).at("left"), 2);
  const json stages{
      {"stages",
       {{{"name", "gold"}, {"condition", {{"==", {{{"var", "customer.tier"}}, "gold"}}}}},
        {{"name", "regular"}, {"condition", {{"in_segment", "loyal"}}}}}}};
  const auto drawn = answer("POST", "/v1/segments/funnel", stages);
  EXPECT_EQ(drawn.at("stages").at(0).at("stayed"), 8);
  EXPECT_EQ(drawn.at("stages").at(1).at("stayed"), 4);
}

TEST_F(segments, the_shipped_groups_are_segments_and_a_saved_one_may_give_parameters) {
  start();
  add_customers();
  const auto listed = answer("GET", "/v1/segments?limit=1000").at("items");
  EXPECT_EQ(listed.size(), 14u);
  EXPECT_EQ(answer("GET", "/v1/segments/frequent/size").at("size"), 0);
  answer(
      "PUT", "/v1/segments/regulars",
      {{"group", "frequent"}, {"parameters", {{"orders", 2}}}, {"timezone", "Asia/Ho_Chi_Minh"}});
  EXPECT_EQ(answer("GET", "/v1/segments/regulars").at("parameters"),
            (json{{"orders", 2}, {"days", 180}}));
  EXPECT_EQ(answer("GET", "/v1/segments/regulars/size").at("size"), 6);
  refusal("PUT", "/v1/segments/frequent", {{"group", "new"}}, 409);
  refusal("DELETE", "/v1/segments/frequent", {}, 409);
}

TEST_F(segments, bad_input_changes_nothing_and_says_where_it_is_wrong) {
  start();
  const auto unknown =
      refusal("PUT", "/v1/segments/x", {{"condition", {{"in_segment", "inactve"}}}}, 422);
  EXPECT_EQ(unknown.at("errors").at(0).at("pointer"), "/condition");
  refusal("PUT", "/v1/segments/x", {{"condition", {{"var", "orders_"}}}}, 422);
  refusal("POST", "/v1/segments", {{"condition", true}}, 422);
  refusal("GET", "/v1/segments/x", {}, 404);
  refusal("GET", "/v1/segments/x/size", {}, 404);
  answer("POST", "/v1/segments", {{"id", "x"}, {"condition", true}});
  refusal("POST", "/v1/segments", {{"id", "x"}, {"condition", true}}, 409);
}

TEST_F(segments, a_segment_in_use_stays_and_its_new_version_counts_at_once) {
  start();
  add_customers();
  refusal("PUT", "/v1/campaigns/care", manual_campaign({{"in_segment", "loyal"}}, rest, "rest"),
          422);
  answer("PUT", "/v1/segments/loyal", loyal);
  install(manual_campaign({{"in_segment", "loyal"}}, rest, "rest"));
  refusal("DELETE", "/v1/segments/loyal", {}, 409);
  EXPECT_EQ(answer("GET", "/v1/campaigns/care/audience"),
            (json{{"campaign", "care"}, {"audience", 4}, {"customers", 12}, {"least", 0}}));

  const auto run = answer("POST", "/v1/campaigns/care/runs", {{"audience", "now"}});
  settle();
  EXPECT_EQ(answer("GET", "/v1/runs/" + run.at("id").get<std::string>()).at("members"), 4);

  answer("PUT", "/v1/segments/loyal",
         {{"condition", {{"==", {{{"var", "customer.name"}}, "N1"}}}}});
  EXPECT_EQ(answer("GET", "/v1/campaigns/care/audience").at("audience"), 1);
  EXPECT_EQ(answer("GET", "/v1/segments/loyal/versions").at("items").size(), 2u);

  answer("POST", "/v1/campaigns/care/end", json::object());
  answer("DELETE", "/v1/segments/loyal");
  refusal("GET", "/v1/segments/loyal", {}, 404);
}

TEST_F(segments, a_step_asks_for_a_segment_as_it_is_then_and_replays_the_same) {
  start();
  add_customers();
  answer("PUT", "/v1/segments/loyal", loyal);
  const auto steps = json::parse(R"({
      "rest": {"type": "delay", "for": "P1D", "next": "loyal?"},
      "loyal?": {"type": "branch", "cases": [{"when": {"in_segment": "loyal"}, "next": "long"}],
                 "otherwise": "end"},
      "long": {"type": "delay", "for": "P30D", "next": "end"}})");
  install(manual_campaign({{"in_segment", {"frequent", {{"orders", 2}}}}}, steps, "rest"));
  for (const auto* id : {"c2", "c4"})
    answer("POST", "/v1/campaigns/care/runs", {{"subject", "customer:" + std::string{id}}});
  // Not in the audience.
  refusal("POST", "/v1/campaigns/care/runs", {{"subject", "customer:c1"}}, 409);

  answer("PATCH", "/v1/records/customer/c4", {{"tier", "diamond"}});
  pass("P1D");

  const auto waiting = answer("GET", "/v1/instances?status=waiting").at("items");
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting.at(0).at("subject"), "customer:c2");
  EXPECT_EQ(waiting.at(0).at("step"), "long");

  // What changes later changes nothing of what was journaled: verify replays it all.
  answer("PATCH", "/v1/records/customer/c2", {{"tier", "diamond"}});
  EXPECT_EQ(answer("POST", "/v1/verify", json::object()).at("violations"), json::array());
}

TEST_F(segments, traits_and_lists_of_a_type_that_a_user_put_can_be_asked_for) {
  start();
  refusal("PUT", "/v1/segments/angry",
          {{"condition", {{"some", {{{"var", "ticket"}}, {{"var", "open"}}}}}}}, 422);
  answer("PUT", "/v1/record-types/ticket",
         {{"type", "object"},
          {"properties", {{"customer_id", {{"type", "string"}}}}},
          {"x-links", {{"customer_id", "customer"}}}});
  answer("PUT", "/v1/segments/angry",
         {{"condition", {{"some", {{{"var", "ticket"}}, {{"var", "open"}}}}}}});
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  answer("PUT", "/v1/records/customer/bo", {{"name", "Bo"}});
  answer("PUT", "/v1/records/ticket/1", {{"customer_id", "an"}, {"open", true}});
  EXPECT_EQ(members("angry", 10), std::vector<std::string>{"an"});
}

TEST_F(segments, survive_a_restart) {
  start();
  add_customers();
  answer("PUT", "/v1/segments/loyal", loyal);
  daemon_.reset();
  start();
  EXPECT_EQ(answer("GET", "/v1/segments/loyal").at("version"), 1);
  EXPECT_EQ(answer("GET", "/v1/segments/loyal/size").at("size"), 4);
}

} // namespace sojourn::tests
