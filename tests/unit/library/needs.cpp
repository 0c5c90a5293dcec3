// What a campaign needs.
#include "library/needs.hpp"

#include "campaign/reader.hpp"
#include "library/parameters.hpp"
#include "scenario.hpp"

#include <gtest/gtest.h>

namespace sojourn::library {

namespace {

campaign::definition_ptr small_campaign() {
  const auto read = read_scenario("small", small_scenario()).value();
  const auto parameters =
      complete_parameters(*read, json::object(), "", gaps::take_examples).value();
  return campaign::read_definition(definition_of(*read, "small", "Small", parameters)).value();
}

json told(const std::vector<need>& needs) {
  auto shown = json::array();
  for (const auto& one : needs)
    shown.push_back({to_text(one.kind), one.name, one.facts});
  return shown;
}

} // namespace

TEST(needs, are_what_steps_and_messages_name) {
  EXPECT_EQ(told(needs_of(*small_campaign(), {})), json::parse(R"([
    ["channel", "email", {"steps": ["tell"]}],
    ["channel", "zns", {"steps": ["tell"]}],
    ["consent", "promotional", {"channels": ["email", "zns"]}],
    ["pool", "spring", {"steps": ["offer"]}],
    ["template", "zns:31", {"channel": "zns", "id": "31", "messages": ["m"]}]])"));
}

TEST(needs, that_are_declared_stand_beside_those_that_are_found) {
  const std::vector<declared_need> declared{
      {.record = "order", .fields = {"paid_at"}, .event = {}, .why = {{"vi", "a"}, {"en", "b"}}},
      {.record = {}, .fields = {}, .event = "form.answered", .why = nullptr}};

  const auto found = needs_of(*small_campaign(), declared);

  const auto order = std::ranges::find(found, std::string{"order"}, &need::name);
  ASSERT_NE(order, found.end());
  EXPECT_EQ(order->kind, need_kind::record_type);
  EXPECT_EQ(order->facts, (json{{"fields", {"paid_at"}}}));
  EXPECT_EQ(order->why.at("en"), "b");
  EXPECT_NE(std::ranges::find(found, std::string{"form.answered"}, &need::name), found.end());
}

TEST(needs, are_the_shops_own_record_types_whose_lists_conditions_read) {
  auto source = small_campaign()->source;
  source["audience"] = json::parse(R"({"some": [{"var": "ticket"}, {"var": "open"}]})");
  const auto campaign = campaign::read_definition(source, {.own_lists = std::nullopt}).value();

  const auto found = needs_of(*campaign, {});

  const auto ticket = std::ranges::find(found, std::string{"ticket"}, &need::name);
  ASSERT_NE(ticket, found.end());
  EXPECT_EQ(ticket->kind, need_kind::record_type);
}

TEST(needs, of_a_channel_are_met_by_any_that_the_step_names) {
  EXPECT_EQ(steps_without_channel(*small_campaign(), {"zns"}), std::vector<std::string>{});
  EXPECT_EQ(steps_without_channel(*small_campaign(), {"sms"}), std::vector<std::string>{"tell"});
}

} // namespace sojourn::library
