#include "records/record_type.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::records {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> as_text(const std::vector<error_detail>& details) {
  std::vector<std::string> told;
  for (const auto& detail : details)
    told.push_back(detail.pointer + ": " + detail.message);
  return told;
}

std::vector<std::string> mistakes_of(const char* type, const char* data) {
  return as_text(check(*find_shipped(type), json::parse(data)));
}

std::vector<std::string> refused(const std::string& name, const char* schema) {
  const auto read = read_type(name, json::parse(schema));
  return read ? std::vector<std::string>{} : as_text(read.error().details);
}

std::string owner(const char* type, const char* data) {
  const auto found = owner_of(*find_shipped(type), json::parse(data));
  return found ? to_text(*found) : "nobody";
}

TEST(record_types, that_are_shipped_are_types_that_a_user_could_put) {
  std::vector<std::string> names;
  for (const auto& type : shipped_types()) {
    names.push_back(type->name);
    EXPECT_TRUE(read_type(type->name, *type->schema)) << type->name;
    EXPECT_TRUE(read_type("my-" + type->name, *type->schema)) << type->name;
    EXPECT_THAT(check(*type, json::object()), IsEmpty()) << type->name;
    EXPECT_THAT(check(*type, {{"id", "7"}, {"another", {1, 2}}}), IsEmpty()) << type->name;
    for (const auto& [field, value] : type->schema->at("properties").items()) {
      EXPECT_TRUE(value.contains("description")) << type->name << " " << field;
      EXPECT_THAT(check(*type, json{{field, nullptr}}), IsEmpty()) << type->name << " " << field;
    }
  }
  EXPECT_THAT(names, ElementsAre("cart", "customer", "follow", "lead", "order", "product",
                                 "product_view", "push_subscription", "review", "shop", "visitor",
                                 "voucher", "wishlist_item"));
  EXPECT_EQ(find_shipped("orders"), nullptr);
}

TEST(record_types, the_zone_of_a_customer_is_one) {
  EXPECT_THAT(mistakes_of("customer", R"({"timezone": "Hanoi"})"),
              ElementsAre("/timezone: expected an IANA time zone, such as "
                          "\"Asia/Ho_Chi_Minh\", not \"Hanoi\""));
  EXPECT_THAT(mistakes_of("customer", R"({"timezone": "localtime"})"),
              ElementsAre(::testing::HasSubstr("not \"localtime\"")));
  for (const auto* data : {R"({"timezone": "Asia/Ho_Chi_Minh"})", R"({"timezone": null})",
                           R"({"timezone": ""})", R"({})"})
    EXPECT_THAT(mistakes_of("customer", data), IsEmpty()) << data;
  const auto own = read_type("branch_office", json::parse(R"({"type": "object", "properties": {
      "zone": {"type": "string", "format": "time-zone"}, "name": {"type": "string"}}})"));
  ASSERT_TRUE(own);
  EXPECT_THAT(as_text(check(**own, {{"zone", "Hanoi"}, {"name", "Hanoi"}})),
              ElementsAre(::testing::HasSubstr("/zone: expected an IANA time zone")));
}

TEST(record_types, instants_lie_in_the_years_0000_to_9999) {
  for (const auto* text : {"1969-07-20T20:17:40Z", "0000-01-01T00:00:00Z", "1899-12-31T00:00:00Z",
                           "2016-12-31T23:59:60Z"})
    EXPECT_THAT(as_text(check(*find_shipped("customer"), {{"registered_at", text}})), IsEmpty())
        << text;
  for (const auto* text : {"2026-03-01T12:30:60Z", "0000-01-01T00:00:00+07:00", "1965-04-30"})
    EXPECT_THAT(as_text(check(*find_shipped("customer"), {{"registered_at", text}})),
                ElementsAre(::testing::HasSubstr("/registered_at")))
        << text;
}

TEST(record_types, a_number_is_no_instant) {
  EXPECT_THAT(mistakes_of("order", R"({"paid_at": 1772330400})"),
              ElementsAre(::testing::HasSubstr("not 1772330400")));
  const auto untyped =
      read_type("ticket", json::parse(R"({"properties": {"opened_at": {"format": "date-time"}}})"));
  ASSERT_TRUE(untyped);
  EXPECT_THAT(as_text(check(**untyped, {{"opened_at", 1772330400}})),
              ElementsAre("/opened_at: expected an instant such as "
                          "\"2026-03-01T09:30:00+07:00\", not 1772330400"));
  EXPECT_THAT(refused("ticket", R"({"properties": {
                        "opened_at": {"type": ["integer", "null"], "format": "date-time"}}})"),
              ElementsAre("/properties/opened_at/format: the format \"date-time\" is one of texts; "
                          "write \"type\": \"string\", or [\"string\", \"null\"]"));
}

TEST(record_types, every_mistake_of_a_record_is_told_at_its_place) {
  EXPECT_THAT(mistakes_of("order", R"({"customer_id": 42, "status": "paid", "amount": 12.5,
      "placed_at": "2026-03-01T09:30:00+07:00", "lines": [{"sku": "a", "quantity": 2}]})"),
              IsEmpty());
  EXPECT_THAT(
      mistakes_of("order",
                  R"({"customer_id": [], "status": "deliverd", "amount": -1, "paid_at": "now",
                               "lines": [{"sku": "a"}, {"quantity": 1.5}, 3]})"),
      ElementsAre(
          "/amount: expected what is paid in all, a number from 0 to a trillion, not -1",
          "/customer_id: expected the id of the customer, not a list of 0",
          "/lines/1/quantity: expected how many, a whole number from 0 to 1,000,000; "
          "1 if left out, not 1.5",
          "/lines/2: expected a line, an object, not 3",
          "/paid_at: expected when it was paid, an instant such as "
          "\"2026-03-01T09:30:00+07:00\", not \"now\"",
          "/status: expected one of \"placed\", \"confirmed\", \"paid\", \"shipped\", "
          "\"delivered\", \"returned\", \"cancelled\", \"refunded\", not \"deliverd\"; did you "
          "mean \"delivered\"?"));
  EXPECT_THAT(mistakes_of("cart", "[]"), ElementsAre(": a record is an object, not a list of 0"));
}

TEST(record_types, a_link_names_a_record_or_nothing) {
  EXPECT_THAT(mistakes_of("review", R"({"customer_id": ""})"),
              ElementsAre("/customer_id: expected the id of a customer, not \"\""));
  EXPECT_THAT(mistakes_of("product", R"({"shop_id": "a\nb"})"),
              ElementsAre("/shop_id: expected the id of a shop, not \"a\nb\""));
}

TEST(record_types, a_record_belongs_to_its_customer_or_else_to_its_visitor) {
  EXPECT_EQ(owner("order", R"({"customer_id": "7", "visitor_id": "v"})"), "customer:7");
  EXPECT_EQ(owner("order", R"({"customer_id": 7})"), "customer:7");
  EXPECT_EQ(owner("order", R"({"customer_id": null, "visitor_id": "v"})"), "visitor:v");
  EXPECT_EQ(owner("order", R"({"shop_id": "s"})"), "nobody");
  EXPECT_EQ(owner("customer", R"({"customer_id": "7"})"), "nobody");
  EXPECT_EQ(owner("visitor", R"({"customer_id": "7"})"), "customer:7");
  EXPECT_EQ(owner("order", R"({"customer_id": {}, "visitor_id": 1.5})"), "nobody");
  EXPECT_EQ(owner("order", "[1]"), "nobody");
}

TEST(record_types, of_a_user_have_their_own_links) {
  const auto read = read_type("ticket", json::parse(R"({"properties": {
    "who": {"type": "string"}, "subject": {"type": "string", "maxLength": 5}},
    "required": ["who"], "x-links": {"who": "customer"}})"));
  ASSERT_TRUE(read);
  EXPECT_EQ(to_text(*owner_of(**read, {{"who", "42"}})), "customer:42");
  EXPECT_THAT(
      as_text(check(**read, {{"subject", "too long"}})),
      ElementsAre("/subject: expected text, not \"too long\"", "/who: \"who\" is missing: text"));
}

TEST(record_types, that_cannot_be_used_are_refused_with_every_mistake) {
  EXPECT_THAT(
      refused("ticket", R"({"type": "array", "pattern": "x", "properties": {
                "a": {"type": "strnig"}, "b": {"format": "email", "items": {"oneOf": []}}}})"),
      ElementsAre(
          "/pattern: nothing reads \"pattern\"; known here are \"$schema\", "
          "\"additionalProperties\", \"description\", \"maxProperties\", \"minProperties\", "
          "\"properties\", \"required\", \"title\", \"type\", \"x-identities\", \"x-links\"",
          "/properties/b/format: expected \"date-time\" or \"time-zone\", not \"email\"",
          "/properties/b/items/oneOf: nothing reads \"oneOf\"; known here are "
          "\"additionalProperties\", \"description\", \"enum\", \"format\", "
          "\"items\", \"maxItems\", \"maxLength\", \"maxProperties\", \"maximum\", "
          "\"minItems\", \"minLength\", \"minProperties\" and 5 more",
          "/type: expected \"object\", for records are objects, not \"array\""));
  EXPECT_THAT(refused("ticket", R"({"properties": {"a": {"items": {"type": "strnig"}}}})"),
              ElementsAre("/properties/a/items/type: there is no type \"strnig\"; did you mean "
                          "\"string\"?"));
  EXPECT_THAT(refused("ticket", "[]"),
              ElementsAre(": expected a JSON Schema of draft 7 with the "
                          "keywords that Sojourn checks, not a list of 0"));
  EXPECT_FALSE(read_type("Bad Name", json::object()));
}

TEST(record_types, links_are_fields_and_name_types_and_one_owner) {
  EXPECT_THAT(refused("ticket", R"({"properties": {"a": {}, "b": {}},
                "x-links": {"a": "customer", "b": "customer", "c": "Bad"}})"),
              ElementsAre("/x-links/b: only one field may say which customer owns a record, and "
                          "\"a\" does",
                          "/x-links/c: \"Bad\" cannot name a record type",
                          "/x-links/c: \"properties\" has no field \"c\""));
}

TEST(record_types, that_are_shipped_keep_their_links_when_they_are_described_anew) {
  auto schema = *find_shipped("order")->schema;
  schema["properties"]["gift"] = {{"type", "boolean"}};
  EXPECT_TRUE(read_type("order", schema));
  schema["x-links"].erase("customer_id");
  schema["x-links"]["gift"] = "customer";
  const auto read = read_type("order", schema);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, error_code::invalid_request);
  EXPECT_THAT(as_text(read.error().details),
              ElementsAre("/x-links/customer_id: the type \"order\" keeps its link to \"customer\"",
                          "/x-links/gift: the type \"order\" gets no further link to a customer"));
}

TEST(record_types, a_schema_cannot_nest_without_end) {
  json deep = json::object();
  for (int i = 0; i < 40; ++i)
    deep = {{"items", std::move(deep)}};
  EXPECT_FALSE(read_type("ticket", {{"properties", {{"a", deep}}}}));
}

} // namespace
} // namespace sojourn::records
