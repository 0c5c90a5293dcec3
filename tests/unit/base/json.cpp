#include "base/json.hpp"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn {
namespace {

using testing::HasSubstr;

std::string nested(int levels) {
  return std::string(static_cast<std::size_t>(levels), '[') +
         std::string(static_cast<std::size_t>(levels), ']');
}

TEST(parse_json, well_formed_text_is_read) {
  const auto value = parse_json(R"( {"a": [1, -2.5, "ạ", null, true]} )");
  ASSERT_TRUE(value);
  EXPECT_EQ(*value, (json{{"a", {1, -2.5, "ạ", nullptr, true}}}));
}

TEST(parse_json, what_json_does_not_allow_is_refused) {
  for (const auto* text : {"", "{", "[1,]", "{\"a\":1,}", "01", "NaN", "'a'", "{} {}", "// c\n1",
                           "\"\xFF\"", "\"\xED\xA0\x80\"", "1e999", "\"a\nb\""}) {
    const auto value = parse_json(text);
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().code, error_code::malformed_json) << text;
  }
}

TEST(parse_json, a_key_may_stand_once_in_an_object) {
  const auto twice = parse_json(R"({"a": {"b": 1, "b": 2}})");
  ASSERT_FALSE(twice);
  EXPECT_THAT(twice.error().message, HasSubstr("\"b\""));
  EXPECT_TRUE(parse_json(R"({"a": {"b": 1}, "b": [{"b": 2}, {"b": 3}]})"))
      << "the same key in other objects is another key";
  EXPECT_FALSE(parse_json(R"({"a": 1, "\u0061": 2})")) << "escapes do not hide a second one";
}

TEST(parse_json, nesting_ends_at_the_limit) {
  EXPECT_TRUE(parse_json(nested(json_max_depth)));
  const auto deeper = parse_json(nested(json_max_depth + 1));
  ASSERT_FALSE(deeper);
  EXPECT_EQ(deeper.error().code, error_code::malformed_json);
  EXPECT_FALSE(parse_json(std::string(1'000'000, '['))) << "without using up the stack";
  EXPECT_TRUE(parse_json("\"" + std::string(1000, '[') + "\\\"[\"")) << "brackets in text are text";
}

TEST(dump, bytes_that_are_no_utf8_are_replaced) {
  EXPECT_EQ(dump(json("a\xFF")), "\"a\xEF\xBF\xBD\"");
}

TEST(dump, is_the_shortest_text_and_reads_back_as_the_same) {
  const auto whole = json::parse(R"({"": [], "list": [1, -2, 1.5, 1e300, true, false, null, [], {}],
    "numbers": [9223372036854775807, -9223372036854775808, 18446744073709551615, 0.1, -0.0],
    "text": "Đà Nẵng \" \\ \/ \b \f \n \r \t \u0000 \u001f \u007f 🎁", "z": {"a": {"b": {}}}})");
  for (const auto& value : {whole, json("x"), json(7), json(), json::array(), json::object()}) {
    EXPECT_EQ(dump(value), value.dump());
    EXPECT_EQ(json::parse(dump(value)), value);
  }
}

TEST(find_path, it_walks_objects_and_lists) {
  const json root{{"customer", {{"tier", "gold"}}}, {"items", {{{"sku", "A1"}}, {{"sku", "B2"}}}}};

  ASSERT_NE(find_path(root, "customer.tier"), nullptr);
  EXPECT_EQ(*find_path(root, "customer.tier"), "gold");
  EXPECT_EQ(*find_path(root, "items.1.sku"), "B2");
  EXPECT_EQ(find_path(root, ""), &root) << "it points into the data and copies nothing";
}

TEST(find_path, a_path_that_leads_nowhere_is_null) {
  const json root{{"a", {{"b", 1}}}, {"list", {1, 2}}};
  for (const auto* path : {"x", "a.x", "a.b.c", "list.2", "list.-1", "list.one", "list.1x", ".a",
                           "list.99999999999999999999999"})
    EXPECT_EQ(find_path(root, path), nullptr) << path;
}

TEST(pointer, tokens_are_escaped_as_rfc_6901_asks) {
  EXPECT_EQ(pointer_to("", "steps"), "/steps");
  EXPECT_EQ(pointer_to("/steps", "a/b~c"), "/steps/a~1b~0c");
  EXPECT_EQ(pointer_to("/steps", ""), "/steps/");
  EXPECT_EQ(pointer_to("/cases", std::size_t{2}), "/cases/2");
}

TEST(merge_patch, null_removes_and_lists_are_replaced) {
  const json target{{"a", 1}, {"b", {{"c", 2}, {"d", 3}}}, {"e", {1, 2}}};
  const json patch{{"a", nullptr}, {"b", {{"c", 4}}}, {"e", {3}}};
  EXPECT_EQ(merge_patched(target, patch), (json{{"b", {{"c", 4}, {"d", 3}}}, {"e", {3}}}));
}

TEST(nearest_name, a_slip_finds_its_name_and_a_stranger_finds_none) {
  constexpr auto known = std::to_array<std::string_view>({"delay", "branch", "voucher"});
  EXPECT_EQ(nearest_name("dealy", known), "delay");
  EXPECT_EQ(nearest_name("brnch", known), "branch");
  EXPECT_EQ(nearest_name("quarantine", known), "");
}

TEST(edit_distance, it_counts_insertions_deletions_and_substitutions) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("abc", ""), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(parse_json, says_where_and_why_a_text_is_no_json) {
  EXPECT_EQ(parse_json("{\"a\":\n  tru}").error().message,
            "not JSON: line 2, column 6: invalid literal");
  EXPECT_EQ(parse_json("{\"a\" 1}").error().message,
            "not JSON: line 1, column 6: unexpected number literal; expected ':'");
}

TEST(parse_json, repeats_nothing_of_a_text_that_is_no_utf8) {
  EXPECT_EQ(parse_json("\"\xff\"").error().message,
            "not JSON: line 1, column 2: invalid string: ill-formed UTF-8 byte");
}

} // namespace
} // namespace sojourn
