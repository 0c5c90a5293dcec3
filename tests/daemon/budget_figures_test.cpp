// Credits, statements and estimates over HTTP: what is left when all is added up.
#include "budget_fixture.hpp"

namespace sojourn::tests {

TEST_F(budget, credits_are_money_of_their_own) {
  auto document = fixed_tokens(1000, 1000);
  document["credits"] = {{"zalo", {{"currency", "VND"}, {"prices", {{"send:zns", 300}}}}}};
  given(document);
  install(paid_campaign("paid", "zns"));
  EXPECT_EQ(answer("POST", "/v1/budget/credits/zalo/deposits", {{"amount", 500}}).at("left"), 500);
  begin("paid");
  const auto second = begin("paid");
  EXPECT_EQ(answer("GET", "/v1/campaigns/paid").at("paused_by_budget").at("why"),
            "the credits of \"zalo\" cannot pay 300: 200 left");
  EXPECT_EQ(of_day().at("spent"), 4);

  answer("POST", "/v1/budget/credits/zalo/deposits", {{"amount", 100}, {"why", "topped up"}});
  pass("P1D");

  EXPECT_EQ(instance(second).at("waiting_for"), "timer");
  EXPECT_EQ(standing().at("credits").at("zalo"),
            json::parse(R"({"currency": "VND", "deposited": 600, "reserved": 0, "spent": 600,
                            "left": 0, "prepaid": true})"));
  const auto results = answer("GET", "/v1/campaigns/paid/results");
  EXPECT_EQ(results.at("cost"), json::parse(R"({"tokens": 8, "credits": {"zalo": 600}})"));
}

TEST_F(budget, a_statement_is_what_the_journals_of_the_instances_give) {
  given(fixed_tokens(1000, 8));
  install(paid_campaign("paid", "zns"));
  begin("paid");
  zns->answer_with(outcome::rejected);
  begin("paid");
  zns->answer_with(outcome::unknown);
  begin("paid");
  zns->answer_with(outcome::accepted);
  begin("paid"); // 4 spent, 4 unknown: it waits
  pass("P2D");

  const auto [spent, unknown] = tokens_in_journals();
  const auto told = answer("GET", "/v1/campaigns/paid/statement");
  EXPECT_EQ(spent, 8);
  EXPECT_EQ(unknown, 4);
  EXPECT_EQ(told.at("totals").at("settled").at("tokens"), spent);
  EXPECT_EQ(told.at("totals").at("open").at("tokens"), unknown);
  EXPECT_EQ(told.at("totals").at("reserved").at("count"), 4);
  EXPECT_EQ(told.at("totals").at("released").at("count"), 1);
  EXPECT_EQ(told.at("rows").at(0).at("action"), "send:zns");
  const auto months = answer("GET", "/v1/budget/periods").at("items");
  EXPECT_EQ(months, json::parse(R"([{"period": "2026-03", "credits": {},
                                     "tokens": {"reserved": 4, "spent": 8}}])"));
  const auto first = answer("GET", "/v1/campaigns/paid/statement?to=2026-03-02T00:00:00Z");
  EXPECT_EQ(first.at("totals").at("settled").at("count"), 2);
}

TEST_F(budget, what_a_campaign_will_cost_is_told_before_it_begins_and_warned_of) {
  given(fixed_tokens(1000, 10));
  for (const auto* customer : {"binh", "chi"})
    answer("PUT", "/v1/records/customer/" + std::string{customer}, json::object());
  answer("PUT", "/v1/campaigns/paid", paid_campaign("paid", "zns"));

  const auto told = answer("GET", "/v1/campaigns/paid/estimate");
  EXPECT_EQ(told.at("entries"), 3);
  EXPECT_EQ(told.at("per_entry").at("tokens"), 4);
  EXPECT_EQ(told.at("most").at("tokens"), 12);
  EXPECT_EQ(told.at("left").at("tokens"), 10);
  EXPECT_EQ(told.at("suffices"), false);
  EXPECT_EQ(told.at("steps").at(0).at("step"), "tell");
  EXPECT_EQ(told.at("steps").at(0).at("most").at("actions"), 3);
  const auto activated = answer("POST", "/v1/campaigns/paid/activate", json::object());
  const auto& findings = activated.at("findings");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings.at(0).at("code"), "budget_short");
  EXPECT_EQ(findings.at(0).at("severity"), "warning");

  answer("PUT", "/v1/campaigns/free", paid_campaign("free", "mailbox"));
  EXPECT_EQ(answer("GET", "/v1/campaigns/free/estimate").at("most").at("tokens"), 0);
  EXPECT_EQ(answer("POST", "/v1/campaigns/free/activate", json::object()).at("findings"),
            json::array());
}

TEST_F(budget, without_one_nothing_has_a_price_and_when_it_is_removed_all_go_on) {
  given(fixed_tokens(1000, 4));
  install(paid_campaign("paid", "zns"));
  begin("paid");
  const auto second = begin("paid");
  ASSERT_EQ(state_of("paid"), "paused");

  EXPECT_EQ(answer("DELETE", "/v1/budget").at("budget"), nullptr);
  settle();

  EXPECT_EQ(state_of("paid"), "active");
  EXPECT_EQ(zns->got().size(), 2u);
  EXPECT_EQ(instance(second).at("waiting_for"), "timer");
  EXPECT_EQ(of_day().at("spent"), 4);
}

} // namespace sojourn::tests
