// What happens between the cause of a start and its first turn, over HTTP: payments that come right
// behind, pauses by a person and by the budget, many restarts at once.
#include "whole_daemon.hpp"

#include <algorithm>
#include <future>

namespace sojourn::tests {

namespace {

const json reminds = {
    {"type", "send"}, {"message", "hello"}, {"via", {"mailbox"}}, {"next", "end"}};

/// Reminds of a cart that was left, unless its customer pays.
json cart_reminder(json steps, json more = json::object()) {
  json made{{"id", "cart"},
            {"name", "Cart"},
            {"trigger", {{"type", "event"}, {"event", "cart.left"}}},
            {"goal", {{"event", "order.paid"}}},
            {"start", "begin"},
            {"steps", std::move(steps)},
            {"messages",
             {{"hello", {{"fallback", "en"}, {"languages", {{"en", {{"text", "Hello"}}}}}}}}}};
  made.update(more);
  return made;
}
json in_an_hour(json more = json::object()) {
  return cart_reminder(
      {{"begin", {{"type", "delay"}, {"for", "PT1H"}, {"next", "remind"}}}, {"remind", reminds}},
      std::move(more));
}
json at_once(json more = json::object()) {
  return cart_reminder({{"begin", reminds}}, std::move(more));
}

class late_starts : public whole_daemon {
protected:
  json event(const std::string& type, const std::string& customer, json data = json::object()) {
    return {{"specversion", "1.0"},
            {"id", type + "-" + customer + "-" + std::to_string(++events_)},
            {"source", "/shop"},
            {"type", type},
            {"subject", "customer:" + customer},
            {"data", std::move(data)}};
  }
  json publish(const json& one) {
    const auto response = send_as("application/cloudevents+json", "/v1/events", one.dump());
    EXPECT_EQ(response.status, 202) << response.body;
    return json::parse(response.body, nullptr, false);
  }
  json happen(const std::string& type, const std::string& customer, json data = json::object()) {
    return publish(event(type, customer, std::move(data)));
  }
  void pause(const std::string& id = "cart") {
    answer("POST", "/v1/campaigns/" + id + "/pause", json::object());
  }
  void resume(const std::string& id = "cart") {
    answer("POST", "/v1/campaigns/" + id + "/resume", json::object());
    for (int i = 0; i < 2000 && starts().at("held") != 0; ++i)
      settle();
    settle();
  }
  json starts(const std::string& id = "cart") {
    return answer("GET", "/v1/campaigns/" + id).at("starts");
  }
  std::vector<std::string> statuses() {
    std::vector<std::string> all;
    const auto found = answer("GET", "/v1/instances?limit=1000").at("items");
    for (const auto& one : found)
      all.push_back(one.at("status"));
    std::ranges::sort(all);
    return all;
  }

private:
  int events_ = 0;
};

} // namespace

TEST_F(late_starts, a_payment_right_behind_a_left_cart_converts_and_nothing_is_sent) {
  start();
  install(in_an_hour());
  for (int i = 0; i < 20; ++i) {
    const auto customer = std::to_string(i);
    const json batch{event("cart.left", customer), event("order.paid", customer)};
    const auto response = send_as("application/cloudevents-batch+json", "/v1/events", batch.dump());
    ASSERT_EQ(response.status, 202) << response.body;
    const auto paid = json::parse(response.body).at("items").at(1);
    EXPECT_EQ(paid.at("heard_by").size() + paid.at("heard_at_start").size(), 1u) << paid;
  }
  pass("PT2H");
  EXPECT_EQ(statuses(), std::vector<std::string>(20, "converted"));
  EXPECT_EQ(mailbox(), json::array());
}

TEST_F(late_starts, a_payment_before_the_cart_was_left_is_not_heard) {
  start();
  install(in_an_hour());
  const json batch{event("order.paid", "an"), event("cart.left", "an")};
  ASSERT_EQ(send_as("application/cloudevents-batch+json", "/v1/events", batch.dump()).status, 202);
  pass("PT2H");
  EXPECT_EQ(statuses(), std::vector<std::string>{"completed"});
  EXPECT_EQ(mailbox().size(), 1u);
}

TEST_F(late_starts, who_pays_while_their_start_waits_for_the_end_of_a_pause_is_converted) {
  start();
  install(at_once());
  pause();
  const auto left = happen("cart.left", "an");
  EXPECT_EQ(left.at("triggered"), json::array({"cart"}));
  EXPECT_EQ(left.at("held"), json::array({"cart"}));
  happen("cart.left", "binh");
  settle();
  EXPECT_EQ(starts().at("held"), 2);
  const auto paid = happen("order.paid", "an");
  EXPECT_EQ(paid.at("heard_at_start"), json::array({"cart"}));
  daemon_.reset(); // what waits is in the file
  start();

  resume();

  EXPECT_EQ(statuses(), (std::vector<std::string>{"completed", "converted"}));
  ASSERT_EQ(mailbox().size(), 1u) << "Binh alone";
  EXPECT_EQ(mailbox().at(0).at("subject"), "customer:binh");
  const auto found = answer("GET", "/v1/instances?subject=customer:an").at("items");
  const std::string id = found.at(0).at("id");
  EXPECT_NE(explain(id).at("summary").get<std::string>().find("before its first step"),
            std::string::npos);
  const auto journal = answer("GET", "/v1/instances/" + id + "/journal").at("items");
  EXPECT_EQ(journal.back().at("payload").at("heard").at(0).at("type"), "order.paid");
  EXPECT_EQ(starts().at("held"), 0);
}

TEST_F(late_starts, records_and_hooks_that_trigger_in_a_pause_wait_for_its_end_too) {
  start();
  install(at_once(
      {{"trigger", {{"type", "record_changed"}, {"record", "customer"}, {"fields", {"tier"}}}}}));
  answer("PUT", "/v1/records/customer/an", {{"tier", "silver"}});
  pause();
  const auto changed = answer("PUT", "/v1/records/customer/an", {{"tier", "gold"}});
  EXPECT_EQ(changed.at("held"), json::array({"cart"}));
  resume();
  EXPECT_EQ(mailbox().size(), 1u);
}

TEST_F(late_starts, a_pause_that_keeps_no_starts_drops_and_counts_them) {
  start();
  install(at_once({{"on_pause", {{"starts", "drop"}}}}));
  pause();
  EXPECT_EQ(happen("cart.left", "an").at("triggered"), json::array());
  EXPECT_EQ(starts(), json::parse(R"({"held": 0, "dropped": 1, "dropped_in_pause": 1})"));
  resume();
  EXPECT_EQ(mailbox(), json::array());
  pause();
  EXPECT_EQ(starts(), json::parse(R"({"held": 0, "dropped": 1, "dropped_in_pause": 0})"));
}

TEST_F(late_starts, more_starts_than_a_campaign_keeps_are_dropped_and_counted) {
  start();
  install(at_once({{"on_pause", {{"keep_starts", 2}}}}));
  pause();
  for (const auto* customer : {"1", "2", "3", "4"})
    happen("cart.left", customer);
  EXPECT_EQ(starts(), json::parse(R"({"held": 2, "dropped": 2, "dropped_in_pause": 2})"));
  const auto metrics = ask("GET", "/metrics").body;
  EXPECT_NE(metrics.find("sojourn_starts_held{campaign=\"cart\"} 2"), std::string::npos);
  EXPECT_NE(metrics.find("sojourn_starts_dropped_total{campaign=\"cart\"} 2"), std::string::npos);
  resume();
  EXPECT_EQ(mailbox().size(), 2u);
}

TEST_F(late_starts, what_is_said_of_starts_in_a_pause_must_make_sense) {
  start();
  const auto refused = [&](const json& on_pause, const std::string& pointer) {
    const auto response =
        ask("POST", "/v1/campaigns/validate", at_once({{"on_pause", on_pause}}).dump());
    EXPECT_EQ(response.status, 422) << response.body;
    EXPECT_EQ(json::parse(response.body).at("errors").at(0).at("pointer"), pointer);
  };
  refused({{"starts", "lose"}}, "/on_pause/starts");
  refused({{"keep_starts", -1}}, "/on_pause/keep_starts");
  refused({{"starts", "drop"}, {"keep_starts", 5}}, "/on_pause/keep_starts");
}

TEST_F(late_starts, who_comes_when_the_budget_has_paused_is_written_to_when_it_goes_on) {
  start();
  answer(
      "PUT", "/v1/budget",
      {{"timezone", "Asia/Ho_Chi_Minh"},
       {"resume_at", "06:00"},
       {"tokens", {{"prices", {{"send:mailbox", 4}}}, {"fixed", {{"month", 1000}, {"day", 12}}}}}});
  install(at_once({{"on_pause", {{"starts", "drop"}}}})); // of a pause by a person alone
  for (const auto* customer : {"1", "2", "3", "4", "5"}) {
    happen("cart.left", customer);
    settle();
  }
  EXPECT_EQ(mailbox().size(), 3u);
  EXPECT_EQ(answer("GET", "/v1/campaigns/cart").at("state"), "paused");
  EXPECT_EQ(starts().at("held"), 1) << "the fifth; the fourth has begun and is parked";

  pass("P1D");
  settle();

  EXPECT_EQ(mailbox().size(), 5u);
  EXPECT_EQ(starts(), json::parse(R"({"held": 0, "dropped": 0, "dropped_in_pause": 0})"));
}

TEST_F(late_starts, members_of_a_run_hear_what_came_after_it_was_asked_for) {
  start();
  install(in_an_hour({{"trigger", {{"type", "manual"}}}}));
  for (const auto* customer : {"1", "2", "3"})
    answer("PUT", std::string{"/v1/records/customer/"} + customer, {{"name", "An"}});
  answer("POST", "/v1/campaigns/cart/runs", {{"audience", "now"}});
  happen("order.paid", "2"); // whether or not its instance has begun
  pass("PT2H");
  EXPECT_EQ(statuses(), (std::vector<std::string>{"completed", "completed", "converted"}));
  EXPECT_EQ(mailbox().size(), 2u);
}

TEST_F(late_starts, restarts_of_one_person_from_eight_connections_end_with_the_last_change) {
  settings_.clock.mode = config::clock_mode::system;
  start();
  install(cart_reminder(
      {{"begin", {{"type", "delay"}, {"for", "P25D"}, {"next", "end"}}}},
      {{"trigger", {{"type", "record_changed"}, {"record", "customer"}, {"fields", {"tier"}}}},
       {"reentry", {{"policy", "restart"}}}}));
  answer("PUT", "/v1/records/customer/an", {{"tier", "none"}});
  constexpr int changes = 40;
  std::vector<std::future<void>> clients;
  for (int client = 0; client < 8; ++client) {
    clients.push_back(std::async(std::launch::async, [this, client] {
      for (int i = client; i < changes; i += 8)
        answer("PUT", "/v1/records/customer/an", {{"tier", "t" + std::to_string(i)}});
    }));
  }
  for (auto& client : clients)
    client.get();
  const auto tier = answer("GET", "/v1/records/customer/an").at("data").at("tier");

  json open;
  std::size_t begun = 0;
  for (int i = 0; i < 3000 && begun < changes; ++i) {
    const auto all = answer("GET", "/v1/instances?limit=1000").at("items");
    begun = all.size();
    open = answer("GET", "/v1/instances?status=waiting&limit=10").at("items");
  }

  EXPECT_EQ(begun, static_cast<std::size_t>(changes)) << "none is dropped";
  open = answer("GET", "/v1/instances?status=waiting&limit=10").at("items");
  ASSERT_EQ(open.size(), 1u);
  const auto instance = answer("GET", "/v1/instances/" + open.at(0).at("id").get<std::string>());
  EXPECT_EQ(instance.at("trigger").at("change").at("tier").at("to"), tier);
}

} // namespace sojourn::tests
