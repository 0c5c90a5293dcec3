// What a campaign can cost before anybody has entered it.
#include "budget/estimate.hpp"
#include "campaign/reader.hpp"

#include <gtest/gtest.h>

namespace sojourn::budget {

namespace {

campaign::definition_ptr campaign_of(const json& steps, const std::string& start,
                                     const json& trigger = {{"type", "manual"}}) {
  const json source{{"id", "news"},
                    {"name", "News"},
                    {"trigger", trigger},
                    {"start", start},
                    {"steps", steps},
                    {"messages",
                     {{"hello",
                       {{"purpose", "promotional"},
                        {"fallback", "en"},
                        {"languages", {{"en", {{"text", "Hello"}}}}}}}}}};
  auto read = campaign::read_definition(source, {});
  EXPECT_TRUE(read) << (read ? "" : dump(json(read.error().message)));
  if (!read) {
    for (const auto& one : read.error().details)
      ADD_FAILURE() << one.pointer << ": " << one.message;
  }
  return *read;
}

json send(const json& via, const std::string& next) {
  return {{"type", "send"}, {"message", "hello"}, {"via", via}, {"next", next}};
}

json voucher(const std::string& next) {
  return {{"type", "voucher"}, {"pool", "p"}, {"as", "offer"}, {"next", next}};
}

plan_ptr prices() {
  return read_plan({{"tokens", {{"prices", {{"send", 1}, {"send:zns", 5}, {"voucher", 2}}}}},
                    {"credits",
                     {{"zalo", {{"currency", "VND"}, {"prices", {{"send:zns", 300}}}}},
                      {"sms", {{"currency", "VND"}, {"prices", {{"send:sms", 450}}}}}}}})
      .value();
}

} // namespace

TEST(estimates, the_dearest_way_counts_and_of_a_send_its_dearest_channel) {
  const auto campaign = campaign_of(
      {{"which",
        {{"type", "branch"},
         {"cases", {{{"when", {{"==", {{{"var", "customer.tier"}}, "gold"}}}}, {"next", "offer"}}}},
         {"otherwise", "plain"}}},
       {"offer", voucher("tell")},
       {"tell", send({"zns", "email"}, "end")},
       {"plain", send({"email"}, "end")}},
      "which");

  const auto made = estimate_of(*campaign, *prices());

  EXPECT_EQ(made.tokens, 7);
  EXPECT_EQ(made.credits, (std::map<std::string, std::int64_t>{{"zalo", 300}}));
  EXPECT_FALSE(made.loops);
  ASSERT_EQ(made.tolls.size(), 4u);
  EXPECT_EQ(made.tolls[2].step, "tell");
  EXPECT_EQ(made.tolls[2].action, "send:zns");
}

TEST(estimates, each_pot_counts_the_way_that_is_dearest_for_it) {
  const auto campaign = campaign_of({{"which",
                                      {{"type", "split"},
                                       {"shares",
                                        {{{"name", "a"}, {"share", 1}, {"next", "a"}},
                                         {{"name", "b"}, {"share", 1}, {"next", "b"}}}}}},
                                     {"a", send({"zns"}, "end")},
                                     {"b", send({"sms"}, "end")}},
                                    "which");

  const auto made = estimate_of(*campaign, *prices());

  EXPECT_EQ(made.tokens, 5);
  EXPECT_EQ(made.credits, (std::map<std::string, std::int64_t>{{"sms", 450}, {"zalo", 300}}));
}

TEST(estimates, a_loop_counts_one_round_and_is_told) {
  const auto campaign =
      campaign_of({{"tell", send({"email"}, "rest")},
                   {"rest", {{"type", "delay"}, {"for", "P1D"}, {"next", "again?"}}},
                   {"again?",
                    {{"type", "branch"},
                     {"cases", {{{"when", {{"var", "customer.more"}}}, {"next", "tell"}}}},
                     {"otherwise", "last"}}},
                   {"last", send({"zns"}, "end")}},
                  "tell");

  const auto made = estimate_of(*campaign, *prices());

  EXPECT_EQ(made.tokens, 6);
  EXPECT_TRUE(made.loops);
}

TEST(estimates, a_campaign_without_paid_steps_costs_nothing) {
  const auto campaign =
      campaign_of({{"rest", {{"type", "delay"}, {"for", "P1D"}, {"next", "end"}}}}, "rest");

  const auto made = estimate_of(*campaign, *prices());

  EXPECT_TRUE(made.tolls.empty());
  EXPECT_EQ(made.tokens, 0);
}

} // namespace sojourn::budget
