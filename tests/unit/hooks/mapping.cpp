#include "hooks/hook.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::hooks {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const instant mapped_at = parse_instant("2026-03-01T12:00:00Z").value();

/// What a hook with this mapping makes of a body.
result<message> map_call(const char* mapping, const char* body,
                         const std::map<std::string, std::string>& headers = {}) {
  const auto hook = read_document({{"mapping", json::parse(mapping)}});
  if (!hook) {
    const auto& details = hook.error().details;
    ADD_FAILURE() << details.front().pointer << ": " << details.front().message;
    return fail(hook.error());
  }
  const std::string text{body};
  return read_call(*hook->hook, {headers, text}, mapped_at);
}

std::vector<part> parts_of(const char* mapping, const char* body) {
  auto read = map_call(mapping, body);
  EXPECT_TRUE(read) << (read ? "" : read.error().message);
  return read ? std::move(read->parts) : std::vector<part>{};
}

/// The place in the document that a refused call is refused for.
std::string place_of_refusal(const char* mapping, const char* body) {
  const auto read = map_call(mapping, body);
  return read ? "taken" : read.error().details.at(0).pointer;
}

TEST(hook_mapping, makes_an_order_with_its_lines) {
  const auto parts = parts_of(R"({
    "subject": {"var": "body.customer.id"},
    "records": [{"type": "order", "id": {"var": "body.id"}, "as_of": "updated_at",
      "once": ["status"],
      "fields": {
        "status": {"from": {"var": "body.state"}, "values": {"1": "placed", "2": "paid"},
                   "otherwise": "placed"},
        "amount": {"from": {"var": "body.total"}, "as": "money"},
        "lines": {"each": {"var": "body.items"}, "when": {">": [{"var": "item.count"}, 0]},
                  "fields": {"sku": {"from": {"var": "item.code"}, "as": "text"},
                             "quantity": {"from": {"var": "item.count"}, "as": "whole"},
                             "note": {"var": "item.note"}}},
        "address": {"fields": {"city": {"var": "body.city"}}},
        "updated_at": {"from": {"var": "body.at"}, "as": "instant"}}}]})",
                              R"({"id": 17, "customer": {"id": "an"}, "state": 2, "total": "35.50",
       "items": [{"code": " A1 ", "count": "2"}, {"code": "B2", "count": 0}],
       "city": "Huế", "at": 1772332200})");

  ASSERT_THAT(parts, SizeIs(1));
  EXPECT_EQ(parts[0].subject, (subject_ref{"customer", "an"}));
  ASSERT_THAT(parts[0].records, SizeIs(1));
  const auto& order = parts[0].records[0];
  EXPECT_EQ(order.type, "order");
  EXPECT_EQ(order.id, "17");
  EXPECT_EQ(order.as_of, "updated_at");
  EXPECT_THAT(order.once, ElementsAre("status"));
  EXPECT_EQ(order.fields, json::parse(R"({"status": "paid", "amount": 35.5,
    "lines": [{"sku": "A1", "quantity": 2}], "address": {"city": "Huế"},
    "updated_at": "2026-03-01T02:30:00Z"})"))
      << "what the call does not have is left out";
}

TEST(hook_mapping, has_a_table_for_values_and_something_for_all_others) {
  const auto* mapping = R"({"data": {"x": {"from": {"var": "body.s"},
    "values": {"3": "done", "true": 1, "none": null}, "otherwise": "open"}}})";
  const auto mapped = [&](const char* body) { return parts_of(mapping, body).at(0).data.at("x"); };
  EXPECT_EQ(mapped(R"({"s": 3})"), "done");
  EXPECT_EQ(mapped(R"({"s": "3"})"), "done");
  EXPECT_EQ(mapped(R"({"s": true})"), 1);
  EXPECT_EQ(mapped(R"({"s": "none"})"), json());
  EXPECT_EQ(mapped(R"({"s": 4})"), "open");
  EXPECT_EQ(mapped("{}"), "open");
}

TEST(hook_mapping, gives_names_to_what_is_needed_often) {
  const auto parts = parts_of(R"({
    "let": {"person": {"or": [{"var": "body.customer"}, {"var": "body.buyer"}]}},
    "subject": {"var": "let.person.id"}, "event": "order.paid",
    "data": {"name": {"var": "let.person.name"}}})",
                              R"({"buyer": {"id": 7, "name": "An"}})");
  EXPECT_EQ(parts.at(0).subject->id, "7");
  EXPECT_EQ(parts.at(0).data, json({{"name", "An"}}));
}

TEST(hook_mapping, splits_a_call_that_tells_of_several_things) {
  const auto parts = parts_of(R"({
    "each": [{"var": "body.notifications"}, {"var": "item.data"}],
    "subject": {"var": "item.customer"}, "event": {"var": "outer.kind"},
    "records": [{"type": "order", "id": {"var": "item.id"}, "fields": {"seq": {"var": "body.n"}}}]})",
                              R"({"n": 5, "notifications": [
      {"kind": "order.placed", "data": [{"id": "a", "customer": 1}, {"id": "b", "customer": 2}]},
      {"kind": "order.paid", "data": [{"id": "c", "customer": 1}]}]})");
  ASSERT_THAT(parts, SizeIs(3));
  EXPECT_EQ(parts[1].subject->id, "2");
  EXPECT_EQ(parts[1].event, "order.placed");
  EXPECT_EQ(parts[2].event, "order.paid");
  EXPECT_EQ(parts[2].records.at(0).id, "c");
  EXPECT_EQ(parts[2].records.at(0).fields, json({{"seq", 5}}));
  EXPECT_EQ(parts[2].payload, json::parse(R"({"id": "c", "customer": 1})"))
      << "nobody's campaign sees what is somebody else's";
  EXPECT_THAT(parts_of(R"({"each": {"var": "body.all"}})", "{}"), IsEmpty());
}

TEST(hook_mapping, makes_a_record_of_each_element_of_a_list) {
  const auto parts = parts_of(R"({"records": [
    {"type": "product", "each": {"var": "body.variants"}, "id": {"var": "item.sku"},
     "fields": {"name": {"cat": [{"var": "body.title"}, " ", {"var": "item.size"}]}}}]})",
                              R"({"title": "Shirt", "variants": [
      {"sku": "S1", "size": "S"}, {"size": "none"}, {"sku": "S2", "size": "M"}]})");
  ASSERT_THAT(parts.at(0).records, SizeIs(2)) << "one has no id";
  EXPECT_EQ(parts[0].records[1].id, "S2");
  EXPECT_EQ(parts[0].records[1].fields, json({{"name", "Shirt M"}}));
}

TEST(hook_mapping, names_people_by_all_that_they_are_known_by) {
  const auto* mapping = R"({
    "subject": {"var": "body.id"},
    "find_by": [{"field": "phone", "value": {"from": {"var": "body.tel"}, "as": "phone"}},
                {"field": "email", "value": {"var": "body.mail"}}]})";
  const auto parts = parts_of(mapping, R"({"tel": "0912345678", "mail": "an@shop.example"})");
  EXPECT_EQ(parts.at(0).subject, std::nullopt);
  ASSERT_THAT(parts[0].identities, SizeIs(2));
  EXPECT_EQ(parts[0].identities[0].field, "phone");
  EXPECT_EQ(parts[0].identities[0].value, "+84912345678");
  EXPECT_TRUE(parts[0].names_somebody());
  EXPECT_FALSE(parts_of(mapping, R"({"tel": "unknown"})").at(0).names_somebody());
}

TEST(hook_mapping, refuses_a_call_at_the_place_that_cannot_read_it) {
  const auto* lines = R"({"data": {"x": {"each": {"var": "body.a"}, "fields": {
    "n": {"from": {"var": "item.n"}, "as": "whole"}}}}})";
  EXPECT_EQ(place_of_refusal(lines, R"({"a": [{"n": 1}, {"n": "many"}]})"),
            "/mapping/data/x/fields/n");
  EXPECT_EQ(place_of_refusal(lines, R"({"a": 7})"), "/mapping/data/x/each");
  EXPECT_EQ(place_of_refusal(lines, "{}"), "taken") << "no list is an empty one";
  EXPECT_EQ(place_of_refusal(R"({"records": [{"type": "order", "id": {"var": "body.id"},
                                 "fields": {}}]})",
                             R"({"id": [1]})"),
            "/mapping/records/0/id");
  EXPECT_EQ(place_of_refusal(R"({"let": {"a": {"+": [{"var": "body.x"}, 1]}}})", R"({"x": "y"})"),
            "/mapping/let/a");
}

TEST(hook_mapping, has_limits) {
  const auto* each = R"({"each": {"var": "body.a"}})";
  json body{{"a", json::array()}};
  for (std::size_t i = 0; i < most_parts; ++i)
    body["a"].push_back(i);
  EXPECT_EQ(place_of_refusal(each, dump(body).c_str()), "taken");
  body["a"].push_back("one more");
  EXPECT_EQ(place_of_refusal(each, dump(body).c_str()), "/mapping/each");
  const auto* nested = R"({"data": {"x": {"each": {"var": "body.a"}, "value":
    {"each": {"var": "body.a"}, "value": {"each": {"var": "body.a"}, "value": {"var": "item"}}}}}})";
  EXPECT_THAT(place_of_refusal(nested, dump(body).c_str()), ::testing::StartsWith("/mapping/data"))
      << "the work of one call is bounded";
}

} // namespace
} // namespace sojourn::hooks
