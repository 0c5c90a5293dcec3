// The published schema is sound in itself and agrees with the reader.
#include "definitions.hpp"

#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace sojourn::campaign {

namespace {

/// Whether the schema, as it is published, takes `value`.
bool schema_takes(const json& value) {
  using adapter = valijson::adapters::NlohmannJsonAdapter;
  valijson::Schema schema;
  valijson::SchemaParser{valijson::SchemaParser::kDraft7}.populateSchema(
      adapter{definition_schema()}, schema);
  return valijson::Validator{}.validate(schema, adapter{value}, nullptr);
}

/// Calls `visit` with every schema inside of `schema`.
template <class Visit>
void for_each_schema(const json& schema, const std::string& pointer, const Visit& visit) {
  visit(schema, pointer);
  for (const auto& keyword : {"properties", "patternProperties", "definitions"}) {
    if (const auto found = schema.find(keyword); found != schema.end())
      for (const auto& [name, below] : found->items())
        for_each_schema(below, pointer + "/" + keyword + "/" + name, visit);
  }
  for (const auto& keyword : {"items", "additionalProperties"}) {
    if (const auto found = schema.find(keyword); found != schema.end() && found->is_object())
      for_each_schema(*found, pointer + "/" + keyword, visit);
  }
}

} // namespace

TEST(campaign_schema, is_draft_7_and_uses_only_its_keywords) {
  EXPECT_EQ(definition_schema().at("$schema"), "http://json-schema.org/draft-07/schema#");
  const std::set<std::string> keywords{"$ref",
                                       "$schema",
                                       "additionalProperties",
                                       "anyOf",
                                       "const",
                                       "default",
                                       "definitions",
                                       "dependencies",
                                       "description",
                                       "enum",
                                       "exclusiveMinimum",
                                       "items",
                                       "maxItems",
                                       "maxLength",
                                       "maxProperties",
                                       "maximum",
                                       "minItems",
                                       "minLength",
                                       "minProperties",
                                       "minimum",
                                       "oneOf",
                                       "pattern",
                                       "patternProperties",
                                       "properties",
                                       "propertyNames",
                                       "required",
                                       "title",
                                       "type",
                                       "uniqueItems",
                                       "writeOnly"};
  for_each_schema(definition_schema(), "", [&](const json& schema, const std::string& pointer) {
    ASSERT_TRUE(schema.is_object()) << pointer;
    for (const auto& [keyword, value] : schema.items())
      EXPECT_TRUE(keywords.contains(keyword)) << pointer << "/" << keyword;
  });
}

TEST(campaign_schema, every_part_says_what_it_is_and_every_reference_leads_somewhere) {
  for_each_schema(definition_schema(), "", [](const json& schema, const std::string& pointer) {
    if (const auto reference = schema.find("$ref"); reference != schema.end()) {
      const auto target = reference->get<std::string>();
      ASSERT_TRUE(target.starts_with("#/"));
      EXPECT_TRUE(definition_schema().contains(json::json_pointer{target.substr(1)})) << pointer;
    } else {
      EXPECT_TRUE(schema.contains("description")) << pointer;
    }
  });
}

TEST(campaign_schema, objects_are_closed_but_for_the_notes_and_the_choices) {
  for_each_schema(definition_schema(), "", [](const json& schema, const std::string& pointer) {
    const bool is_object = schema.contains("type") && schema.at("type") == "object";
    const bool is_choice = schema.contains("oneOf") && !schema.contains("properties");
    if (is_object && !is_choice && pointer != "/properties/meta") {
      EXPECT_TRUE(schema.contains("additionalProperties")) << pointer;
    }
  });
}

TEST(campaign_schema, required_members_are_described) {
  for_each_schema(definition_schema(), "", [](const json& schema, const std::string& pointer) {
    for (const auto& name : schema.value("required", json::array())) {
      if (schema.contains("properties")) {
        EXPECT_TRUE(schema.at("properties").contains(name.get<std::string>()))
            << pointer << " " << name;
      }
    }
  });
}

TEST(campaign_schema, as_published_it_takes_what_the_reader_takes) {
  EXPECT_TRUE(schema_takes(tier_upgrade()));
  EXPECT_TRUE(schema_takes(smallest()));
  for (const auto& step : {
           R"({"type": "delay", "for": "P1D", "next": "end"})",
           R"({"type": "delay", "window": {"from": "08:00", "to": "20:00"}, "next": "end"})",
           R"({"type": "delay", "window": "best_hour", "next": "end"})",
           R"({"type": "wait", "events": [{"event": "a", "next": "end"}]})",
           R"({"type": "branch", "on": {"var": "customer.a"}, "cases": {"1": "end"},
               "otherwise": "end"})",
           R"({"type": "branch", "cases": [{"when": true, "next": "end"}], "otherwise": "end"})",
           R"({"type": "split", "shares": [{"name": "a", "share": 1, "next": "end"},
                                           {"name": "b", "share": 2, "next": "end"}]})",
           R"({"type": "update", "set": {"a": 1}, "next": "end"})",
           R"({"type": "http", "method": "GET", "url": "https://x.example", "next": "end"})",
       }) {
    EXPECT_TRUE(schema_takes(with_step(step))) << step;
    EXPECT_EQ(as_text(mistakes_in(with_step(step))), "") << step;
  }
}

TEST(campaign_schema, as_published_it_refuses_what_has_no_choice_that_fits) {
  for (const auto& step : {
           R"({"type": "delay", "next": "end"})",
           R"({"type": "delay", "for": "P1D", "until": "2026-03-01", "next": "end"})",
           R"({"type": "points", "next": "end"})",
           R"({"type": "wait", "events": [{"event": "a", "next": "end"}], "timeout": "P1D"})",
           R"({"type": "send", "message": "hello", "via": ["x"], "next": "end", "nxt": 1})",
       }) {
    EXPECT_FALSE(schema_takes(with_step(step))) << step;
    EXPECT_NE(as_text(mistakes_in(with_step(step))), "") << step;
  }
  EXPECT_FALSE(schema_takes(changed(smallest(), "/goal", "5")));
  EXPECT_FALSE(schema_takes(changed(smallest(), "/trigger", R"({"type": "broadcast"})")));
}

} // namespace sojourn::campaign
