// Tokens and credits over HTTP: what actions cost, what happens when the pots are empty, and what
// is left when all is added up.
#include "whole_daemon.hpp"

#include <mutex>
#include <set>
#include <thread>

namespace sojourn::testing {

namespace {

using channels::outcome_kind;

/// A provider that answers as it is told and calls back with receipts.
class paid_provider final : public channels::channel {
public:
  channels::capabilities declares() const override {
    return {
        .deduplicates = false, .reports_delivery = true, .receipt_within = std::chrono::hours{100}};
  }
  std::optional<std::string> unreachable(const json&) const override { return std::nullopt; }
  void deliver(channels::delivery request, channels::completion done) override {
    channels::outcome outcome;
    {
      const std::lock_guard lock{mutex_};
      got_.push_back(request.tracking);
      outcome.kind = answer_;
      if (holds_)
        held_ = std::move(done);
      if (holds_ || silent_)
        return; // as one that is asked when the daemon stops
    }
    done(std::move(outcome));
  }
  result<messages::provider_news> read_call(const channels::provider_call& call) const override {
    const auto said = parse_json(call.body);
    messages::provider_news news;
    news.receipts.push_back(
        {.kind = messages::parse_receipt_kind(said->at("kind").get<std::string>()).value(),
         .channel = "zns",
         .key = said->at("key").get<std::string>(),
         .at = call.at,
         .id = "1"});
    return news;
  }
  std::vector<std::string> got() {
    const std::lock_guard lock{mutex_};
    return got_;
  }
  void answer_with(outcome_kind kind) {
    const std::lock_guard lock{mutex_};
    answer_ = kind;
  }
  void stay_silent() {
    const std::lock_guard lock{mutex_};
    silent_ = true;
  }
  /// Answers when answer_now is called.
  void hold() {
    const std::lock_guard lock{mutex_};
    holds_ = true;
  }
  void answer_now(outcome_kind kind) {
    channels::completion done;
    {
      const std::lock_guard lock{mutex_};
      done = std::exchange(held_, nullptr);
    }
    channels::outcome outcome;
    outcome.kind = kind;
    done(std::move(outcome));
  }

private:
  std::mutex mutex_;
  outcome_kind answer_ = outcome_kind::accepted;
  bool silent_ = false;
  bool holds_ = false;
  channels::completion held_;
  std::vector<std::string> got_;
};

/// Sends by one channel, then rests.
json campaign(const std::string& id, const std::string& channel) {
  return {
      {"id", id},
      {"name", id},
      {"timezone", "Asia/Ho_Chi_Minh"},
      {"trigger", {{"type", "manual"}}},
      {"reentry", {{"policy", "parallel"}}},
      {"goal", {{"event", "order.paid"}}},
      {"start", "tell"},
      {"steps",
       {{"tell", {{"type", "send"}, {"message", "hello"}, {"via", {channel}}, {"next", "rest"}}},
        {"rest", {{"type", "delay"}, {"for", "P30D"}, {"next", "end"}}}}},
      {"messages",
       {{"hello",
         {{"purpose", "transactional"},
          {"fallback", "en"},
          {"languages", {{"en", {{"text", "Hello"}}}}}}}}}};
}

json fixed(std::int64_t month, std::int64_t day) {
  return {{"timezone", "Asia/Ho_Chi_Minh"},
          {"resume_at", "06:00"},
          {"tokens",
           {{"prices", {{"send:zns", 4}, {"voucher", 4}, {"http", 4}}},
            {"fixed", {{"month", month}, {"day", day}}}}}};
}

class budget : public whole_daemon {
protected:
  void begin_daemon() { start({{"zns", zns}}); }
  void given(const json& document) {
    begin_daemon();
    answer("PUT", "/v1/budget", document);
    answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  }
  std::string begin(const std::string& id) {
    const auto instance =
        answer("POST", "/v1/campaigns/" + id + "/runs", {{"customer", "an"}}).at("id");
    settle();
    return instance;
  }
  json standing() { return answer("GET", "/v1/budget"); }
  json of_day() { return standing().at("tokens").at("day"); }
  std::string state_of(const std::string& id) {
    return answer("GET", "/v1/campaigns/" + id).at("state");
  }
  void pay(const std::string& id) {
    const auto response = tell_paid(id);
    EXPECT_LT(response.status, 300) << response.body;
  }
  json instance(const std::string& id) { return answer("GET", "/v1/instances/" + id); }
  /// Tokens that the journals of all instances give: what was accepted, and what is unknown.
  std::pair<std::int64_t, std::int64_t> tokens_in_journals() {
    std::int64_t spent = 0;
    std::int64_t unknown = 0;
    const auto instances = answer("GET", "/v1/instances?limit=1000").at("items");
    for (const auto& one : instances) {
      const auto rows =
          answer("GET", "/v1/instances/" + one.at("id").get<std::string>() + "/journal?limit=1000");
      for (const auto& entry : rows.at("items")) {
        const auto& told = entry.at("payload");
        if (entry.at("type") != "effect_settled" || !told.contains("cost"))
          continue;
        const auto tokens = told.at("cost").value("tokens", std::int64_t{0});
        if (told.at("outcome") == "accepted")
          spent += tokens;
        else if (told.at("outcome") == "unknown")
          unknown += tokens;
      }
    }
    return {spent, unknown};
  }

  std::shared_ptr<paid_provider> zns = std::make_shared<paid_provider>();
};

} // namespace

TEST_F(budget, when_it_runs_out_only_what_has_to_be_paid_pauses_and_goes_on_at_the_set_hour) {
  given(fixed(1000, 10));
  install(campaign("paid", "zns"));
  install(campaign("free", "mailbox"));
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
  given(fixed(4, 10));
  install(campaign("paid", "zns"));
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
  given(fixed(1000, 4));
  install(campaign("paid", "zns"));
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
  given(fixed(1000, 4));
  install(campaign("paid", "zns"));
  install(campaign("other", "zns"));
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
  given(fixed(1000, 4));
  install(campaign("paid", "zns"));
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
  given(fixed(1000, 100));
  install(campaign("paid", "zns"));
  zns->answer_with(outcome_kind::rejected);
  begin("paid");
  EXPECT_EQ(of_day().at("left"), 100);

  zns->answer_with(outcome_kind::unknown);
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
  given(fixed(1000, 100));
  install(campaign("paid", "zns"));
  zns->stay_silent();
  answer("POST", "/v1/campaigns/paid/runs", {{"customer", "an"}});
  while (zns->got().empty())
    std::this_thread::yield();
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
  given(fixed(1000, 4));
  answer("POST", "/v1/vouchers", {{"id", "gold"}});
  answer("POST", "/v1/vouchers/gold/codes", {{"codes", {"A", "B"}}});
  auto gifts = campaign("gifts", "mailbox");
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
  given(fixed(1000, 3));
  auto calls = campaign("calls", "mailbox");
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

TEST_F(budget, credits_are_money_of_their_own) {
  auto document = fixed(1000, 1000);
  document["credits"] = {{"zalo", {{"currency", "VND"}, {"prices", {{"send:zns", 300}}}}}};
  given(document);
  install(campaign("paid", "zns"));
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
  given(fixed(1000, 8));
  install(campaign("paid", "zns"));
  begin("paid");
  zns->answer_with(outcome_kind::rejected);
  begin("paid");
  zns->answer_with(outcome_kind::unknown);
  begin("paid");
  zns->answer_with(outcome_kind::accepted);
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
  given(fixed(1000, 10));
  for (const auto* customer : {"binh", "chi"})
    answer("PUT", "/v1/records/customer/" + std::string{customer}, json::object());
  answer("PUT", "/v1/campaigns/paid", campaign("paid", "zns"));

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

  answer("PUT", "/v1/campaigns/free", campaign("free", "mailbox"));
  EXPECT_EQ(answer("GET", "/v1/campaigns/free/estimate").at("most").at("tokens"), 0);
  EXPECT_EQ(answer("POST", "/v1/campaigns/free/activate", json::object()).at("findings"),
            json::array());
}

TEST_F(budget, without_one_nothing_has_a_price_and_when_it_is_removed_all_go_on) {
  given(fixed(1000, 4));
  install(campaign("paid", "zns"));
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

TEST_F(budget, a_run_that_runs_out_on_its_way_goes_on_until_everybody_is_through) {
  constexpr std::size_t a_day = 7;
  constexpr std::size_t people = 20;
  given(fixed(1000, 4 * a_day));
  for (std::size_t i = 1; i < people; ++i)
    answer("PUT", "/v1/records/customer/c" + std::to_string(i), json::object());
  install(campaign("paid", "zns"));

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
  given(fixed(1000, 4));
  install(campaign("paid", "zns"));
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
  given(fixed(1000, 100));
  install(campaign("paid", "zns"));
  zns->hold();
  std::int64_t spent = 0;
  for (const auto kind :
       {outcome_kind::unreachable, outcome_kind::rejected, outcome_kind::accepted}) {
    const auto before = zns->got().size();
    const std::string id = answer("POST", "/v1/campaigns/paid/runs", {{"customer", "an"}}).at("id");
    while (zns->got().size() == before)
      std::this_thread::yield();
    pay(id);
    while (instance(id).at("status") != "converted")
      std::this_thread::yield();
    EXPECT_EQ(of_day().at("reserved"), 4);

    zns->answer_now(kind);
    for (int i = 0; i < 2000 && of_day().at("reserved") != 0; ++i)
      settle();

    spent += kind == outcome_kind::accepted ? 4 : 0;
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

} // namespace sojourn::testing
