// Reading scenarios: what is taken, and what is told about the rest.
#include "scenario.hpp"

#include <gtest/gtest.h>

namespace sojourn::library {

namespace {

/// The mistakes of the small scenario after a change: "POINTER: MESSAGE".
std::vector<std::string> mistakes_after(const std::function<void(json&)>& change) {
  auto source = small_scenario();
  change(source);
  const auto read = read_scenario("small", source);
  if (read)
    return {};
  EXPECT_EQ(read.error().code, error_code::invalid_request);
  std::vector<std::string> told;
  for (const auto& one : read.error().details)
    told.push_back(one.pointer + ": " + one.message);
  return told;
}

void expect_one(const std::function<void(json&)>& change, const std::string& begin) {
  const auto told = mistakes_after(change);
  ASSERT_EQ(told.size(), 1u) << (told.empty() ? "none" : told.front());
  EXPECT_EQ(told.front().substr(0, begin.size()), begin);
}

} // namespace

TEST(a_scenario, is_read_with_what_it_is_for) {
  const auto read = read_scenario("small", small_scenario());

  ASSERT_TRUE(read) << read.error().details.at(0).pointer << read.error().details.at(0).message;
  EXPECT_EQ((*read)->goal, scenario_goal::traffic);
  EXPECT_EQ((*read)->form, estimate_form::now);
  EXPECT_EQ((*read)->parameters.at("required"), json({"days", "greeting", "pool"}))
      << "what is filled in somewhere has to be there";
}

TEST(a_scenario, without_a_translation_is_refused) {
  expect_one([](json& source) { source["title"].erase("vi"); }, "/title/vi: ");
}

TEST(a_scenario, that_names_a_parameter_that_is_not_there_is_refused) {
  const auto told = mistakes_after(
      [](json& source) { source["campaign"]["steps"]["offer"]["pool"]["parameter"] = "pol"; });

  EXPECT_EQ(told, (std::vector<std::string>{
                      "/campaign/steps/offer/pool: there is no parameter \"pol\"",
                      "/parameters/properties/pool: nothing reads this parameter"}));
}

TEST(a_scenario, with_a_parameter_that_nothing_reads_is_refused) {
  expect_one(
      [](json& source) {
        source["parameters"]["properties"]["hours"] = {{"type", "integer"}, {"default", 1}};
      },
      "/parameters/properties/hours: nothing reads this parameter");
}

TEST(a_scenario, with_a_list_inside_a_text_is_refused) {
  expect_one(
      [](json& source) {
        source["campaign"]["steps"]["rest"]["for"] = "P{{parameters.greeting}}D";
      },
      "/campaign/steps/rest/for: the parameter \"greeting\" is a list or an object");
}

TEST(a_scenario, with_a_default_that_its_own_schema_refuses_is_refused) {
  expect_one(
      [](json& source) { source["parameters"]["properties"]["days"]["default"] = 31; },
      "/parameters/properties/days/default: expected a whole number of days from 1 to 30, not 31");
}

TEST(a_scenario, that_cannot_be_tried_is_refused) {
  expect_one([](json& source) { source["parameters"]["properties"]["pool"].erase("examples"); },
             "/parameters/properties/pool: write a \"default\", or \"examples\"");
}

TEST(a_scenario, whose_campaign_has_a_mistake_is_refused_at_its_place) {
  expect_one([](json& source) { source["campaign"]["steps"]["tell"]["next"] = "ende"; },
             "/campaign/steps/tell/next: there is no step \"ende\"");
}

TEST(a_scenario, whose_filled_value_is_wrong_is_refused_at_the_placeholder) {
  expect_one(
      [](json& source) {
        source["campaign"]["steps"]["tell"]["via"] = {{"parameter", "channels"}};
        source["parameters"]["properties"]["channels"] = {
            {"type", "array"}, {"items", {{"type", "integer"}}}, {"default", {7}}};
      },
      "/campaign/steps/tell/via: ");
}

TEST(a_scenario, with_a_pattern_or_a_reference_in_its_parameters_is_refused) {
  expect_one([](json& source) { source["parameters"]["properties"]["days"]["pattern"] = "(a+)+"; },
             "/parameters/properties/days/pattern: ");
  expect_one([](json& source) { source["parameters"]["properties"]["days"]["$ref"] = "#"; },
             "/parameters/properties/days/$ref: ");
}

TEST(a_scenario, with_an_unknown_format_is_refused) {
  expect_one([](json& source) { source["parameters"]["properties"]["pool"]["format"] = "pol"; },
             "/parameters/properties/pool/format: there is no format \"pol\"; did you mean");
}

TEST(a_scenario, that_counts_people_says_who_they_are) {
  expect_one([](json& source) { source["estimate"].erase("people"); }, "/estimate: ");
  expect_one([](json& source) { source["estimate"]["form"] = "audience"; }, "/estimate: ");
}

TEST(a_scenario, gives_its_campaign_no_id_and_no_name) {
  expect_one([](json& source) { source["campaign"]["id"] = "mine"; }, "/campaign/id: ");
}

} // namespace sojourn::library
