// Steps over HTTP that reach beyond their instance: gates, points, tiers, other campaigns.
#include "whole_daemon.hpp"

#include <map>

namespace sojourn::tests {

namespace {

json campaign(const std::string& id, const std::string& steps, const std::string& trigger) {
  return {{"id", id},
          {"name", id},
          {"trigger", json::parse(trigger)},
          {"reentry", {{"policy", "parallel"}}},
          {"start", "first"},
          {"steps", json::parse(steps)}};
}

const std::string by_hand = R"({"type": "manual"})";

class steps : public whole_daemon {
protected:
  void start_one(const std::string& campaign, const std::string& customer) {
    answer("POST", "/v1/campaigns/" + campaign + "/runs", {{"customer", customer}});
  }
  json instances(const std::string& campaign) {
    return answer("GET", "/v1/instances?limit=1000&campaign=" + campaign).at("items");
  }
  json state_of(const std::string& campaign) {
    return answer("GET", "/v1/campaigns/" + campaign).at("state");
  }
  void order(const std::string& id, const std::string& status) {
    answer("PUT", "/v1/records/order/" + id,
           {{"customer_id", "an"}, {"status", status}, {"amount", 250}});
    settle();
  }
  json figures() { return answer("GET", "/v1/records/customer/an/traits").at("traits"); }
  json tier() { return answer("GET", "/v1/records/customer/an").at("data").at("tier"); }
};

} // namespace

TEST_F(steps, a_gate_hands_out_exactly_as_many_as_it_says_to_many_at_once) {
  start();
  install(campaign("offers", R"({
    "first": {"type": "count_gate", "cases": [{"up_to": 20, "next": "won"}], "otherwise": "lost"},
    "won": {"type": "end", "reason": "won"}, "lost": {"type": "end", "reason": "lost"}})",
                   by_hand));
  for (int i = 0; i < 50; ++i)
    answer("PUT", "/v1/records/customer/c" + std::to_string(i), {{"name", "C"}});

  answer("POST", "/v1/campaigns/offers/runs", {{"audience", "now"}});
  settle();

  std::map<std::string, int> reasons;
  for (const auto& one : instances("offers"))
    ++reasons[one.at("reason")];
  EXPECT_EQ(reasons, (std::map<std::string, int>{{"won", 20}, {"lost", 30}}));
}

TEST_F(steps, a_paid_order_gives_points_once_a_refund_takes_them_back_and_the_tier_follows) {
  start();
  install(campaign("earn", R"({
    "first": {"type": "branch", "on": {"var": "change.status.to"},
              "cases": {"paid": "earn", "refunded": "return"}, "otherwise": "end"},
    "earn": {"type": "points", "amount": {"var": "trigger.data.amount"},
             "reference": {"var": "trigger.id"}, "next": "rank"},
    "return": {"type": "points", "reverse": {"var": "trigger.id"}, "next": "rank"},
    "rank": {"type": "tier", "tiers": [
               {"value": "gold", "when": {">=": [{"var": "traits.points"}, 400]}}],
             "otherwise": "member", "next": "end"}})",
                   R"({"type": "record_created_or_changed", "record": "order",
                       "fields": ["status"]})"));
  install(campaign("congratulate", R"({"first": {"type": "end"}})",
                   R"({"type": "record_changed", "record": "customer", "fields": ["tier"],
                       "direction": "up", "order": ["member", "gold"]})"));
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}, {"tier", "member"}});

  order("o-1", "paid");
  order("o-1", "shipped");
  order("o-1", "paid"); // told again
  EXPECT_EQ(figures().at("points"), 250);
  EXPECT_EQ(tier(), "member");

  order("o-2", "paid");
  EXPECT_EQ(figures().at("points"), 500);
  EXPECT_EQ(tier(), "gold");
  EXPECT_EQ(instances("congratulate").size(), 1u);

  order("o-1", "refunded");
  EXPECT_EQ(figures().at("points"), 250);
  EXPECT_EQ(tier(), "member");
  const auto entries = answer("GET", "/v1/records/customer/an/points").at("items");
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[0].at("reverses"), "o-1");
  EXPECT_EQ(instances("congratulate").size(), 1u) << "down is not up";
}

TEST_F(steps, lists_of_a_record_type_that_a_user_put_are_read_by_all_conditions) {
  start();
  const auto definition = json::parse(R"({
    "id": "care", "name": "Care", "trigger": {"type": "manual"},
    "audience": {"some": [{"var": "ticket"}, {"var": "open"}]},
    "start": "rank",
    "steps": {
      "rank": {"type": "tier", "next": "which", "tiers": [
        {"value": "patient", "when": {">=": [{"count": [{"var": "ticket"}]}, 2]}}]},
      "which": {"type": "branch", "otherwise": "end", "cases": [
        {"when": {"==": [{"count": [{"var": "ticket"}, {"var": "open"}]}, 2]}, "next": "rest"}]},
      "rest": {"type": "wait", "events": [{"event": "called", "next": "called",
        "match": {"none": [{"var": "ticket"}, {"var": "open"}]}}], "timeout": "P9D", "on_timeout": "end"},
      "called": {"type": "end", "reason": "called"}}})");
  EXPECT_EQ(ask("PUT", "/v1/campaigns/care", definition.dump()).status, 422) << "no such type";
  answer("PUT", "/v1/record-types/ticket",
         {{"type", "object"},
          {"properties", {{"customer_id", {{"type", "string"}}}}},
          {"x-links", {{"customer_id", "customer"}}}});
  for (const auto* id : {"an", "bo"})
    answer("PUT", std::string{"/v1/records/customer/"} + id, {{"name", id}});
  const auto ticket = [&](const std::string& id, bool open) {
    answer("PUT", "/v1/records/ticket/" + id, {{"customer_id", "an"}, {"open", open}});
  };
  ticket("t-1", true);
  ticket("t-2", true);
  install(definition);

  answer("POST", "/v1/campaigns/care/runs", {{"audience", "now"}});
  settle();

  ASSERT_EQ(instances("care").size(), 1u);
  EXPECT_EQ(instances("care")[0].at("step"), "rest");
  EXPECT_EQ(tier(), "patient");
  const auto call = [&](const std::string& id) {
    const auto response = send_as("application/cloudevents+json", "/v1/events",
                                  json{{"specversion", "1.0"},
                                       {"type", "called"},
                                       {"source", "/shop"},
                                       {"id", id},
                                       {"subject", "customer:an"}}
                                      .dump());
    EXPECT_LT(response.status, 300) << response.body;
  };
  call("e-1"); // while tickets are open
  ticket("t-1", false);
  ticket("t-2", false);
  call("e-2");
  settle();
  EXPECT_EQ(instances("care")[0].at("reason"), "called");
  EXPECT_EQ(answer("GET", "/v1/events?type=called").at("items").size(), 2u);
}

TEST_F(steps, a_campaign_waits_for_the_one_that_it_started) {
  start();
  install(campaign("parent", R"({
    "first": {"type": "start", "campaign": "child", "wait": true, "as": "child",
              "data": {"code": "A"}, "next": "last"},
    "last": {"type": "update", "set": {"child": {"var": "vars.child.status"}}, "next": "end"}})",
                   by_hand));
  install(campaign("child", R"({
    "first": {"type": "update", "set": {"code": {"var": "trigger.data.code"}}, "next": "rest"},
    "rest": {"type": "delay", "for": "P3D", "next": "end"}})",
                   by_hand));
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}});

  start_one("parent", "an");
  settle();
  EXPECT_EQ(instances("parent").at(0).at("status"), "waiting");
  EXPECT_EQ(instances("child").at(0).at("step"), "rest");
  EXPECT_NE(explain(instances("parent").at(0).at("id"))
                .at("summary")
                .get<std::string>()
                .find("the instance of \"child\" that it started"),
            std::string::npos);

  daemon_.reset(); // in the middle
  start();
  pass("P3D");

  EXPECT_EQ(instances("parent").at(0).at("status"), "completed");
  const auto record = answer("GET", "/v1/records/customer/an").at("data");
  EXPECT_EQ(record.at("child"), "completed");
  EXPECT_EQ(record.at("code"), "A");
}

TEST_F(steps, a_campaign_hears_that_nobody_takes_its_start) {
  start();
  install(campaign("parent", R"({
    "first": {"type": "start", "campaign": "child", "wait": true, "on_failure": "sorry",
              "next": "end"},
    "sorry": {"type": "end", "reason": "not taken"}})",
                   by_hand));
  auto child = campaign("child", R"({"first": {"type": "end"}})", by_hand);
  child["audience"] = {{"==", {{{"var", "customer.tier"}}, "gold"}}};
  install(child);

  start_one("parent", "an");
  settle();

  EXPECT_EQ(instances("parent").at(0).at("reason"), "not taken");
  EXPECT_EQ(instances("child").size(), 0u);
}

TEST_F(steps, a_campaign_pauses_itself_when_a_step_says_so) {
  start();
  install(campaign("limited", R"({
    "first": {"type": "count_gate", "cases": [{"up_to": 1, "next": "rest"}],
              "otherwise": "enough"},
    "rest": {"type": "delay", "for": "P1D", "next": "end"},
    "enough": {"type": "pause_campaign", "reason": "sold out"}})",
                   by_hand));
  start_one("limited", "an");
  settle();
  EXPECT_EQ(state_of("limited"), "active");

  start_one("limited", "binh");
  settle();

  EXPECT_EQ(state_of("limited"), "paused");
  EXPECT_EQ(ask("POST", "/v1/campaigns/limited/runs", R"({"customer": "chi"})").status, 409);
  pass("P2D");
  EXPECT_EQ(instances("limited").at(1).at("status"), "paused") << "its delay is over";

  answer("POST", "/v1/campaigns/limited/resume", json::object());
  settle();
  EXPECT_EQ(instances("limited").at(1).at("status"), "completed");
}

} // namespace sojourn::tests
