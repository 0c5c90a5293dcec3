// Tokens over HTTP: what actions cost, and what happens when the pots are empty.
#include "budget_fixture.hpp"

namespace sojourn::tests {

TEST_F(budget, when_it_runs_out_only_what_has_to_be_paid_pauses_and_goes_on_at_the_set_hour) {
  given(fixed_tokens(1000, 10));
  install(paid_campaign("paid", "zns"));
  install(paid_campaign("free", "mailbox"));
  begin("paid");
  begin("paid");
  EXPECT_EQ(of_day(), json::parse(R"({"period": "2026-03-01", "limit": 10, "reserved": 0,
                                      "spent": 8, "left": 2})"));

  const auto third = begin("paid");
  const auto other = begin("free");

  EXPECT_EQ(zns->got().size(), 2u);
  EXPECT_EQ(state_of("paid"), "paused");
  EXPECT_EQ(instance(third).at("status"), "paused");
  const auto paused = answer("GET", "/v1/campaigns/paid").at("paused_by_budget");
  EXPECT_EQ(paused.at("why"), "the tokens of the day cannot pay 4: 2 left");
  EXPECT_EQ(paused.at("looked_at_again"), "2026-03-01T23:00:00Z");
  EXPECT_EQ(standing().at("paused").at(0).at("campaign"), "paid");
  EXPECT_NE(explain(third).at("summary").get<std::string>().find("The budget paused it"),
            std::string::npos);
  EXPECT_EQ(ask("POST", "/v1/campaigns/paid/runs", R"({"customer": "an"})").status, 409);
  EXPECT_EQ(state_of("free"), "active");
  EXPECT_EQ(mailbox().size(), 1u);
  EXPECT_EQ(instance(other).at("waiting_for"), "timer");

  pass("PT20H"); // 05:00 of the next day
  EXPECT_EQ(zns->got().size(), 2u);
  EXPECT_EQ(state_of("paid"), "paused");
  pass("PT1H");

  EXPECT_EQ(state_of("paid"), "active");
  EXPECT_EQ(zns->got().size(), 3u);
  EXPECT_EQ(instance(third).at("waiting_for"), "timer");
  EXPECT_EQ(of_day().at("spent"), 4);
  EXPECT_TRUE(standing().at("paused").empty());
  EXPECT_FALSE(answer("GET", "/v1/campaigns/paid").contains("paused_by_budget"));
}

TEST_F(budget, the_month_holds_it_back_when_the_day_would_not) {
  given(fixed_tokens(4, 10));
  install(paid_campaign("paid", "zns"));
  begin("paid");
  const auto second = begin("paid");
  EXPECT_EQ(state_of("paid"), "paused");

  pass("P30D"); // 2026-03-31 09:00
  EXPECT_EQ(zns->got().size(), 1u);
  EXPECT_EQ(instance(second).at("status"), "paused");
  pass("PT21H");

  EXPECT_EQ(zns->got().size(), 2u);
}

TEST_F(budget, a_restart_in_between_changes_nothing) {
  given(fixed_tokens(1000, 4));
  install(paid_campaign("paid", "zns"));
  begin("paid");
  const auto second = begin("paid");
  daemon_.reset();
  begin_daemon();
  EXPECT_EQ(state_of("paid"), "paused");
  EXPECT_EQ(of_day().at("spent"), 4);
  EXPECT_EQ(answer("GET", "/v1/campaigns/paid").at("paused_by_budget").at("action"), "send:zns");

  pass("P1D");

  EXPECT_EQ(state_of("paid"), "active");
  EXPECT_EQ(zns->got().size(), 2u);
  EXPECT_EQ(instance(second).at("waiting_for"), "timer");
}

TEST_F(budget, it_does_not_end_the_pause_of_an_operator) {
  given(fixed_tokens(1000, 4));
  install(paid_campaign("paid", "zns"));
  install(paid_campaign("other", "zns"));
  begin("paid");
  answer("POST", "/v1/campaigns/other/pause", json::object());
  begin("paid");
  ASSERT_EQ(state_of("paid"), "paused");
  answer("POST", "/v1/campaigns/paid/pause", {{"why", "the shop is closed"}});

  pass("P3D");

  EXPECT_EQ(state_of("paid"), "paused");
  EXPECT_EQ(state_of("other"), "paused");
  EXPECT_EQ(zns->got().size(), 1u);
}

TEST_F(budget, an_operator_who_lets_it_go_on_too_early_only_finds_it_paused_again) {
  given(fixed_tokens(1000, 4));
  install(paid_campaign("paid", "zns"));
  begin("paid");
  const auto second = begin("paid");

  answer("POST", "/v1/campaigns/paid/resume", json::object());
  for (int i = 0; i < 2000 && state_of("paid") != "paused"; ++i)
    settle();

  EXPECT_EQ(state_of("paid"), "paused");
  EXPECT_EQ(zns->got().size(), 1u);
  pass("P1D");
  EXPECT_EQ(zns->got().size(), 2u);
  EXPECT_EQ(instance(second).at("waiting_for"), "timer");
}

TEST_F(budget, a_send_that_is_refused_costs_nothing_and_an_unknown_one_stays_reserved) {
  given(fixed_tokens(1000, 100));
  install(paid_campaign("paid", "zns"));
  zns->answer_with(outcome::rejected);
  begin("paid");
  EXPECT_EQ(of_day().at("left"), 100);

  zns->answer_with(outcome::unknown);
  begin("paid");
  begin("paid");
  EXPECT_EQ(of_day().at("reserved"), 8);
  EXPECT_EQ(of_day().at("left"), 92);
  const auto sent = zns->got();
  answer("POST", "/v1/receipts/zns", {{"kind", "delivered"}, {"key", sent.at(1)}});
  answer("POST", "/v1/receipts/zns", {{"kind", "failed"}, {"key", sent.at(2)}});
  settle();

  EXPECT_EQ(of_day().at("reserved"), 0);
  EXPECT_EQ(of_day().at("spent"), 4);
}

TEST_F(budget, what_was_under_way_when_the_daemon_stopped_stays_reserved) {
  given(fixed_tokens(1000, 100));
  install(paid_campaign("paid", "zns"));
  zns->stay_silent();
  answer("POST", "/v1/campaigns/paid/runs", {{"customer", "an"}});
  ASSERT_TRUE(soon([&] { return !zns->got().empty(); }));
  EXPECT_EQ(of_day().at("reserved"), 4);
  daemon_->stop(milliseconds{0});
  daemon_.reset();
  begin_daemon();
  settle();

  EXPECT_EQ(of_day().at("reserved"), 4);
  EXPECT_EQ(tokens_in_journals(), (std::pair<std::int64_t, std::int64_t>{0, 4}));
  answer("POST", "/v1/receipts/zns", {{"kind", "delivered"}, {"key", zns->got().at(0)}});
  EXPECT_EQ(of_day().at("spent"), 4);
}

TEST_F(budget, vouchers_and_calls_cost_and_wait_like_sends) {
  given(fixed_tokens(1000, 4));
  answer("POST", "/v1/vouchers", {{"id", "gold"}});
  answer("POST", "/v1/vouchers/gold/codes", {{"codes", {"A", "B"}}});
  auto gifts = paid_campaign("gifts", "mailbox");
  gifts["start"] = "offer";
  gifts["steps"]["offer"] = {
      {"type", "voucher"}, {"pool", "gold"}, {"as", "offer"}, {"next", "tell"}};
  install(gifts);
  begin("gifts");
  const auto second = begin("gifts");
  EXPECT_EQ(state_of("gifts"), "paused");
  EXPECT_EQ(answer("GET", "/v1/vouchers/gold").at("free"), 1);
  EXPECT_EQ(mailbox().size(), 1u);
  daemon_.reset();
  begin_daemon();

  pass("P1D");

  EXPECT_EQ(answer("GET", "/v1/vouchers/gold").at("free"), 0);
  EXPECT_EQ(mailbox().size(), 2u);
  EXPECT_EQ(instance(second).at("waiting_for"), "timer");
}

TEST_F(budget, a_call_is_paid_before_it_leaves) {
  given(fixed_tokens(1000, 3));
  auto calls = paid_campaign("calls", "mailbox");
  calls["start"] = "call";
  calls["steps"]["call"] = {{"type", "http"},
                            {"method", "POST"},
                            {"url", "http://127.0.0.1:9/"},
                            {"on_failure", "tell"},
                            {"next", "tell"}};
  install(calls);

  begin("calls");

  EXPECT_EQ(state_of("calls"), "paused");
  EXPECT_EQ(answer("GET", "/v1/campaigns/calls").at("paused_by_budget").at("action"), "http");
}

TEST_F(budget, a_run_that_runs_out_on_its_way_goes_on_until_everybody_is_through) {
  constexpr std::size_t a_day = 7;
  constexpr std::size_t people = 20;
  given(fixed_tokens(1000, 4 * a_day));
  for (std::size_t i = 1; i < people; ++i)
    answer("PUT", "/v1/records/customer/c" + std::to_string(i), json::object());
  install(paid_campaign("paid", "zns"));

  const std::string run = answer("POST", "/v1/campaigns/paid/runs", {{"audience", "now"}}).at("id");
  settle();

  EXPECT_EQ(zns->got().size(), a_day);
  EXPECT_EQ(state_of("paid"), "paused");
  EXPECT_EQ(of_day().at("spent"), 4 * a_day);
  daemon_.reset(); // what waits is in the file
  begin_daemon();
  pass("P1D");
  EXPECT_EQ(zns->got().size(), 2 * a_day);
  pass("P1D");

  const auto got = zns->got();
  EXPECT_EQ(got.size(), people);
  EXPECT_EQ((std::set<std::string>{got.begin(), got.end()}).size(), people);
  EXPECT_EQ(state_of("paid"), "active");
  const auto shown = answer("GET", "/v1/runs/" + run);
  EXPECT_EQ(shown.at("entered"), people);
  EXPECT_EQ(shown.at("refused"), 0);
  EXPECT_EQ(tokens_in_journals().first, 4 * people);
}

TEST_F(budget, a_goal_before_the_hour_takes_the_waiting_send_back) {
  given(fixed_tokens(1000, 4));
  install(paid_campaign("paid", "zns"));
  const auto first = begin("paid");
  const auto second = begin("paid");
  pay("1");

  pass("P2D");

  EXPECT_EQ(instance(first).at("status"), "converted");
  EXPECT_EQ(instance(second).at("status"), "converted");
  EXPECT_EQ(zns->got().size(), 1u);
  EXPECT_EQ(state_of("paid"), "active");
}

TEST_F(budget, what_is_taken_back_too_late_costs_if_it_left_and_nothing_if_it_did_not) {
  given(fixed_tokens(1000, 100));
  install(paid_campaign("paid", "zns"));
  zns->hold();
  std::int64_t spent = 0;
  for (const auto kind : {outcome::unreachable, outcome::rejected, outcome::accepted}) {
    const auto before = zns->got().size();
    const std::string id = answer("POST", "/v1/campaigns/paid/runs", {{"customer", "an"}}).at("id");
    ASSERT_TRUE(soon([&] { return zns->got().size() != before; }));
    pay(id);
    ASSERT_TRUE(soon([&] { return instance(id).at("status") == "converted"; }));
    EXPECT_EQ(of_day().at("reserved"), 4);

    zns->answer_now(kind);
    for (int i = 0; i < 2000 && of_day().at("reserved") != 0; ++i)
      settle();

    spent += kind == outcome::accepted ? 4 : 0;
    EXPECT_EQ(of_day().at("reserved"), 0);
    EXPECT_EQ(of_day().at("spent"), spent);
  }
}

TEST_F(budget, a_broken_one_is_refused_with_every_mistake) {
  begin_daemon();
  const auto response = ask("PUT", "/v1/budget", R"({"timezone": "Mars/Base", "coins": {}})");

  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(json::parse(response.body).at("errors").size(), 1u); // what nothing reads comes first
  EXPECT_EQ(answer("GET", "/v1/budget").at("version"), 0);
}

} // namespace sojourn::tests
