// Placeholders and what fills them.
#include "library/from_campaign.hpp"
#include "library/parameters.hpp"
#include "library/placeholders.hpp"
#include "scenario.hpp"

#include <gtest/gtest.h>

namespace sojourn::library {

namespace {

scenario_ptr small() { return read_scenario("small", small_scenario()).value(); }

result<json> complete(const json& given, gaps missing = gaps::are_mistakes) {
  return complete_parameters(*small(), given, "/parameters", missing);
}

std::string mistake(const json& given) {
  const auto made = complete(given);
  return made ? "" : made.error().details.at(0).pointer + ": " + made.error().details.at(0).message;
}

} // namespace

TEST(placeholders, are_filled_as_values_and_inside_of_texts) {
  const auto made = filled(json::parse(R"({"pool": {"parameter": "pool"},
      "for": "P{{parameters.days}}D", "text": "{{customer.name}}: {{ parameters.word.vi }}!",
      "list": [{"parameter": "list"}]})"),
                           json::parse(R"({"pool": "spring", "days": 3, "word": {"vi": "chào"},
      "list": ["a", "b"]})"));

  EXPECT_EQ(made, json::parse(R"({"pool": "spring", "for": "P3D",
      "text": "{{customer.name}}: chào!", "list": [["a", "b"]]})"));
}

TEST(placeholders, are_found_where_a_tag_stands_before_them) {
  const auto found = placeholders_in({{"a/b", "{{#fallback}}{{parameters.x}}|-{{/fallback}}"}});

  EXPECT_EQ(found, (std::vector<placeholder>{{"/a~1b", "x", true}}));
}

TEST(placeholders, are_filled_once_so_that_a_value_cannot_name_another_parameter) {
  const auto made =
      filled({{"text", "{{parameters.a}}"}}, {{"a", "{{parameters.b}}"}, {"b", "secret"}});

  EXPECT_EQ(made.at("text"), "{{parameters.b}}");
}

TEST(placeholders, of_what_is_not_there_stay) {
  const json source{{"a", {{"parameter", "x"}}}, {"b", "{{parameters.x}}"}};

  EXPECT_EQ(filled(source, json::object()), source);
}

TEST(placeholders, tell_which_parameter_a_place_of_the_campaign_came_from) {
  const json campaign{
      {"trigger", {{"at", {{{"parameter", "at"}}}}}},
      {"steps",
       {{"offer", {{"pool", {{"parameter", "pool"}}}, {"type", "voucher"}}},
        {"rest", {{"for", "P{{parameters.days}}DT{{parameters.hours}}H"}}},
        {"tell", {{"via", {{"parameter", "send.channels"}}}, {"next", "P{{parameters.days}}D"}}}}}};
  const auto place = [&](const char* pointer) {
    return place_in_parameters(campaign, pointer).value_or("none");
  };

  EXPECT_EQ(place("/steps/offer/pool"), "/parameters/pool");
  EXPECT_EQ(place("/steps/tell/via/1"), "/parameters/send/channels/1");
  EXPECT_EQ(place("/steps/tell/next"), "/parameters/days");
  EXPECT_EQ(place("/trigger/at"), "/parameters/at");
  EXPECT_EQ(place("/trigger/at/0"), "/parameters/at");
  EXPECT_EQ(place("/steps/rest/for"), "none") << "two parameters made it";
  EXPECT_EQ(place("/steps/offer/type"), "none") << "the campaign says it itself";
  EXPECT_EQ(place("/steps/offer"), "none");
  EXPECT_EQ(place("/steps/offer/missing"), "none");
}

TEST(parameters, take_their_defaults) {
  EXPECT_EQ(
      complete({{"pool", "spring"}}).value(),
      (json{{"days", 3}, {"pool", "spring"}, {"greeting", {{"vi", "Chào"}, {"en", "Hello"}}}}));
}

TEST(parameters, without_a_default_must_be_given_unless_one_only_looks) {
  EXPECT_EQ(mistake(json::object()).substr(0, 17), "/parameters/pool:");
  EXPECT_EQ(complete(json::object(), gaps::take_examples).value().at("pool"), "spring");
}

TEST(parameters, are_held_against_their_schema_and_their_format) {
  EXPECT_EQ(mistake({{"pool", "spring"}, {"days", 31}}),
            "/parameters/days: expected a whole number of days from 1 to 30, not 31");
  EXPECT_EQ(mistake({{"pool", "Mùa xuân"}}).substr(0, 17), "/parameters/pool:");
  EXPECT_EQ(mistake({{"pool", "spring"}, {"greeting", {{"vi", "Chào"}}}}).substr(0, 24),
            "/parameters/greeting/en:");
}

TEST(parameters, that_nothing_reads_are_told_with_what_was_meant) {
  const auto told = mistake({{"pool", "spring"}, {"dais", 2}});

  EXPECT_NE(told.find("/parameters/dais: "), std::string::npos) << told;
  EXPECT_NE(told.find("did you mean \"days\"?"), std::string::npos) << told;
}

TEST(formats, take_what_they_name_and_nothing_else) {
  const std::vector<std::tuple<std::string, std::string, std::string>> all{
      {"time", "09:00", "9 giờ"},     {"date", "2026-02-28", "2026-02-30"},
      {"duration", "P3D", "3 days"},  {"time-zone", "Asia/Ho_Chi_Minh", "Hanoi"},
      {"name", "welcome", "Welcome"}, {"pool", "gold-2026", "gold 2026"},
      {"amount", "250000.50", "-1"},  {"amount", "0", "1e3"},
      {"currency", "VND", "vnd"},     {"uri", "https://shop.example/a", "javascript:alert(1)"}};
  for (const auto& [format, good, bad] : all) {
    EXPECT_EQ(problem_of_format(format, good), "") << format << " " << good;
    EXPECT_NE(problem_of_format(format, bad), "") << format << " " << bad;
  }
}

TEST(a_scenario_of_a_campaign, takes_the_values_that_it_replaces_as_defaults) {
  const auto definition =
      json::parse(R"({"id": "spring", "name": "Spring", "trigger": {"type": "manual"},
      "start": "rest", "steps": {"rest": {"type": "delay", "for": "P2D", "next": "offer"},
      "offer": {"type": "voucher", "pool": "gold", "as": "offer", "next": "end"}}})");

  const auto made = document_of_campaign(definition, json::parse(R"({"campaign": "spring",
      "parameters": {"properties": {"days": {"type": "integer", "default": 2}}},
      "placeholders": {"/steps/offer/pool": {"parameter": "pool"},
                       "/steps/rest/for": "P{{parameters.days}}D"}})"));

  ASSERT_TRUE(made);
  const auto read = read_scenario("mine", *made);
  ASSERT_TRUE(read) << read.error().details.at(0).message;
  const auto parameters = complete_parameters(**read, json::object(), "").value();
  EXPECT_EQ(parameters, (json{{"days", 2}, {"pool", "gold"}}));
  EXPECT_EQ(definition_of(**read, "spring", "Spring", parameters), definition)
      << "with its defaults it is the campaign that it was made of";
}

TEST(a_scenario_of_a_campaign, says_which_placeholder_leads_to_nothing) {
  const auto made = document_of_campaign(
      {{"id", "a"}, {"name", "A"}},
      {{"campaign", "a"}, {"placeholders", {{"/steps/rest", "x"}, {"no pointer", "y"}}}});

  ASSERT_FALSE(made);
  ASSERT_EQ(made.error().details.size(), 2u);
  EXPECT_EQ(made.error().details[0].pointer, "/placeholders/no pointer");
  EXPECT_EQ(made.error().details[1].pointer, "/placeholders/~1steps~1rest");
}

} // namespace sojourn::library
