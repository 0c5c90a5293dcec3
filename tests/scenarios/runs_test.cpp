// Runs for many at once, and schedules over restarts.
#include "tests/scenarios/mortal_daemon.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace sojourn::scenarios {

namespace {

constexpr int customers = 1'200; ///< several pages of a run's list

void bring_in(mortal_daemon& shop) {
  std::string rows;
  for (int i = 0; i < customers; ++i)
    rows += json{{"id", "c" + std::to_string(i)}, {"tier", i % 3 == 0 ? "gold" : "silver"}}.dump() +
            "\n";
  shop.send("/v1/records/customer/import?triggers=silent", "application/x-ndjson", rows);
}

/// `parallel`: nothing but the run itself keeps somebody from entering twice.
json sale(const json& trigger) {
  auto campaign = json::parse(R"({
    "id": "sale", "name": "Sale", "timezone": "Asia/Ho_Chi_Minh",
    "audience": {"==": [{"var": "customer.tier"}, "gold"]},
    "reentry": {"policy": "parallel"}, "start": "tell",
    "steps": {
      "tell": {"type": "send", "message": "sale", "via": ["mailbox"], "next": "rest"},
      "rest": {"type": "delay", "for": "P1D", "next": "end"}},
    "messages": {"sale": {"fallback": "en", "languages": {"en": {"text": "Hello"}}}}})");
  campaign["trigger"] = trigger;
  return campaign;
}

json runs(mortal_daemon& shop) {
  json told = json::array();
  for (const auto& run : shop.items("/v1/campaigns/sale/runs"))
    told.push_back({{"occurrence", run.value("occurrence", "")},
                    {"state", run.at("state")},
                    {"members", run.at("members")},
                    {"entered", run.at("entered")},
                    {"refused", run.at("refused")},
                    {"open", run.at("open")}});
  return told;
}

/// How many messages came, and to how many.
json messages(mortal_daemon& shop) {
  std::vector<std::string> subjects;
  for (const auto& mail : shop.mailbox())
    subjects.push_back(mail.at("subject"));
  const auto count = subjects.size();
  std::ranges::sort(subjects);
  subjects.erase(std::ranges::unique(subjects).begin(), subjects.end());
  return {count, subjects.size()};
}

} // namespace

TEST(a_run, enters_everybody_once_and_ends_by_itself) {
  expect_same_through_deaths("2026-03-01T09:00:00+07:00", [](mortal_daemon& shop) {
    bring_in(shop);
    shop.clock_to("2026-03-01T09:00:01+07:00");
    shop.install(sale({{"type", "manual"}}));
    shop.create("/v1/campaigns/sale/runs", "spring", {{"audience", "now"}});
    shop.clock_to("2026-03-01T09:00:02+07:00");
    // The list is that of the moment: who becomes gold later is not on it.
    shop.answer("PUT", "/v1/records/customer/c1", {{"tier", "gold"}});
    json told = json::array({runs(shop)});
    EXPECT_EQ(told[0][0], json({{"occurrence", ""},
                                {"state", "open"},
                                {"members", 400},
                                {"entered", 400},
                                {"refused", 0},
                                {"open", 400}}));
    shop.clock_to("2026-03-02T09:00:02+07:00");
    told.push_back(runs(shop));
    EXPECT_EQ(told[1][0].at("state"), "ended") << "nobody ends it";
    EXPECT_EQ(told[1][0].at("open"), 0);
    told.push_back(messages(shop));
    EXPECT_EQ(told[2], json({400, 400}));
    return told;
  });
}

TEST(a_schedule, runs_each_occurrence_once_whenever_the_daemon_dies_and_starts) {
  const temporary_directory folder;
  mortal_daemon shop{folder.path() + "/data", "2026-03-01T12:00:00+07:00", 0};
  bring_in(shop);
  shop.clock_to("2026-03-01T12:00:01+07:00");
  shop.install(sale({{"type", "schedule"},
                     {"rule", "FREQ=DAILY"},
                     {"start", "2026-01-01T09:00"},
                     {"overlap", "parallel"}}));
  shop.kill(); // before the first
  shop.clock_to("2026-03-02T08:59:59+07:00");
  EXPECT_EQ(runs(shop), json::array());
  shop.kill();
  shop.clock_to("2026-03-02T09:00:00+07:00");
  shop.kill(); // with the instances of the first at rest
  shop.kill();
  shop.clock_to("2026-03-04T12:00:00+07:00");
  shop.kill();

  const auto one = [](const char* at, const char* state, int open) {
    return json{{"occurrence", at}, {"state", state}, {"members", 400},
                {"entered", 400},   {"refused", 0},   {"open", open}};
  };
  EXPECT_EQ(runs(shop),
            json({one("2026-03-04T02:00:00Z", "open", 400), one("2026-03-03T02:00:00Z", "ended", 0),
                  one("2026-03-02T02:00:00Z", "ended", 0)}));
  EXPECT_EQ(shop.answer("GET", "/v1/campaigns/sale/stats").at("total"), 1'200);
  EXPECT_EQ(shop.answer("POST", "/v1/verify", json::object()).at("violations"), json::array());
}

} // namespace sojourn::scenarios
