// JavaScript's corners of the public operators, beyond the public cases.
#include "rules/rule.hpp"

#include <gtest/gtest.h>

namespace sojourn::rules {
namespace {

/// The value of a rule, both written as JSON text.
std::string value_of(std::string_view source, std::string_view data = "null") {
  const auto parsed = rule::parse(parse_json(source).value());
  if (!parsed)
    return "refused: " + parsed.error().message;
  const auto value = parsed->evaluate(parse_json(data).value());
  return value ? dump(*value) : "failed: " + value.error().message;
}

TEST(equality, texts_numbers_booleans_and_null_meet_as_in_javascript) {
  EXPECT_EQ(value_of(R"({"==": [" 12 ", 12]})"), "true");
  EXPECT_EQ(value_of(R"({"==": ["0x1F", 31]})"), "true");
  EXPECT_EQ(value_of(R"({"==": ["", 0]})"), "true");
  EXPECT_EQ(value_of(R"({"==": [true, "1"]})"), "true");
  EXPECT_EQ(value_of(R"({"==": [true, "true"]})"), "false");
  EXPECT_EQ(value_of(R"({"==": [null, 0]})"), "false");
  EXPECT_EQ(value_of(R"({"==": [null, {"var": "x"}]})"), "true");
  EXPECT_EQ(value_of(R"({"==": [1, 1.0]})"), "true");
  EXPECT_EQ(value_of(R"({"===": [1, 1.0]})"), "true");
  EXPECT_EQ(value_of(R"({"==": ["inf", {"/": [1, 0]}]})"), "false");
  EXPECT_EQ(value_of(R"({"==": ["Infinity", {"/": [1, 0]}]})"), "true");
}

TEST(equality, a_list_equals_its_text_and_itself_but_no_other_list) {
  EXPECT_EQ(value_of(R"({"==": [["1"], 1]})"), "true");
  EXPECT_EQ(value_of(R"({"==": [[1, 2], "1,2"]})"), "true");
  EXPECT_EQ(value_of(R"({"==": [[1], [1]]})"), "false");
  EXPECT_EQ(value_of(R"({"===": [{"var": "a"}, {"var": "a"}]})", R"({"a": [1]})"), "true");
}

TEST(equality, nothing_equals_nan) {
  EXPECT_EQ(value_of(R"({"==": [{"+": "x"}, {"+": "x"}]})"), "false");
  EXPECT_EQ(value_of(R"({"!==": [{"+": "x"}, {"+": "x"}]})"), "true");
}

TEST(comparison, texts_compare_as_texts_and_the_rest_as_numbers) {
  EXPECT_EQ(value_of(R"({"<": ["10", "9"]})"), "true");
  EXPECT_EQ(value_of(R"({"<": ["10", 9]})"), "false");
  EXPECT_EQ(value_of(R"({">=": [null, 0]})"), "true");
  EXPECT_EQ(value_of(R"({"<": ["a", 1]})"), "false");
  EXPECT_EQ(value_of(R"({">=": ["a", 1]})"), "false");
  EXPECT_EQ(value_of(R"({"<": ["2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"]})"), "true");
}

TEST(comparison, a_missing_argument_is_neither_less_nor_greater) {
  EXPECT_EQ(value_of(R"({">": [1]})"), "false");
  EXPECT_EQ(value_of(R"({"<=": [1]})"), "false");
}

TEST(comparison, between_takes_three) {
  EXPECT_EQ(value_of(R"({"<=": [1, 1, 3]})"), "true");
  EXPECT_EQ(value_of(R"({"<": [1, 3, 3]})"), "false");
  EXPECT_EQ(value_of(R"({"<": [1, 2, "x"]})"), "false");
}

TEST(arithmetic, sums_and_products_read_the_front_of_a_text_and_the_rest_all_of_it) {
  EXPECT_EQ(value_of(R"({"+": ["12 VND", 1]})"), "13");
  EXPECT_EQ(value_of(R"({"-": ["12 VND", 1]})"), "null");
  EXPECT_EQ(value_of(R"({"*": ["1.5e2x", 2]})"), "300");
  EXPECT_EQ(value_of(R"({"-": ["", 1]})"), "-1");
  EXPECT_EQ(value_of(R"({"+": [true, 1]})"), "null") << "parseFloat(true) is no number";
  EXPECT_EQ(value_of(R"({"-": [true, 1]})"), "0");
}

TEST(arithmetic, whole_results_are_integers) {
  EXPECT_EQ(value_of(R"({"+": [0.5, 0.5]})"), "1");
  EXPECT_EQ(value_of(R"({"/": [7, 2]})"), "3.5");
  EXPECT_EQ(value_of(R"({"+": [0.1, 0.2]})"), "0.30000000000000004");
  EXPECT_EQ(value_of(R"({"%": [-7, 3]})"), "-1");
  EXPECT_EQ(value_of(R"({"%": [5.5, 2]})"), "1.5");
}

TEST(arithmetic, what_is_no_finite_number_becomes_null) {
  EXPECT_EQ(value_of(R"({"/": [1, 0]})"), "null");
  EXPECT_EQ(value_of(R"({"%": [1, 0]})"), "null");
  EXPECT_EQ(value_of(R"({"max": []})"), "null");
  EXPECT_EQ(value_of(R"({"min": [1, "x"]})"), "null");
  EXPECT_EQ(value_of(R"({"map": [[1, 0], {"/": [1, {"var": ""}]}]})"), "[1,null]");
  EXPECT_EQ(value_of(R"({"if": [{"+": "x"}, 1, 2]})"), "2") << "NaN is false";
}

TEST(arithmetic, without_arguments_a_sum_is_zero) {
  EXPECT_EQ(value_of(R"({"+": []})"), "0");
  EXPECT_EQ(value_of(R"({"*": []})"), "null");
}

TEST(text, numbers_are_written_as_javascript_writes_them) {
  EXPECT_EQ(value_of(R"({"cat": [1.0, " ", 0.1, " ", 1e21, " ", 1e-7]})"), R"("1 0.1 1e+21 1e-7")");
  EXPECT_EQ(value_of(R"({"cat": ["a", null, true, [1, null, [2]]]})"), R"("atrue1,,2")");
  EXPECT_EQ(value_of(R"({"cat": [{"var": ""}]})", R"({"a": 1})"), R"("[object Object]")");
}

TEST(text, substr_counts_code_points) {
  EXPECT_EQ(value_of(R"({"substr": ["Nguyễn Văn Đức", 7, 3]})"), R"("Văn")");
  EXPECT_EQ(value_of(R"({"substr": ["Nguyễn Văn Đức", -3]})"), R"("Đức")");
  EXPECT_EQ(value_of(R"({"substr": ["Đức", 0, -1]})"), R"("Đứ")");
  EXPECT_EQ(value_of(R"({"substr": ["abc", 1, -5]})"), R"("")");
  EXPECT_EQ(value_of(R"({"substr": ["abc", 9]})"), R"("")");
  EXPECT_EQ(value_of(R"({"substr": ["abc", -9, 2]})"), R"("ab")");
  EXPECT_EQ(value_of(R"({"substr": ["abc", 1, 1e300]})"), R"("bc")");
  EXPECT_EQ(value_of(R"({"substr": ["abc", "x"]})"), R"("abc")");
  EXPECT_EQ(value_of(R"({"substr": [12345, 1, 2]})"), R"("23")");
}

TEST(in, lists_hold_strictly_equal_values_and_texts_hold_texts) {
  EXPECT_EQ(value_of(R"({"in": ["1", [1, 2]]})"), "false");
  EXPECT_EQ(value_of(R"({"in": [1.0, [1, 2]]})"), "true");
  EXPECT_EQ(value_of(R"({"in": [2, "123"]})"), "true");
  EXPECT_EQ(value_of(R"({"in": ["", "abc"]})"), "true");
  EXPECT_EQ(value_of(R"({"in": ["", ""]})"), "false");
  EXPECT_EQ(value_of(R"({"in": ["a", null]})"), "false");
  EXPECT_EQ(value_of(R"({"in": ["a", {"var": ""}]})", R"({"a": 1})"), "false");
}

TEST(var, the_default_stands_in_for_what_is_absent_and_not_for_null) {
  EXPECT_EQ(value_of(R"({"var": ["a", 5]})", R"({"a": null})"), "null");
  EXPECT_EQ(value_of(R"({"var": ["a.b", 5]})", R"({"a": null})"), "5");
  EXPECT_EQ(value_of(R"({"var": ["a", {"var": "b"}]})", R"({"b": 7})"), "7");
}

TEST(var, length_counts_lists_and_texts) {
  EXPECT_EQ(value_of(R"({"var": "items.length"})", R"({"items": [1, 2, 3]})"), "3");
  EXPECT_EQ(value_of(R"({"var": "length"})", "[1, 2]"), "2");
  EXPECT_EQ(value_of(R"({"var": "name.length"})", R"({"name": "Đức"})"), "3");
  EXPECT_EQ(value_of(R"({"var": "a.length"})", R"({"a": {"length": 9}})"), "9");
  EXPECT_EQ(value_of(R"({"var": "a.length"})", R"({"a": {}})"), "null");
}

TEST(missing, null_and_empty_text_are_missing_and_zero_is_not) {
  EXPECT_EQ(value_of(R"({"missing": ["a", "b", "c", "d"]})", R"({"a": null, "b": "", "c": 0})"),
            R"(["a","b","d"])");
}

TEST(missing, arguments_that_are_absent_name_nothing) {
  EXPECT_EQ(value_of(R"({"missing": []})"), "[]");
  EXPECT_EQ(value_of(R"({"missing_some": [1]})"), "[null]");
  EXPECT_EQ(value_of(R"({"missing_some": [1, "a"]})", R"({"a": 1})"), "[]");
}

TEST(loops, a_body_sees_the_element_and_nothing_around_it) {
  EXPECT_EQ(value_of(R"({"map": [{"var": "list"}, {"var": "other"}]})",
                     R"({"list": [{"other": 1}, {}], "other": 2})"),
            "[1,null]");
}

TEST(loops, reduce_sees_current_and_accumulator) {
  EXPECT_EQ(value_of(R"({"reduce": [[1, 2], {"var": ""}]})"),
            R"({"accumulator":{"accumulator":null,"current":1},"current":2})");
  EXPECT_EQ(value_of(R"({"reduce": [[[1], [2]], {"merge": [{"var": "accumulator"},
                          {"var": "current.0"}]}, []]})"),
            "[1,2]");
  EXPECT_EQ(value_of(R"({"reduce": [[1, 2], {"var": "currently"}, 0]})"), "null");
  EXPECT_EQ(value_of(R"({"reduce": [[5, 6], {"var": "accumulator.0"}, [[[7]]]]})"), "[7]")
      << "the outcome may be a part of the old accumulator";
}

TEST(loops, what_is_no_list_is_an_empty_one) {
  EXPECT_EQ(value_of(R"({"filter": ["abc", true]})"), "[]");
  EXPECT_EQ(value_of(R"({"all": [null, true]})"), "false");
  EXPECT_EQ(value_of(R"({"none": [null, true]})"), "true");
  EXPECT_EQ(value_of(R"({"reduce": [7, true, 3]})"), "3");
}

TEST(log, it_yields_its_argument) { EXPECT_EQ(value_of(R"({"log": "apple"})"), R"("apple")"); }

TEST(truth, it_is_that_of_jsonlogic) {
  for (const auto* text : {"false", "null", "0", "0.0", "\"\"", "[]"})
    EXPECT_FALSE(truthy(parse_json(text).value())) << text;
  for (const auto* text : {"true", "1", "-0.5", "\"0\"", "[0]", "{}"})
    EXPECT_TRUE(truthy(parse_json(text).value())) << text;
}

TEST(limits, a_rule_that_loops_without_end_is_stopped) {
  json thousand = json::array();
  for (int i = 0; i < 1000; ++i)
    thousand.push_back(i);
  const json inner{{"map", {thousand, 1}}};
  const auto nested = rule::parse({{"map", {thousand, {{"map", {thousand, inner}}}}}}).value();
  const auto outcome = nested.evaluate(nullptr);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, error_code::invalid_rule);
  EXPECT_NE(outcome.error().message.find("1000000 steps"), std::string::npos);
}

TEST(limits, a_text_or_list_that_doubles_without_end_is_stopped) {
  json hundred = json::array();
  for (int i = 0; i < 100; ++i)
    hundred.push_back(i);
  const json doubled{{"var", "accumulator"}};
  for (const char* grow : {"cat", "merge"}) {
    const json body{{grow, {doubled, doubled}}};
    const auto growing = rule::parse({{"reduce", {hundred, body, "seed"}}}).value();
    EXPECT_FALSE(growing.evaluate(nullptr)) << grow;
  }
  const auto nesting =
      rule::parse({{"reduce", {hundred, json::array({doubled, doubled}), 1}}}).value();
  EXPECT_FALSE(nesting.evaluate(nullptr));
}

TEST(limits, a_list_nested_by_a_long_loop_uses_up_no_stack) {
  json many = json::array();
  for (int i = 0; i < 100'000; ++i)
    many.push_back(i);
  const auto nesting =
      rule::parse({{"reduce", {{{"var", ""}}, json::array({{{"var", "accumulator"}}}), 1}}});
  ASSERT_TRUE(nesting);
  EXPECT_FALSE(nesting->evaluate(many));
}

TEST(equality, the_largest_number_is_not_minus_one) {
  EXPECT_EQ(value_of(R"({"===": [18446744073709551615, -1]})"), "false");
}

} // namespace
} // namespace sojourn::rules
