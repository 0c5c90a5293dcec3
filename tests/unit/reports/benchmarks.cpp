// The document of benchmarks: what is shipped, what may be replaced, and what is refused.
#include "reports/benchmarks.hpp"

#include <gtest/gtest.h>

namespace sojourn::reports {
namespace {

/// "POINTER" of the first mistake; empty: none.
std::string first_mistake(const json& document) {
  const auto read = read_benchmarks(document);
  if (read)
    return {};
  return read.error().details.empty() ? "?" : read.error().details.front().pointer;
}

json one_suggestion() {
  return {{"id", "regulars"},
          {"title", {{"vi", "Khách quen"}, {"en", "Regulars"}}},
          {"segment", "frequent"},
          {"goal", "orders"},
          {"peers", {{"share", 0.5}, {"effect", "more_orders"}}},
          {"scenario", "engage"}};
}

json with_suggestion(const json& changes) {
  auto suggestion = one_suggestion();
  suggestion.merge_patch(changes);
  return {{"suggestions", {suggestion}}};
}

} // namespace

TEST(the_benchmarks_of_the_template, are_those_of_the_source_and_are_marked_as_its) {
  const auto read = read_benchmarks(json::object()).value();

  EXPECT_EQ(read.read_rate, 900);
  ASSERT_EQ(read.suggestions.size(), 3u);
  EXPECT_EQ(read.suggestions[0].peers, 4'000);
  EXPECT_EQ(read.suggestions[0].segment, "new");
  EXPECT_EQ(read.suggestions[0].goal, action_goal::traffic);
  EXPECT_EQ(read.suggestions[1].peers, 4'000);
  EXPECT_EQ(read.suggestions[2].peers, 2'500);
  EXPECT_EQ(read.suggestions[2].goal, action_goal::orders);
  EXPECT_EQ(read.of_template, (std::vector<std::string>{"away", "levels", "read_rate", "source",
                                                        "suggestions", "timezone"}));
  EXPECT_TRUE(read.is_of_template("read_rate"));
  EXPECT_EQ(first_mistake(benchmarks_template()), "") << "the whole of it can be put, too";
}

TEST(benchmarks_of_a_shop, replace_what_they_name_and_leave_the_rest_to_the_template) {
  const auto read =
      read_benchmarks({{"read_rate", 0.1234}, {"away", {{"dismissed", "P1D"}}}}).value();

  EXPECT_EQ(read.read_rate, 1'234);
  EXPECT_FALSE(read.is_of_template("read_rate"));
  EXPECT_TRUE(read.is_of_template("suggestions"));
  EXPECT_EQ(read.away.dismissed.days, 1);
  EXPECT_EQ(read.away.acted_on.days, 30);
  EXPECT_EQ(read.source.at("read_rate"), 0.1234);
  EXPECT_EQ(read.source.at("suggestions"), benchmarks_template().at("suggestions"));
}

TEST(benchmarks_of_a_shop, may_suggest_other_things_or_nothing) {
  const auto own =
      read_benchmarks(with_suggestion({{"segment_parameters", {{"orders", 5}}}})).value();
  ASSERT_NE(own.find("regulars"), nullptr);
  EXPECT_EQ(own.find("regulars")->segment_parameters, (json{{"orders", 5}}));
  EXPECT_EQ(own.find("reach-new"), nullptr);
  EXPECT_TRUE(read_benchmarks({{"suggestions", json::array()}}).value().suggestions.empty());
}

TEST(benchmarks_of_a_shop, are_refused_with_the_place_of_the_mistake) {
  EXPECT_EQ(first_mistake({{"read_rates", 0.1}}), "/read_rates");
  EXPECT_EQ(first_mistake({{"read_rate", 0}}), "/read_rate");
  EXPECT_EQ(first_mistake({{"read_rate", 0.12345}}), "/read_rate");
  EXPECT_EQ(first_mistake({{"timezone", "Asia/Atlantis"}}), "/timezone");
  EXPECT_EQ(first_mistake({{"source", "ours"}}), "/source");
  EXPECT_EQ(first_mistake({{"away", {{"dismissed", "14 days"}}}}), "/away/dismissed");
  EXPECT_EQ(first_mistake(with_suggestion({{"goal", "fame"}})), "/suggestions/0/goal");
  EXPECT_EQ(first_mistake(with_suggestion({{"peers", {{"share", 1.5}}}})),
            "/suggestions/0/peers/share");
  EXPECT_EQ(first_mistake({{"suggestions", {one_suggestion(), one_suggestion()}}}),
            "/suggestions/1/id");
}

TEST(levels_of_benchmarks, rise_and_begin_below_every_gap) {
  const auto level = [](const char* id, double from) {
    return json{{"id", id}, {"title", {{"vi", "Mức"}, {"en", "Level"}}}, {"from", from}};
  };
  EXPECT_EQ(first_mistake({{"levels", {level("low", -1), level("high", 0.5)}}}), "");
  EXPECT_EQ(first_mistake({{"levels", {level("low", -0.5)}}}), "/levels/0/from");
  EXPECT_EQ(first_mistake({{"levels", {level("low", -1), level("high", -1)}}}), "/levels/1/from");
  EXPECT_EQ(first_mistake({{"levels", {level("low", -1), level("low", 0)}}}), "/levels/1/id");
}

} // namespace sojourn::reports
