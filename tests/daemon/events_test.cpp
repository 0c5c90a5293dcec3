// Events over HTTP: what they start, and waits that look back.
#include "whole_daemon.hpp"

namespace sojourn::tests {

namespace {

json campaign_of(json trigger, json steps) {
  return {{"id", "cart"},
          {"name", "Cart"},
          {"trigger", std::move(trigger)},
          {"start", "begin"},
          {"steps", std::move(steps)}};
}

const json to_end = {{"type", "end"}};
const json rests_a_day = {{"type", "delay"}, {"for", "P1D"}, {"next", "wait"}};

json waits_for_payment(const char* look_back) {
  json wait{{"type", "wait"},
            {"events", {{{"event", "order.paid"}, {"next", "begin"}, {"as", "order"}}}},
            {"timeout", "P1D"},
            {"on_timeout", "end"}};
  if (look_back != nullptr)
    wait["look_back"] = look_back;
  return wait;
}

class events : public whole_daemon {
protected:
  void happen(const std::string& type, const std::string& id, const std::string& data = "{}") {
    const auto response = ask("POST", "/v1/events", data,
                              {{"ce-specversion", "1.0"},
                               {"ce-type", type},
                               {"ce-source", "/shop"},
                               {"ce-id", id},
                               {"ce-subject", "customer:an"}});
    EXPECT_LT(response.status, 300) << response.body;
  }
  void start_for_an() {
    answer("POST", "/v1/campaigns/cart/runs", {{"subject", "customer:an"}});
    settle();
  }
  json state() { return answer("GET", "/v1/instances/" + only_instance()); }
};

} // namespace

TEST_F(events, an_event_starts_its_campaign_once_and_its_data_is_in_reach) {
  start();
  auto definition = campaign_of({{"type", "event"}, {"event", "cart.left"}},
                                {{"begin", rests_a_day}, {"wait", to_end}});
  definition["audience"] = {{">", {{{"var", "trigger.data.total"}}, 5}}};
  install(definition);

  happen("cart.left", "1", R"({"total": 7})");
  happen("cart.left", "1", R"({"total": 7})");
  happen("cart.left", "2", R"({"total": 3})");
  settle();

  EXPECT_EQ(state().at("trigger").at("data"), json({{"total", 7}}));
}

TEST_F(events, the_answer_says_who_hears_an_event_and_until_when_it_is_kept) {
  start();
  install(campaign_of({{"type", "manual"}},
                      {{"begin", rests_a_day}, {"wait", waits_for_payment(nullptr)}}));
  start_for_an();
  pass("P1D");
  const auto event = [&](const std::string& id) {
    const auto response = tell_paid(id);
    EXPECT_EQ(response.status, 202) << response.body;
    return json::parse(response.body);
  };
  const auto heard = event("1");
  EXPECT_EQ(heard.at("heard_by"), json::array({only_instance()}));
  EXPECT_EQ(heard.at("kept_until"), "2026-04-01T02:00:00Z");
  pass("PT1H"); // it is back in its delay
  EXPECT_EQ(event("1").at("duplicate"), true);
  EXPECT_EQ(event("1").at("kept_until"), "2026-04-01T02:00:00Z") << "of the first one";
  const auto kept = event("2");
  EXPECT_EQ(kept.at("heard_by"), json::array());
  EXPECT_EQ(kept.at("kept_until"), "2026-04-01T03:00:00Z");
}

TEST_F(events, an_event_that_came_before_the_wait_is_found_when_it_looks_back) {
  start();
  install(campaign_of({{"type", "manual"}},
                      {{"begin", rests_a_day}, {"wait", waits_for_payment("PT2H")}}));
  start_for_an();
  pass("PT23H");
  happen("order.paid", "1", R"({"number": 12})");

  pass("PT1H"); // the wait begins, an hour after the event

  const auto now = state();
  EXPECT_EQ(now.at("step"), "begin");
  EXPECT_EQ(now.at("vars").at("order").at("number"), 12);
}

TEST_F(events, an_event_from_before_the_look_back_is_not_found) {
  start();
  install(campaign_of({{"type", "manual"}},
                      {{"begin", rests_a_day}, {"wait", waits_for_payment("PT2H")}}));
  start_for_an();
  pass("PT21H");
  happen("order.paid", "1");

  pass("PT3H");

  EXPECT_EQ(state().at("step"), "wait");
}

TEST_F(events, a_wait_without_look_back_wants_later_events_alone) {
  start();
  install(campaign_of({{"type", "manual"}},
                      {{"begin", rests_a_day}, {"wait", waits_for_payment(nullptr)}}));
  start_for_an();
  pass("PT23H");
  happen("order.paid", "1");

  pass("PT1H");

  EXPECT_EQ(state().at("step"), "wait");
}

TEST_F(events, an_event_is_heard_once_by_a_wait_that_comes_round_again) {
  start();
  install(campaign_of({{"type", "manual"}},
                      {{"begin", rests_a_day}, {"wait", waits_for_payment("P3D")}}));
  start_for_an();
  happen("order.paid", "1");
  pass("P1D"); // heard, and back to the beginning
  ASSERT_EQ(state().at("visits").at("begin"), 2);

  pass("P1D"); // the event is within the look-back of the second wait, too

  EXPECT_EQ(state().at("step"), "wait");
}

} // namespace sojourn::tests
