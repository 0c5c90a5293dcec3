#include "base/json_schema.hpp"

#include <gtest/gtest.h>

namespace sojourn {
namespace {

/// The mistakes of `value`, each "POINTER: MESSAGE".
std::vector<std::string> mistakes_of(const char* schema, const char* value) {
  mistake_list mistakes;
  const json_schema checker{std::make_shared<const json>(json::parse(schema))};
  checker.check(json::parse(value), "", mistakes);
  std::vector<std::string> told;
  for (const auto& mistake : mistakes.sorted())
    told.push_back(mistake.pointer + ": " + mistake.message);
  return told;
}

using told = std::vector<std::string>;

TEST(json_schema, without_a_description_the_type_is_told) {
  constexpr auto schema = R"({"properties": {
    "a": {"type": "string"}, "b": {"type": ["integer", "null"]}, "c": {"enum": ["on", "off"]}}})";
  EXPECT_EQ(mistakes_of(schema, R"({"a": "x", "b": null, "c": "on"})"), told{});
  EXPECT_EQ(mistakes_of(schema, R"({"a": 1, "b": "2", "c": "onn"})"),
            (told{"/a: expected text, not 1", "/b: expected a whole number or null, not \"2\"",
                  R"(/c: expected one of "on", "off", not "onn"; did you mean "on"?)"}));
}

TEST(json_schema, a_date_time_is_an_instant_of_ours) {
  constexpr auto schema = R"({"properties": {"list": {"items": {"properties": {
    "at": {"type": ["string", "null"], "format": "date-time"}}}}}})";
  EXPECT_EQ(mistakes_of(schema, R"({"list": [{"at": "2026-03-01T09:30:00+07:00"}, {"at": null}]})"),
            told{});
  EXPECT_EQ(mistakes_of(schema, R"({"list": [{}, {"at": "yesterday"}]})"),
            told{"/list/1/at: expected an instant such as \"2026-03-01T09:30:00+07:00\", "
                 "not \"yesterday\""});
}

TEST(json_schema, properties_may_be_named_like_keywords) {
  constexpr auto schema = R"({"properties": {"format": {"type": "string"},
                                             "oneOf": {"type": "number"}}})";
  EXPECT_EQ(mistakes_of(schema, R"({"format": 1, "oneOf": "x"})"),
            (told{"/format: expected text, not 1", "/oneOf: expected a number, not \"x\""}));
}

TEST(json_schema, names_that_are_only_described_are_taken_behind_a_reference_too) {
  constexpr auto schema = R"({
    "properties": {"prices": {"$ref": "#/definitions/prices"}},
    "definitions": {"prices": {
      "propertyNames": {"description": "a name"},
      "patternProperties": {"^[a-z]+$": {"type": "integer"}}, "additionalProperties": false}}})";
  EXPECT_EQ(mistakes_of(schema, R"({"prices": {"a": 1, "b": 2}})"), told{});
  EXPECT_EQ(mistakes_of(schema, R"({"prices": {"A": 1}})"),
            told{"/prices/A: expected a name, not \"A\""});
}

TEST(json_schema, what_is_missing_and_what_is_not_allowed_are_told_at_their_places) {
  constexpr auto schema = R"({"type": "object", "required": ["sku"], "additionalProperties": false,
    "properties": {"sku": {"type": "string", "description": "the article"}}})";
  EXPECT_EQ(mistakes_of(schema, R"({"skuu": "a"})"),
            (told{R"(/sku: "sku" is missing: the article)",
                  R"(/skuu: nothing reads "skuu"; did you mean "sku"?)"}));
}

} // namespace
} // namespace sojourn
