// What a rule says of itself: mistakes, paths, source.
#include "rules/rule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::rules {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

rule parsed(std::string_view source) { return rule::parse(parse_json(source).value()).value(); }

std::vector<error_detail> mistakes(std::string_view source, std::string_view pointer = "") {
  const auto read = rule::parse(parse_json(source).value(), pointer);
  if (read)
    return {};
  EXPECT_EQ(read.error().code, error_code::invalid_rule);
  return read.error().details;
}

TEST(rule, by_default_it_is_always_true) {
  EXPECT_TRUE(rule{}.is_always());
  EXPECT_EQ(rule{}.source(), json(true));
  EXPECT_EQ(rule{}.test(nullptr), true);
  EXPECT_TRUE(parsed("true").is_always());
  EXPECT_FALSE(parsed("1").is_always()) << "true, but not the literal";
  EXPECT_FALSE(parsed(R"({"!": false})").is_always());
}

TEST(rule, it_keeps_its_source) {
  const auto source = R"({"==": [{"var": "a"}, [1, {"+": [1, 1]}]]})";
  EXPECT_EQ(parsed(source).source(), parse_json(source).value());
}

TEST(rule, test_is_the_truth_of_its_value) {
  EXPECT_EQ(parsed(R"({"var": "a"})").test({{"a", "0"}}), true);
  EXPECT_EQ(parsed(R"({"var": "a"})").test({{"a", json::array()}}), false);
  EXPECT_FALSE(parsed(R"({"date": {"var": "a"}})").test({{"a", "soon"}}));
}

TEST(rule, an_unknown_operator_is_answered_with_the_nearest) {
  EXPECT_THAT(mistakes(R"({"and": [true, {"vra": "a"}]})", "/audience"),
              ElementsAre(error_detail{"/audience/and/1/vra",
                                       "there is no operator \"vra\"; did you mean \"var\"?"}));
  EXPECT_THAT(mistakes(R"({"geo_distance": []})"),
              ElementsAre(error_detail{"/geo_distance", "there is no operator \"geo_distance\""}));
}

TEST(rule, operators_of_one_sign_have_near_ones_too) {
  EXPECT_THAT(mistakes(R"({"=": [1, 1]})"),
              ElementsAre(error_detail{"/=", "there is no operator \"=\"; did you mean \"==\"?"}));
}

TEST(rule, an_object_with_more_than_one_key_is_an_error) {
  EXPECT_THAT(mistakes(R"({"if": [{"var": "a", "default": 1}, 1, {}]})"),
              ElementsAre(error_detail{"/if/0", "an object must have one key, its operator; this "
                                                "one has 2: \"default\", \"var\""}));
}

TEST(rule, the_added_operators_count_their_arguments) {
  const auto message = [](std::string_view source) {
    const auto found = mistakes(source);
    return found.size() == 1 ? found[0].message : std::to_string(found.size()) + " mistakes";
  };
  EXPECT_EQ(message(R"({"now": 1})"), "\"now\" takes no arguments, not 1");
  EXPECT_EQ(message(R"({"date": []})"), "\"date\" takes 1 argument, not 0");
  EXPECT_EQ(message(R"({"date_add": "2026-03-01"})"), "\"date_add\" takes 2 arguments, not 1");
  EXPECT_EQ(message(R"({"date_diff": [1, 2]})"), "\"date_diff\" takes 3 arguments, not 2");
  EXPECT_EQ(message(R"({"within": [1, "P1D", 3]})"), "\"within\" takes 2 arguments, not 3");
  EXPECT_EQ(message(R"({"in_segment": ["a", "b"]})"),
            "the parameters of a segment are an object such as {\"days\": 60}, not \"b\"");
  EXPECT_EQ(message(R"({"outcome": []})"), "\"outcome\" takes 1 to 2 arguments, not 0");
}

TEST(rule, literals_that_cannot_work_are_found_before_it_runs) {
  const auto found = mistakes(R"({"and": [{"date_add": [{"now": []}, "25 days"]},
                                          {"within": [{"var": "at"}, 30]},
                                          {"date_diff": [{"var": "at"}, {"now": []}, "weeks"]},
                                          {"in_segment": 7}]})");
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found[0].pointer, "/and/0/date_add/1");
  EXPECT_THAT(found[0].message, HasSubstr("write \"P25D\""));
  EXPECT_EQ(found[1].pointer, "/and/1/within/1");
  EXPECT_EQ(found[2].pointer, "/and/2/date_diff/2");
  EXPECT_EQ(found[3].pointer, "/and/3/in_segment");
}

TEST(rule, the_message_tells_the_first_mistake_and_how_many_follow) {
  const auto read = rule::parse(parse_json(R"([{"x": 1}, {"y": 1}, {"z": 1}])").value());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message,
            "the condition is not valid: there is no operator \"x\" (and 2 more)");
}

TEST(rule, nesting_ends_at_the_limit) {
  const auto nested = [](int levels) {
    json source = true;
    for (int i = 1; i < levels; ++i)
      source = json{{"!", std::move(source)}};
    return source;
  };
  EXPECT_TRUE(rule::parse(nested(json_max_depth)));
  const auto deeper = rule::parse(nested(json_max_depth + 1));
  ASSERT_FALSE(deeper);
  EXPECT_THAT(deeper.error().message, HasSubstr("nests deeper than 64 levels"));
}

TEST(paths, they_are_what_literal_arguments_name) {
  EXPECT_THAT(*parsed(R"({"and": [{"==": [{"var": "customer.tier"}, "gold"]},
                                  {"var": ["vars.x", {"var": "event.code"}]},
                                  {"missing": ["a", "b"]}, {"missing": "c"},
                                  {"missing_some": [1, ["d", "e"]]}, {"var": 1}]})")
                   .paths(),
              ElementsAre("1", "a", "b", "c", "customer.tier", "d", "e", "event.code", "vars.x"));
  EXPECT_TRUE(parsed("true").paths()->empty());
}

TEST(paths, bodies_of_loops_see_elements_and_count_for_nothing) {
  EXPECT_THAT(*parsed(R"({"reduce": [{"filter": [{"var": "items"}, {"var": "paid"}]},
                                     {"+": [{"var": "current.price"}, {"var": "accumulator"}]},
                                     {"var": "start"}]})")
                   .paths(),
              ElementsAre("items", "start"));
  EXPECT_THAT(*parsed(R"({"some": [{"var": "items"}, {"var": {"var": ""}}]})").paths(),
              ElementsAre("items"));
}

TEST(paths, keys_are_paths_also_where_they_lead_out_of_a_loop) {
  EXPECT_THAT(*parsed(R"({"and": [{"val": ["customer", "tier"]}, {"exists": ["vars", "x"]},
                                  {"some": [{"val": "orders"},
                                            {"<": [{"val": "amount"}, {"val": [[1], "index"]},
                                                   {"val": [[2], "customer", "limit"]}]}]},
                                  {"try": [{"val": "a"}, {"val": "type"}]}]})")
                   .paths(),
              ElementsAre("a", "customer.limit", "customer.tier", "orders", "vars.x"));
}

TEST(paths, a_computed_path_may_be_any) {
  for (const auto* source :
       {R"({"var": {"var": "which"}})", R"({"var": ""})", R"({"var": []})", R"({"var": null})",
        R"({"missing": {"merge": ["a", "b"]}})", R"({"missing": [{"var": "which"}]})",
        R"({"missing_some": [1, {"var": "which"}]})", R"({"val": {"var": "which"}})",
        R"({"val": []})", R"({"val": "a.b"})", R"({"if": [true, {"var": {"cat": "a"}}]})"})
    EXPECT_EQ(parsed(source).paths(), std::nullopt) << source;
}

} // namespace
} // namespace sojourn::rules
