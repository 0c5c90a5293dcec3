// The corners of the public operators, beyond the public cases.
#include "rules/rule.hpp"

#include <gtest/gtest.h>

namespace sojourn::rules {
namespace {

/// The value of a rule, both written as JSON text.
std::string result_of(std::string_view source, std::string_view data = "null") {
  const auto parsed = rule::parse(parse_json(source).value());
  if (!parsed)
    return "refused: " + parsed.error().message;
  const auto value = parsed->evaluate(parse_json(data).value());
  return value ? dump(*value) : "failed: " + value.error().message;
}

bool is_error(std::string_view source, std::string_view data = "null") {
  const auto said = result_of(source, data);
  return said.starts_with("failed: ") || said.starts_with("refused: ");
}

TEST(equality, texts_that_are_numbers_booleans_and_null_meet_as_numbers) {
  EXPECT_EQ(result_of(R"({"==": [" 12 ", 12]})"), "true");
  EXPECT_EQ(result_of(R"({"==": ["0x1F", 31]})"), "true");
  EXPECT_EQ(result_of(R"({"==": ["", 0]})"), "true");
  EXPECT_EQ(result_of(R"({"==": [true, "1"]})"), "true");
  EXPECT_EQ(result_of(R"({"==": [null, 0]})"), "true");
  EXPECT_EQ(result_of(R"({"==": [null, false]})"), "true");
  EXPECT_EQ(result_of(R"({"==": [null, {"var": "x"}]})"), "true");
  EXPECT_EQ(result_of(R"({"==": [1, 1.0]})"), "true");
  EXPECT_EQ(result_of(R"({"===": [1, 1.0]})"), "true");
  EXPECT_EQ(result_of(R"({"===": [null, 0]})"), "false");
}

TEST(equality, what_is_missing_equals_no_text_list_or_object_and_that_is_no_error) {
  EXPECT_EQ(result_of(R"({"==": [{"var": "tier"}, "gold"]})", "{}"), "false");
  EXPECT_EQ(result_of(R"({"==": [{"var": "tier"}, ""]})", "{}"), "false");
  EXPECT_EQ(result_of(R"({"!=": [{"var": "tags"}, null]})", R"({"tags": []})"), "true");
  EXPECT_EQ(result_of(R"({"<": [{"var": "born"}, "2000-01-01"]})", "{}"), "false");
  EXPECT_EQ(result_of(R"({">=": [{"var": "born"}, "2000-01-01"]})", "{}"), "false");
}

TEST(equality, what_would_have_to_be_a_number_and_is_none_is_an_error_that_names_it) {
  EXPECT_EQ(result_of(R"({"==": [1, "A"]})"),
            "failed: \"==\" cannot compare 1 with \"A\": \"A\" is no number");
  EXPECT_EQ(result_of(R"({"==": [true, "true"]})"),
            "failed: \"==\" cannot compare true with \"true\": \"true\" is no number");
  EXPECT_EQ(result_of(R"({"<": [[1], 5]})"),
            "failed: \"<\" cannot compare a list with 5: a list is no number");
  EXPECT_TRUE(is_error(R"({"==": [[1, 2], "1,2"]})"));
  EXPECT_TRUE(is_error(R"({"==": [{}, 1]})"));
  EXPECT_TRUE(is_error(R"({"<": ["a", 1]})"));
  EXPECT_EQ(result_of(R"({"===": [1, "A"]})"), "false") << "of another kind, which is an answer";
}

TEST(equality, a_list_is_strictly_equal_to_itself_alone) {
  EXPECT_EQ(result_of(R"({"===": [{"var": "a"}, {"var": "a"}]})", R"({"a": [1]})"), "true");
  EXPECT_EQ(result_of(R"({"===": [[1], [1]]})"), "false");
}

TEST(comparison, texts_compare_as_texts_and_the_rest_as_numbers) {
  EXPECT_EQ(result_of(R"({"<": ["10", "9"]})"), "true");
  EXPECT_EQ(result_of(R"({"<": ["10", 9]})"), "false");
  EXPECT_EQ(result_of(R"({">=": [null, 0]})"), "true");
  EXPECT_EQ(result_of(R"({"<": ["2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"]})"), "true");
}

TEST(comparison, every_argument_stands_beside_the_next) {
  EXPECT_EQ(result_of(R"({"<=": [1, 1, 3]})"), "true");
  EXPECT_EQ(result_of(R"({"<": [1, 3, 3]})"), "false");
  EXPECT_EQ(result_of(R"({">": [3, 2, 1, 0]})"), "true");
  EXPECT_EQ(result_of(R"({"==": [1, 1, 2]})"), "false");
  EXPECT_EQ(result_of(R"({"==": [3, "3", 3]})"), "true");
  EXPECT_EQ(result_of(R"({"!=": [3, 2, 3]})"), "true");
  EXPECT_EQ(result_of(R"({"!==": [3, "3", 3, 3]})"), "false");
  EXPECT_EQ(result_of(R"({"<": [3, 2, {"throw": "not looked at"}]})"), "false");
}

TEST(comparison, whole_numbers_beyond_2_to_the_53_compare_exactly) {
  EXPECT_EQ(result_of(R"({"==": [9007199254740993, 9007199254740992]})"), "false");
  EXPECT_EQ(result_of(R"({">": [9007199254740993, 9007199254740992]})"), "true");
  EXPECT_EQ(result_of(R"({"==": ["9007199254740993", 9007199254740993]})"), "true");
  EXPECT_EQ(result_of(R"({"<": [9223372036854775807, 9223372036854775808]})"), "true");
  EXPECT_EQ(result_of(R"({"===": [18446744073709551615, -1]})"), "false");
  EXPECT_EQ(result_of(R"({"in": [9007199254740993, [9007199254740992]]})"), "false");
  EXPECT_EQ(result_of(R"({"+": [9007199254740993, 1]})"), "9007199254740994");
  EXPECT_EQ(result_of(R"({"max": [9007199254740992, 9007199254740993]})"), "9007199254740993");
}

TEST(arithmetic, it_is_decimal) {
  EXPECT_EQ(result_of(R"({"*": [100, 1.15]})"), "115");
  EXPECT_EQ(result_of(R"({"*": [100, 0.29]})"), "29");
  EXPECT_EQ(result_of(R"({"*": [19.99, 100]})"), "1999");
  EXPECT_EQ(result_of(R"({"+": [0.1, 0.2]})"), "0.3");
  EXPECT_EQ(result_of(R"({"-": [0.3, 0.1]})"), "0.2");
  EXPECT_EQ(result_of(R"({"/": [0.3, 0.1]})"), "3");
  EXPECT_EQ(result_of(R"({"%": [0.3, 0.1]})"), "0");
  EXPECT_EQ(result_of(R"({"%": [5.5, 2]})"), "1.5");
  EXPECT_EQ(result_of(R"({"%": [-7, 3]})"), "-1");
  EXPECT_EQ(result_of(R"({"/": [1, 3]})"), "0.3333333333333333");
}

TEST(arithmetic, it_takes_any_number_of_arguments) {
  EXPECT_EQ(result_of(R"({"-": [10, 1, 1]})"), "8");
  EXPECT_EQ(result_of(R"({"/": [8, 2, 2]})"), "2");
  EXPECT_EQ(result_of(R"({"%": [8, 6, 3]})"), "2");
  EXPECT_EQ(result_of(R"({"/": 2})"), "0.5");
  EXPECT_EQ(result_of(R"({"-": 2})"), "-2");
  EXPECT_EQ(result_of(R"({"+": []})"), "0");
  EXPECT_EQ(result_of(R"({"*": []})"), "1");
  EXPECT_TRUE(is_error(R"({"-": []})"));
  EXPECT_TRUE(is_error(R"({"%": [1]})"));
  EXPECT_TRUE(is_error(R"({"max": []})"));
}

TEST(arithmetic, true_false_null_and_the_empty_text_are_numbers_and_other_texts_are_not) {
  EXPECT_EQ(result_of(R"({"+": [1, "2", 3, "4", "", true, false, null]})"), "11");
  EXPECT_EQ(result_of(R"({"-": ["", 1]})"), "-1");
  EXPECT_EQ(result_of(R"({"+": ["12 VND", 1]})"),
            "failed: \"+\" needs a number, and \"12 VND\" is none");
  EXPECT_TRUE(is_error(R"({"*": ["Hey"]})"));
  EXPECT_TRUE(is_error(R"({"+": [[1], 1]})"));
  EXPECT_TRUE(is_error(R"({"+": [{}]})"));
  EXPECT_TRUE(is_error(R"({"min": [1, "x"]})"));
}

TEST(arithmetic, what_has_no_outcome_is_an_error) {
  EXPECT_EQ(result_of(R"({"/": [1, 0]})"), "failed: \"/\" cannot divide by 0");
  EXPECT_TRUE(is_error(R"({"/": 0})"));
  EXPECT_TRUE(is_error(R"({"%": [1, 0]})"));
  EXPECT_EQ(result_of(R"({"*": [1e300, 1e300]})"),
            "failed: the outcome of \"*\" is too large a number");
}

TEST(arithmetic, an_argument_that_stands_alone_and_is_a_list_holds_the_arguments) {
  EXPECT_EQ(result_of(R"({"max": {"var": "l"}})", R"({"l": [1, 3, 2]})"), "3");
  EXPECT_EQ(
      result_of(R"({"+": {"merge": [{"val": "x"}, {"val": "y"}]}})", R"({"x": [1, 2], "y": 3})"),
      "6");
  EXPECT_EQ(result_of(R"({"cat": {"val": "l"}})", R"({"l": ["a", "b"]})"), R"("ab")");
  EXPECT_EQ(result_of(R"({"max": {"var": "l"}})", R"({"l": []})"),
            "failed: \"max\" takes 1 argument or more, not 0");
  EXPECT_EQ(result_of(R"({"!": {"var": "l"}})", R"({"l": [0]})"), "false") << "a list with one";
}

TEST(operators, surplus_and_missing_arguments_are_mistakes) {
  for (const auto* source :
       {R"({"==": [1]})", R"({"==": 1})", R"({"<": []})", R"({"!": [1, 2]})", R"({"in": ["a"]})",
        R"({"in": ["a", ["a"], 1]})", R"({"substr": ["a"]})", R"({"substr": ["a", 1, 2, 3]})",
        R"({"map": [[1]]})", R"({"some": [[1], true, 1]})", R"({"var": ["a", 1, 2]})",
        R"({"reduce": [[1]]})", R"({"if": "apple"})", R"({"and": true})", R"({"log": [1, 2]})",
        R"({"missing_some": [1]})", R"({"map": [[1], null]})", R"({"map": [null, 1]})",
        R"({"all": [7, true]})"})
    EXPECT_TRUE(result_of(source).starts_with("refused: ")) << source << " " << result_of(source);
}

TEST(val, its_keys_are_names_and_no_dotted_path) {
  EXPECT_EQ(result_of(R"({"val": ["a", "b"]})", R"({"a": {"b": 7}})"), "7");
  EXPECT_EQ(result_of(R"({"val": "a.b"})", R"({"a.b": 1, "a": {"b": 7}})"), "1");
  EXPECT_EQ(result_of(R"({"val": ["l", 1]})", R"({"l": [5, 6]})"), "6");
  EXPECT_EQ(result_of(R"({"val": ["l", "01"]})", R"({"l": [5, 6]})"), "null");
  EXPECT_EQ(result_of(R"({"val": ["a", "b", "c"]})", R"({"a": null})"), "null");
  EXPECT_EQ(result_of(R"({"val": []})", R"({"": 21})"), R"({"":21})");
  EXPECT_EQ(result_of(R"({"val": {"cat": ["te", "st"]}})", R"({"test": 1})"), "1");
  EXPECT_TRUE(is_error(R"({"val": [true]})"));
}

TEST(val, a_number_in_a_list_leads_out_of_loops) {
  EXPECT_EQ(result_of(R"({"some": [{"var": "orders"},
                         {">": [{"val": "amount"}, {"val": [[2], "least"]}]}]})",
                      R"({"orders": [{"amount": 5}, {"amount": 9}], "least": 8})"),
            "true");
  EXPECT_EQ(result_of(R"({"map": [["a", "b"], {"val": [[1], "index"]}]})"), "[0,1]");
  EXPECT_EQ(result_of(R"({"map": [[1], {"map": [[1, 2], {"+": [{"val": []},
                         {"val": [[-4], "more"]}]}]}]})",
                      R"({"more": 10})"),
            "[[11,12]]");
  EXPECT_EQ(result_of(R"({"val": [[2], "a"]})", R"({"a": 1})"), "null") << "there is no loop";
}

TEST(exists, null_is_there_and_what_is_missing_is_not) {
  EXPECT_EQ(result_of(R"({"exists": ["a", "b"]})", R"({"a": {"b": null}})"), "true");
  EXPECT_EQ(result_of(R"({"exists": ["a", "c"]})", R"({"a": {"b": null}})"), "false");
  EXPECT_TRUE(is_error(R"({"exists": []})"));
}

TEST(coalesce, it_is_the_first_that_is_not_null) {
  EXPECT_EQ(result_of(R"({"??": [{"var": "nick"}, {"var": "name"}, "you"]})", R"({"name": "An"})"),
            R"("An")");
  EXPECT_EQ(result_of(R"({"??": [null, false, 1]})"), "false");
  EXPECT_EQ(result_of(R"({"??": []})"), "null");
}

TEST(errors, one_is_thrown_and_caught_with_its_type) {
  EXPECT_EQ(result_of(R"({"throw": "no admin"})"), "failed: the condition threw \"no admin\"");
  EXPECT_EQ(result_of(R"({"try": [{"/": [1, {"var": "n"}]}, 0]})", R"({"n": 0})"), "0");
  EXPECT_EQ(result_of(R"({"try": [{"throw": "A"}, {"val": "type"}]})"), R"("A")");
  EXPECT_EQ(result_of(R"({"try": [{"+": "x"}, {"val": "type"}]})"), R"("NaN")");
  EXPECT_EQ(result_of(R"({"try": [{"throw": "A"}, {"val": [[2], "x"]}]})", R"({"x": 5})"), "5");
  EXPECT_EQ(result_of(R"({"try": [{"throw": "A"}, {"throw": "B"}]})"),
            "failed: the condition threw \"B\"");
}

TEST(literals, the_empty_object_is_one) {
  EXPECT_EQ(result_of(R"({"and": [true, 1, {}]})"), "{}");
  EXPECT_EQ(result_of(R"({"if": [{}, "apple", "banana"]})"), R"("apple")");
}

TEST(text, numbers_are_written_as_javascript_writes_them) {
  EXPECT_EQ(result_of(R"({"cat": [1.0, " ", 0.1, " ", 1e21, " ", 1e-7]})"),
            R"("1 0.1 1e+21 1e-7")");
  EXPECT_EQ(result_of(R"({"cat": ["a", null, true, [1, null, [2]]]})"), R"("atrue1,,2")");
  EXPECT_EQ(result_of(R"({"cat": [{"var": ""}]})", R"({"a": 1})"), R"("[object Object]")");
}

TEST(text, substr_counts_code_points) {
  EXPECT_EQ(result_of(R"({"substr": ["Nguyễn Văn Đức", 7, 3]})"), R"("Văn")");
  EXPECT_EQ(result_of(R"({"substr": ["Nguyễn Văn Đức", -3]})"), R"("Đức")");
  EXPECT_EQ(result_of(R"({"substr": ["Đức", 0, -1]})"), R"("Đứ")");
  EXPECT_EQ(result_of(R"({"substr": ["abc", 1, -5]})"), R"("")");
  EXPECT_EQ(result_of(R"({"substr": ["abc", 9]})"), R"("")");
  EXPECT_EQ(result_of(R"({"substr": ["abc", -9, 2]})"), R"("ab")");
  EXPECT_EQ(result_of(R"({"substr": ["abc", 1, 1e300]})"), R"("bc")");
  EXPECT_TRUE(is_error(R"({"substr": ["abc", "x"]})"));
  EXPECT_EQ(result_of(R"({"substr": [12345, 1, 2]})"), R"("23")");
}

TEST(in, lists_hold_strictly_equal_values_and_texts_hold_texts) {
  EXPECT_EQ(result_of(R"({"in": ["1", [1, 2]]})"), "false");
  EXPECT_EQ(result_of(R"({"in": [1.0, [1, 2]]})"), "true");
  EXPECT_EQ(result_of(R"({"in": [2, "123"]})"), "true");
  EXPECT_EQ(result_of(R"({"in": ["", "abc"]})"), "true");
  EXPECT_EQ(result_of(R"({"in": ["", ""]})"), "false");
  EXPECT_EQ(result_of(R"({"in": ["a", null]})"), "false");
  EXPECT_EQ(result_of(R"({"in": ["a", {"var": ""}]})", R"({"a": 1})"), "false");
}

TEST(var, the_default_stands_in_for_what_is_absent_and_not_for_null) {
  EXPECT_EQ(result_of(R"({"var": ["a", 5]})", R"({"a": null})"), "null");
  EXPECT_EQ(result_of(R"({"var": ["a.b", 5]})", R"({"a": null})"), "5");
  EXPECT_EQ(result_of(R"({"var": ["a", {"var": "b"}]})", R"({"b": 7})"), "7");
}

TEST(var, length_counts_lists_and_texts) {
  EXPECT_EQ(result_of(R"({"var": "items.length"})", R"({"items": [1, 2, 3]})"), "3");
  EXPECT_EQ(result_of(R"({"var": "length"})", "[1, 2]"), "2");
  EXPECT_EQ(result_of(R"({"var": "name.length"})", R"({"name": "Đức"})"), "3");
  EXPECT_EQ(result_of(R"({"var": "a.length"})", R"({"a": {"length": 9}})"), "9");
  EXPECT_EQ(result_of(R"({"var": "a.length"})", R"({"a": {}})"), "null");
}

TEST(missing, null_and_empty_text_are_missing_and_zero_is_not) {
  EXPECT_EQ(result_of(R"({"missing": ["a", "b", "c", "d"]})", R"({"a": null, "b": "", "c": 0})"),
            R"(["a","b","d"])");
}

TEST(missing, arguments_that_are_absent_name_nothing) {
  EXPECT_EQ(result_of(R"({"missing": []})"), "[]");
  EXPECT_EQ(result_of(R"({"missing_some": [1, "a"]})", R"({"a": 1})"), "[]");
}

TEST(loops, a_body_sees_the_element_and_nothing_around_it) {
  EXPECT_EQ(result_of(R"({"map": [{"var": "list"}, {"var": "other"}]})",
                      R"({"list": [{"other": 1}, {}], "other": 2})"),
            "[1,null]");
}

TEST(loops, reduce_sees_current_and_accumulator) {
  EXPECT_EQ(result_of(R"({"reduce": [[1, 2], {"var": ""}]})"),
            R"({"accumulator":{"accumulator":null,"current":1},"current":2})");
  EXPECT_EQ(result_of(R"({"reduce": [[[1], [2]], {"merge": [{"var": "accumulator"},
                          {"var": "current.0"}]}, []]})"),
            "[1,2]");
  EXPECT_EQ(result_of(R"({"reduce": [[1, 2], {"var": "currently"}, 0]})"), "null");
  EXPECT_EQ(result_of(R"({"reduce": [[5, 6], {"var": "accumulator.0"}, [[[7]]]]})"), "[7]")
      << "the outcome may be a part of the old accumulator";
}

TEST(loops, a_missing_list_is_an_empty_one_and_what_is_no_list_is_an_error) {
  EXPECT_EQ(result_of(R"({"filter": [{"var": "l"}, true]})", "{}"), "[]");
  EXPECT_EQ(result_of(R"({"all": [{"var": "l"}, true]})", "{}"), "false");
  EXPECT_EQ(result_of(R"({"none": [{"var": "l"}, true]})", "{}"), "true");
  EXPECT_EQ(result_of(R"({"reduce": [{"var": "l"}, true, 3]})", "{}"), "3");
  EXPECT_EQ(result_of(R"({"some": [{"var": "l"}, true]})", R"({"l": "abc"})"),
            "failed: \"some\" needs a list, and \"abc\" is none");
  EXPECT_TRUE(is_error(R"({"count": {"var": "l"}})", R"({"l": 3})"));
}

TEST(log, it_yields_its_argument) { EXPECT_EQ(result_of(R"({"log": "apple"})"), R"("apple")"); }

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
  EXPECT_EQ(outcome.error().code, error_code::too_expensive);
}

/// Units that a rule takes over this data, or those of the whole budget if it has not enough.
std::uint64_t units_of(const json& source, const json& data) {
  constexpr std::uint64_t all = 100'000'000;
  std::uint64_t least = 1;
  std::uint64_t most = all;
  const auto parsed = rule::parse(source).value();
  while (least < most) {
    const auto tried = least + (most - least) / 2;
    work_budget work{tried};
    if (parsed.evaluate(data, {.work = &work}))
      most = tried;
    else
      least = tried + 1;
  }
  return most;
}

TEST(limits, bytes_that_are_searched_compared_and_named_count) {
  const json ten = json::array({0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  const std::string long_text(64'000, 'x');
  const json data{{"list", ten}, {"text", long_text}, {"other", long_text}};
  const auto ten_times = [&](const json& body) {
    return units_of({{"map", {{{"var", "list"}}, body}}}, data);
  };
  const json outside{{"val", json::array({json::array({2}), "text"})}};
  const json other{{"val", json::array({json::array({2}), "other"})}};
  EXPECT_GT(ten_times({{"in", json::array({"needle", outside})}}), 10'000u);
  EXPECT_GT(ten_times({{"==", json::array({outside, other})}}), 10'000u);
  EXPECT_GT(ten_times({{"in", json::array({outside, json::array({"a"})})}}), 10u);
  EXPECT_GT(ten_times({{"var", long_text}}), 10'000u) << "a path of 64 kB";
  EXPECT_GT(ten_times({{"val", long_text}}), 10'000u);
  EXPECT_GT(ten_times({{"missing", json::array({long_text})}}), 10'000u);
  EXPECT_GT(ten_times({{"substr", json::array({outside, 0, 1})}}), 10'000u);
  EXPECT_GT(ten_times({{"cat", json::array({outside, "x"})}}), 10'000u);
  EXPECT_GT(ten_times({{"try", json::array({{{"date", outside}}, 1})}}), 10'000u);
  EXPECT_LT(ten_times({{"==", json::array({{{"var", ""}}, 1})}}), 100u);
}

TEST(limits, a_budget_is_shared_by_all_that_is_asked_for_one_question) {
  work_budget work{1'000};
  const auto small = rule::parse({{"==", {{{"var", "a"}}, 1}}}).value();
  int answered = 0;
  while (small.evaluate({{"a", 1}}, {.work = &work}))
    ++answered;
  EXPECT_GT(answered, 50);
  EXPECT_LT(answered, 1'000);
  EXPECT_TRUE(work.is_used_up());
}

TEST(limits, one_that_is_stopped_ends_and_says_so_and_try_does_not_catch_it) {
  json many = json::array();
  for (int i = 0; i < 100'000; ++i)
    many.push_back(i);
  std::stop_source asker;
  work_budget work{100'000'000, asker.get_token()};
  asker.request_stop();
  const auto asked =
      rule::parse({{"try", {{{"map", {{{"var", ""}}, {{"+", {{{"var", ""}}, 1}}}}}}, "caught"}}})
          .value();
  const auto outcome = asked.evaluate(many, {.work = &work});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, error_code::question_ended);
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

} // namespace
} // namespace sojourn::rules
