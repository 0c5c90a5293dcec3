// Records against their types: refusals change nothing, owners follow the links.
#include "fixture.hpp"
#include "storage/instances.hpp"
#include "storage/records.hpp"

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class record_types : public storage_test {
protected:
  void SetUp() override { open(); }
  result<record_change> put(const subject_ref& record, const json& value,
                            record_write_kind how = record_write_kind::put) {
    return write(*data, [&](transaction& tx) {
      return write_record(tx, how, record, value, {}, {}, monday);
    });
  }
  result<record_type_written> put_type(const std::string& name, const json& schema) {
    const auto type = records::read_type(name, schema).value();
    return write(*data, [&](transaction& tx) { return put_record_type(tx, *type, monday); });
  }
  std::string owner(const subject_ref& record) {
    return raw_file{file()}.text("SELECT coalesce(owner, 'nobody') FROM record WHERE type = '" +
                                 record.type + "' AND id = '" + record.id + "'");
  }

  const subject_ref order{"order", "1"};
  const subject_ref ticket{"ticket", "1"};
  const json ticket_schema = json::parse(R"({"properties": {"who": {"type": "string"}},
                                             "x-links": {"who": "customer"}})");
};

TEST_F(record_types, a_record_that_its_type_refuses_changes_nothing) {
  ASSERT_TRUE(put(order, {{"customer_id", "42"}, {"status", "placed"}}));
  const auto traits = data->reader().records().traits("42");
  for (const auto how : {record_write_kind::put, record_write_kind::patch}) {
    const auto refused = put(order, {{"status", "paid"}, {"amount", "5"}, {"placed_at", 7}}, how);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, error_code::invalid_request);
    ASSERT_THAT(refused.error().details, SizeIs(2));
    EXPECT_EQ(refused.error().details[0].pointer, "/amount");
    EXPECT_EQ(refused.error().details[1].pointer, "/placed_at");
  }
  EXPECT_EQ(data->reader().records().find(order)->at("version"), 1);
  EXPECT_EQ(data->reader().records().data(order)["status"], "placed");
  EXPECT_EQ(data->reader().records().traits("42"), traits);
  EXPECT_FALSE(put({"order", "2"}, {{"customer_id", ""}}));
  EXPECT_FALSE(data->reader().records().find({"order", "2"}));
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(record_types, a_patch_is_checked_as_the_record_that_it_makes) {
  ASSERT_TRUE(put(order, {{"customer_id", "42"}, {"status", "placed"}}));
  ASSERT_TRUE(put(order, {{"status", "paid"}}, record_write_kind::patch));
  EXPECT_EQ(data->reader().records().traits("42")["orders_paid"], 1);
  ASSERT_TRUE(put(order, {{"customer_id", nullptr}}, record_write_kind::patch));
  EXPECT_EQ(owner(order), "nobody");
  EXPECT_EQ(data->reader().records().traits("42")["orders_paid"], 0);
}

TEST_F(record_types, a_turn_whose_patch_is_refused_changes_nothing) {
  auto definition = json::parse(R"({
    "id": "hello", "name": "Hello", "trigger": {"type": "manual"}, "start": "set",
    "steps": {"set": {"type": "update", "set": {"tier": 7}, "next": "end"}}})");
  traveller campaign{*data, ids, definition};
  const auto refused = campaign.write(campaign.begin("42", monday));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, error_code::invalid_request);
  EXPECT_EQ(refused.error().details.front().pointer, "/tier");
  EXPECT_THAT(data->reader().instances().find({}), IsEmpty());
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(record_types, a_record_of_an_unknown_type_is_taken_and_belongs_to_nobody) {
  ASSERT_TRUE(put(ticket, {{"who", "42"}, {"customer_id", "42"}}));
  EXPECT_EQ(owner(ticket), "nobody");
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(record_types, the_owner_is_the_customer_or_else_the_visitor) {
  put(order, {{"visitor_id", "v"}});
  EXPECT_EQ(owner(order), "visitor:v");
  EXPECT_EQ(data->reader().records().traits("v")["orders_count"], 0);
  put(order, {{"visitor_id", "v"}, {"customer_id", 42}});
  EXPECT_EQ(owner(order), "customer:42");
  EXPECT_EQ(data->reader().records().traits("42")["orders_count"], 1);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(record_types, a_type_that_is_put_holds_for_later_writes_and_owns_earlier_records) {
  put(ticket, {{"who", "42"}});
  put({"ticket", "2"}, {{"who", 7}});
  const auto made = put_type("ticket", ticket_schema);
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->created);
  EXPECT_EQ(made->version, 1);
  EXPECT_EQ(owner(ticket), "customer:42");
  EXPECT_EQ(owner({"ticket", "2"}), "customer:7");
  EXPECT_FALSE(put({"ticket", "3"}, {{"who", 7}}));
  EXPECT_FALSE(put({"ticket", "2"}, {{"what", "?"}}, record_write_kind::patch));
  EXPECT_THAT(violations(), IsEmpty());

  auto without_link = ticket_schema;
  without_link.erase("x-links");
  EXPECT_EQ(put_type("ticket", without_link)->version, 2);
  EXPECT_EQ(owner(ticket), "nobody");
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(record_types, the_same_type_again_changes_nothing) {
  EXPECT_TRUE(put_type("ticket", ticket_schema)->changed);
  const auto again = put_type("ticket", ticket_schema);
  EXPECT_FALSE(again->changed);
  EXPECT_FALSE(again->created);
  EXPECT_EQ(again->version, 1);
  EXPECT_FALSE(put_type("order", *records::find_shipped("order")->schema)->changed);
}

TEST_F(record_types, a_type_whose_unit_was_taken_back_is_forgotten) {
  const auto type = records::read_type("ticket", ticket_schema).value();
  const auto refused = write(*data, [&](transaction& tx) -> result<record_change> {
    EXPECT_TRUE(put_record_type(tx, *type, monday));
    auto inside = write_record(tx, record_write_kind::put, ticket, {{"who", 7}}, {}, {}, monday);
    EXPECT_FALSE(inside);
    return inside;
  });
  EXPECT_FALSE(refused);
  EXPECT_FALSE(data->reader().records().type("ticket"));
  EXPECT_TRUE(put(ticket, {{"who", 7}}));
}

TEST_F(record_types, are_listed_with_the_shipped_ones_by_name) {
  auto schema = *records::find_shipped("order")->schema;
  schema["properties"]["gift"] = {{"type", "boolean"}};
  EXPECT_FALSE(put_type("order", schema)->created);
  put_type("ticket", ticket_schema);
  std::vector<std::string> names;
  for (const auto& type : data->reader().records().types())
    names.push_back(type.at("name"));
  EXPECT_THAT(names, ElementsAre("cart", "customer", "follow", "lead", "order", "product",
                                 "product_view", "push_subscription", "review", "shop", "ticket",
                                 "visitor", "voucher", "wishlist_item"));
  const auto shipped = data->reader().records().type("cart").value();
  EXPECT_EQ(shipped["version"], 0);
  EXPECT_EQ(shipped["shipped"], true);
  EXPECT_EQ(data->reader().records().type("order").value()["version"], 1);
  EXPECT_EQ(data->reader().records().type("order").value()["shipped"], true);
  EXPECT_EQ(data->reader().records().type("ticket").value()["schema"], ticket_schema);
  EXPECT_FALSE(data->reader().records().type("nothing"));
  EXPECT_FALSE(put(order, {{"gift", "yes"}}));
  reopen();
  EXPECT_FALSE(put(order, {{"gift", "yes"}}));
}

TEST_F(record_types, are_read_as_they_are_now) {
  EXPECT_EQ(data->reader().records().described_type("ticket"), nullptr);
  EXPECT_EQ(data->reader().records().described_type("order"), records::find_shipped("order"));
  put_type("ticket", ticket_schema);
  const auto first = data->reader().records().described_type("ticket");
  EXPECT_EQ(*first->schema, ticket_schema);
  EXPECT_EQ(data->reader().records().described_type("ticket"), first);
  put_type("ticket", json::object());
  EXPECT_EQ(*data->reader().records().described_type("ticket")->schema, json::object());
}

TEST_F(record_types, of_users_are_limited_in_number) {
  for (int i = 0; i < 200; ++i)
    ASSERT_TRUE(put_type("type-" + std::to_string(i), json::object()));
  EXPECT_EQ(put_type("one-more", json::object()).error().code, error_code::wrong_state);
  EXPECT_TRUE(put_type("type-7", ticket_schema));
}

TEST_F(record_types, of_which_there_are_too_many_records_keep_their_owners) {
  write(*data, [&](transaction& tx) -> result<bool> {
    for (int i = 0; i <= 10'000; ++i)
      (void)write_record(tx, record_write_kind::put, {"ticket", std::to_string(i)}, {{"who", "42"}},
                         {}, {}, monday);
    return true;
  });
  EXPECT_EQ(put_type("ticket", ticket_schema).error().code, error_code::wrong_state);
  auto without_link = ticket_schema;
  without_link.erase("x-links");
  EXPECT_TRUE(put_type("ticket", without_link));
}

} // namespace
} // namespace sojourn::storage
