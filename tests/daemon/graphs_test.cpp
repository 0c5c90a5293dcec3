// What operators see of their campaigns: the graph with its counts, and the list.
#include "sends_fixture.hpp"

namespace sojourn::tests {

namespace {

class graphs : public sends {
protected:
  json graph(const std::string& id = "news", const std::string& query = {}) {
    return answer("GET", "/v1/campaigns/" + id + "/graph" + query);
  }
  static json node(const json& graph, const std::string& id) {
    for (const auto& one : graph.at("nodes")) {
      if (one.at("id") == id)
        return one;
    }
    return json::object();
  }
  static json passed(const json& graph, const std::string& from, const std::string& transition) {
    for (const auto& edge : graph.at("edges")) {
      if (edge.at("from") == from && edge.at("transition") == transition)
        return edge.at("passed");
    }
    return nullptr;
  }
  void customer(const std::string& id, const json& data) {
    answer("PUT", "/v1/records/customer/" + id, data);
  }
  std::string begin_for(const std::string& customer, const std::string& id = "news") {
    const auto instance =
        answer("POST", "/v1/campaigns/" + id + "/runs", {{"customer", customer}}).at("id");
    settle();
    return instance;
  }
  json row(const std::string& id, const std::string& query = {}) {
    const auto page = answer("GET", "/v1/campaigns" + query);
    for (const auto& one : page.at("items")) {
      if (one.at("id") == id)
        return one;
    }
    return json::object();
  }
  std::vector<std::string> listed(const std::string& query) {
    std::vector<std::string> ids;
    const auto page = answer("GET", "/v1/campaigns" + query);
    for (const auto& one : page.at("items"))
      ids.push_back(one.at("id"));
    return ids;
  }
};

} // namespace

TEST_F(graphs, a_graph_counts_who_came_to_each_step_and_who_took_each_transition) {
  given(sending_campaign("news"));
  customer("binh", {{"name", "Binh"}}); // without a phone
  begin();
  begin_for("binh");
  begin();
  receipt({{"kind", "read"}, {"provider_id", "p-1"}});
  receipt({{"kind", "clicked"}, {"provider_id", "p-1"}});
  receipt({{"kind", "delivered"}, {"provider_id", "p-2"}});

  auto news = graph();
  EXPECT_EQ(node(news, ":trigger").at("left"), 3);
  EXPECT_EQ(node(news, "tell").at("entered"), 3);
  EXPECT_EQ(node(news, "tell").at("waiting"), 0);
  EXPECT_EQ(node(news, "rest").at("waiting"), 2);
  EXPECT_EQ(passed(news, "tell", "next"), 2);
  EXPECT_EQ(passed(news, "tell", "unreachable"), 1);
  EXPECT_EQ(passed(news, "tell", "failure"), nullptr) << "the step has none";
  const auto message = node(news, "tell").at("message");
  EXPECT_EQ(message.at("name"), "hello");
  EXPECT_EQ(message.at("accepted"), 2);
  EXPECT_EQ(message.at("unreachable"), 1);
  EXPECT_EQ(message.at("delivered"), 2);
  EXPECT_EQ(message.at("read"), 1);
  EXPECT_EQ(message.at("clicked"), 1);
  EXPECT_EQ(message.at("by_channel").at("sms").at("accepted"), 2);

  pass("P1D");
  pay();
  news = graph();
  EXPECT_EQ(node(news, "rest").at("waiting"), 0);
  EXPECT_EQ(passed(news, "how?", "case 1"), 1);
  EXPECT_EQ(passed(news, "how?", "otherwise"), 1);
  EXPECT_EQ(passed(news, "clicked", "end"), 1);
  EXPECT_EQ(node(news, ":end").at("entered"), 3);
}

TEST_F(graphs, a_goal_takes_a_message_back_and_both_are_counted) {
  given(sending_campaign("news"));
  rules({{"quiet_hours", {{{"from", "08:00"}, {"to", "20:00"}}}}}); // it is nine o'clock
  begin();
  pay();

  const auto news = graph();

  EXPECT_EQ(node(news, ":goal:order.paid").at("entered"), 1);
  EXPECT_EQ(passed(news, "tell", "goal"), 1);
  EXPECT_EQ(node(news, "tell").at("message").at("accepted"), 0);
}

TEST_F(graphs, whom_a_message_did_not_go_to_is_told_apart_by_why) {
  given(sending_campaign("news"));
  customer("binh", {{"name", "Binh"}, {"phone", "84900000002"}});
  customer("chi", {{"name", "Chi"}});
  customer("dung", {{"name", "Dung"}, {"phone", "84900000004"}});
  answer("PUT", "/v1/records/customer/an/consents",
         {{"channel", "sms"}, {"purpose", "promotional"}, {"state", "withdrawn"}});
  answer("POST", "/v1/suppressions",
         {{"channel", "sms"}, {"address", "84900000002"}, {"reason", "it complained"}});
  rules({{"caps", {{{"id", "none"}, {"limit", 1}, {"per", "day"}}}}});
  for (const auto* id : {"an", "binh", "chi", "dung", "dung"})
    begin_for(id);

  const auto message = node(graph(), "tell").at("message");
  EXPECT_EQ(message.at("unsubscribed"), 1);
  EXPECT_EQ(message.at("suppressed"), 1);
  EXPECT_EQ(message.at("unreachable"), 1);
  EXPECT_EQ(message.at("skipped"), json({{"cap:none", 1}}));
  EXPECT_EQ(message.at("accepted"), 1);

  const auto results = answer("GET", "/v1/campaigns/news/results");
  for (const auto& shown : {results, results.at("by_step").at("tell")}) {
    EXPECT_EQ(shown.at("unsubscribed"), 1);
    EXPECT_EQ(shown.at("suppressed"), 1);
    EXPECT_EQ(shown.at("unreachable"), 1);
    EXPECT_EQ(shown.at("skipped"), json({{"cap:none", 1}}));
  }
}

TEST_F(graphs, an_unknown_outcome_is_unknown_until_something_is_heard) {
  given(sending_campaign("news"));
  sms->answer_with(outcome::unknown, "timeout");
  begin();
  EXPECT_EQ(node(graph(), "tell").at("message").at("unknown"), 1);

  receipt({{"kind", "delivered"}, {"provider_id", "p-1"}});

  const auto message = node(graph(), "tell").at("message");
  EXPECT_EQ(message.at("unknown"), 0);
  EXPECT_EQ(message.at("accepted"), 1);
  EXPECT_EQ(message.at("delivered"), 1);
}

TEST_F(graphs, days_are_those_of_the_campaigns_zone_and_receipts_count_for_the_day_of_the_message) {
  given(sending_campaign("news"));
  begin(); // on the first of March, nine o'clock
  pass("P2D");
  begin();
  receipt({{"kind", "read"}, {"provider_id", "p-1"}});

  const auto first =
      graph("news", "?from=2026-03-01T00:00:00%2B07:00&to=2026-03-02T00:00:00%2B07:00");
  EXPECT_EQ(first.at("from"), "2026-03-01");
  EXPECT_EQ(first.at("to"), "2026-03-01");
  EXPECT_EQ(node(first, "tell").at("entered"), 1);
  EXPECT_EQ(node(first, "tell").at("message").at("read"), 1);
  EXPECT_EQ(node(first, "rest").at("waiting"), 1) << "that is of now";
  const auto later = graph("news", "?from=2026-03-02T00:00:00%2B07:00");
  EXPECT_EQ(node(later, "tell").at("entered"), 1);
  EXPECT_EQ(node(later, "tell").at("message").at("read"), 0);
}

TEST_F(graphs, a_graph_is_of_one_version_and_a_move_leaves_the_one_for_the_other) {
  given(sending_campaign("news"));
  begin();
  auto changed = sending_campaign("news");
  changed["steps"]["rest"]["title"] = {{"vi", "Chờ một ngày"}, {"en", "Wait a day"}};
  answer("PUT", "/v1/campaigns/news", changed);
  begin();
  answer("POST", "/v1/campaigns/news/migrations", {{"to", 2}, {"policy", "follow"}});
  settle();

  const auto old = graph("news", "?version=1");
  const auto now = graph();

  EXPECT_EQ(old.at("newest"), 2);
  EXPECT_EQ(node(old, "rest").at("entered"), 1);
  EXPECT_EQ(node(old, "rest").at("left"), 1);
  EXPECT_EQ(node(now, "rest").at("entered"), 2);
  EXPECT_EQ(node(now, "rest").at("waiting"), 2);
  EXPECT_EQ(node(now, "rest").at("title").at("en"), "Wait a day");
  EXPECT_EQ(ask("GET", "/v1/campaigns/news/graph?version=3").status, 404);
  EXPECT_EQ(ask("GET", "/v1/campaigns/news/graph?version=x").status, 422);
}

TEST_F(graphs, titles_are_shown_by_explain_and_refused_where_they_are_none) {
  auto titled = sending_campaign("news");
  titled["steps"]["rest"]["title"] = "Nghỉ";
  titled["steps"]["how?"]["cases"][0]["title"] = {{"vi", "Đã bấm"}};
  given(titled);
  EXPECT_EQ(explain(begin()).at("step_title"), "Nghỉ");

  titled["steps"]["rest"]["title"] = {{"de", "Pause"}};
  const auto refused = ask("PUT", "/v1/campaigns/news", titled.dump());
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.body.find("/steps/rest/title"), std::string::npos) << refused.body;
}

TEST_F(graphs, a_row_of_the_list_says_what_a_campaign_has_done_and_why_it_is_paused) {
  given(sending_campaign("news"));
  begin();
  receipt({{"kind", "clicked"}, {"provider_id", "p-1"}});
  answer("PUT", "/v1/records/order/o-1",
         {{"customer_id", "an"},
          {"status", "paid"},
          {"amount", 350'000},
          {"currency", "VND"},
          {"paid_at", "2026-03-01T10:00:00+07:00"}});
  pay();
  sms->answer_with(outcome::rejected, "-124");
  const auto held = begin();
  answer("POST", "/v1/campaigns/news/pause", {{"why", "the template is wrong"}});

  const auto news = row("news");

  EXPECT_EQ(news.at("kind"), "manual");
  EXPECT_EQ(news.at("entered"), 2);
  EXPECT_EQ(news.at("converted"), 1);
  EXPECT_EQ(news.at("held"), 1);
  EXPECT_EQ(news.at("orders"), 1);
  EXPECT_EQ(news.at("amount"), json({{"VND", "350000"}}));
  EXPECT_EQ(news.at("last_error").at("instance"), held);
  EXPECT_EQ(news.at("last_error").at("step"), "tell");
  EXPECT_EQ(news.at("last_error").at("code"), "-124");
  EXPECT_EQ(news.at("pause").at("who"), "loopback");
  EXPECT_EQ(news.at("pause").at("why"), "the template is wrong");
  EXPECT_EQ(news.at("pause").at("code"), "person");
  answer("POST", "/v1/campaigns/news/resume", json::object());
  EXPECT_FALSE(row("news").contains("pause"));
}

TEST_F(graphs, a_campaign_that_its_own_step_paused_says_so) {
  auto once = sending_campaign("news");
  once["steps"]["silent"] = {{"type", "pause_campaign"}, {"reason", "enough"}};
  given(once);
  begin();
  pass("P1D");

  const auto pause = row("news").at("pause");

  EXPECT_EQ(pause.at("code"), "step");
  EXPECT_EQ(pause.at("why"), "enough");
}

TEST_F(graphs, the_list_is_searched_without_accents_filtered_sorted_and_paged) {
  start_with_provider();
  const auto put = [&](const std::string& id, const std::string& name, const json& trigger,
                       const json& tags) {
    auto one = sending_campaign(id);
    one["name"] = name;
    one["trigger"] = trigger;
    one["tags"] = tags;
    answer("PUT", "/v1/campaigns/" + id, one);
  };
  put("tiers", "Tăng hạng thành viên",
      {{"type", "record_changed"}, {"record", "customer"}, {"fields", {"tier"}}}, {"hạng"});
  put("birthday", "Chúc mừng sinh nhật",
      {{"type", "schedule"}, {"rule", "FREQ=DAILY"}, {"start", "2026-01-01T09:00"}}, {"mỗi ngày"});
  put("hello", "Chào khách mới",
      {{"type", "record_created"}, {"record", "customer"}, {"fields", {"phone"}}}, {"hạng"});
  using ids = std::vector<std::string>;

  EXPECT_EQ(listed("?q=tang%20hang"), ids{"tiers"});
  EXPECT_EQ(listed("?q=CH%C3%BAC"), ids{"birthday"});
  for (const auto* without_letters : {"%25", "_", "%F0%9F%98%80", "%20%20"})
    EXPECT_EQ(listed(std::string{"?q="} + without_letters), ids{}) << without_letters;
  EXPECT_EQ(listed("?kind=periodic"), ids{"birthday"});
  EXPECT_EQ(listed("?kind=new_data"), ids{"hello"});
  EXPECT_EQ(listed("?tag=h%E1%BA%A1ng"), (ids{"hello", "tiers"}));
  EXPECT_EQ(listed("?state=active"), ids{});
  EXPECT_EQ(listed("?sort=-name"), (ids{"tiers", "birthday", "hello"}));
  EXPECT_EQ(ask("GET", "/v1/campaigns?sort=colour").status, 422);

  const auto first = answer("GET", "/v1/campaigns?sort=-id&limit=2");
  EXPECT_EQ(first.at("items").size(), 2u);
  const auto rest = answer("GET", "/v1/campaigns?sort=-id&limit=2&cursor=" +
                                      first.at("next_cursor").get<std::string>());
  EXPECT_EQ(rest.at("items").size(), 1u);
  EXPECT_EQ(rest.at("items").at(0).at("id"), "birthday");
}

TEST_F(graphs, a_definition_is_put_only_over_the_version_that_was_read) {
  given(sending_campaign("news"));
  auto changed = sending_campaign("news");
  changed["name"] = "other";
  const auto etag = ask("GET", "/v1/campaigns/news").header("etag");
  ASSERT_NE(etag, "");

  EXPECT_EQ(ask("PUT", "/v1/campaigns/news", changed.dump(), {{"If-Match", "\"7\""}}).status, 412);
  EXPECT_LT(ask("PUT", "/v1/campaigns/news", changed.dump(), {{"If-Match", etag}}).status, 300);
  changed["name"] = "third";
  EXPECT_EQ(ask("PUT", "/v1/campaigns/news", changed.dump(), {{"If-Match", etag}}).status, 412);
}

} // namespace sojourn::tests
