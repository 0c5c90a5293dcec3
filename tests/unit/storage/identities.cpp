#include "storage/identities.hpp"

#include "fixture.hpp"
#include "records/identity.hpp"
#include "storage/erasures.hpp"
#include "storage/events.hpp"
#include "storage/placements.hpp"
#include "storage/records.hpp"

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class identities : public storage_test {
protected:
  identities() { open(); }
  ~identities() override { EXPECT_THAT(violations(), IsEmpty()); }

  void put(const std::string& type, const std::string& id, const json& record,
           instant now = monday) {
    const auto written = write(*data, [&](transaction& tx) {
      return write_record(tx, record_write_kind::put, {type, id}, record, {}, {}, now);
    });
    ASSERT_TRUE(written) << written.error().message;
  }
  result<link_written> link(const std::string& visitor, const std::string& customer,
                            std::size_t portion = default_portion) {
    return write(*data, [&](transaction& tx) {
      return link_visitor(tx, visitor, customer, "anna", monday, portion);
    });
  }
  event_written happen(const std::string& id, const std::string& type, const std::string& subject) {
    stored_event event;
    event.source = "/shop";
    event.id = id;
    event.type = type;
    event.subject = parse_subject(subject).value();
    event.at = monday;
    event.data = json::object();
    return write(*data, [&](transaction& tx) { return write_event(tx, event, {}, monday); })
        .value();
  }
  std::vector<std::string> found(const std::string& kind, const std::string& value) {
    return data->reader().identities().find_customer(kind, value);
  }
};

json cart_left(const std::string& policy) {
  return {{"id", "cart"},
          {"name", "Cart"},
          {"trigger", {{"type", "manual"}}},
          {"reentry", {{"policy", policy}}},
          {"start", "listen"},
          {"steps",
           {{"listen",
             {{"type", "wait"},
              {"events", {{{"event", "paid"}, {"next", "end"}}}},
              {"timeout", "P3D"},
              {"on_timeout", "end"}}}}}};
}

TEST_F(identities, what_was_the_visitors_is_the_customers_once_they_are_linked) {
  traveller carts{*data, ids, cart_left("skip_if_open")};
  put("cart", "c1", {{"visitor_id", "v"}, {"lines", {{{"sku", "a"}, {"quantity", 3}}}}});
  put("cart", "c2", {{"visitor_id", "other"}, {"lines", {{{"sku", "a"}}}}});
  put("customer", "an", {{"name", "An"}});
  happen("e1", "seen", "visitor:v");
  const auto id = carts.start("visitor:v");
  const auto stranger = carts.start("visitor:other");

  const auto linked = link("v", "an");

  ASSERT_TRUE(linked) << linked.error().message;
  EXPECT_TRUE(linked->created);
  EXPECT_TRUE(linked->link.is_done);
  EXPECT_EQ(linked->link.moved, json({{"records", 1},
                                      {"events", 1},
                                      {"deliveries", 0},
                                      {"sends", 0},
                                      {"consents", 0},
                                      {"instances", 1},
                                      {"cancelled", 0}}));
  EXPECT_EQ(data->reader().records().traits("an").at("cart_items"), 3);
  EXPECT_EQ(carts.state(id).subject, records::customer("an"));
  EXPECT_EQ(carts.state(id).reentry_key, "an");
  EXPECT_EQ(carts.state(stranger).subject.id, "other");
  EXPECT_EQ(raw_file{file()}.text("SELECT subject FROM event"), "customer:an");
  // It waits as the customer's, and holds the customer's place.
  EXPECT_THAT(happen("e2", "paid", "customer:an").inbox_entries, SizeIs(1));
  EXPECT_EQ(carts.write(carts.begin("an", monday)).error().code, error_code::reentry_refused);
}

TEST_F(identities, what_comes_later_for_the_visitor_is_the_customers) {
  traveller carts{*data, ids, cart_left("parallel")};
  ASSERT_TRUE(link("v", "an"));
  const auto id = carts.start("an");

  put("cart", "c1", {{"visitor_id", "v"}, {"lines", {{{"sku", "a"}}}}});
  const auto heard = happen("e1", "paid", "visitor:v");

  EXPECT_EQ(data->reader().records().traits("an").at("cart_items"), 1);
  ASSERT_THAT(heard.inbox_entries, SizeIs(1));
  EXPECT_EQ(heard.inbox_entries[0].instance, id);
  EXPECT_EQ(data->reader().identities().known_as({"visitor", "v"}), records::customer("an"));
  // A start that was planned before the link is tried again, for the customer.
  EXPECT_EQ(carts.write(carts.begin("visitor:v", monday)).error().code, error_code::overloaded);
}

TEST_F(identities, the_same_link_again_changes_nothing_and_another_customer_is_refused) {
  happen("e1", "seen", "visitor:v");
  const auto first = link("v", "an");
  happen("e2", "seen", "customer:an");

  const auto again = link("v", "an");
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->created);
  EXPECT_EQ(again->link.moved, first->link.moved);

  const auto other = link("v", "binh");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, error_code::already_exists);
  EXPECT_EQ(other.error().details.at(0).message, "an");
  EXPECT_THAT(data->reader().identities().links("an", {}, 10), SizeIs(1));
}

TEST_F(identities, an_instance_that_the_customer_has_already_is_cancelled_and_says_why) {
  traveller carts{*data, ids, cart_left("skip_if_open")};
  const auto own = carts.start("an");
  const auto visitors = carts.start("visitor:v");

  const auto linked = link("v", "an");

  ASSERT_TRUE(linked) << linked.error().message;
  EXPECT_EQ(linked->link.moved.at("cancelled"), 1);
  EXPECT_EQ(carts.state(own).status, engine::instance_status::waiting);
  const auto state = carts.state(visitors);
  EXPECT_EQ(state.status, engine::instance_status::cancelled);
  EXPECT_EQ(state.reason, "customer:an has " + to_text(own) + " of this campaign already");
}

TEST_F(identities, one_that_had_its_one_instance_gets_no_second_one_by_a_link) {
  traveller carts{*data, ids, cart_left("once")};
  const auto own = carts.start("an");
  carts.go(own, {cancel_it}, monday);
  const auto visitors = carts.start("visitor:v");

  ASSERT_TRUE(link("v", "an"));

  EXPECT_EQ(carts.state(visitors).status, engine::instance_status::cancelled);
}

TEST_F(identities, a_link_that_was_interrupted_goes_on_and_moves_nothing_twice) {
  traveller carts{*data, ids, cart_left("parallel")};
  for (int i = 0; i < 20; ++i) {
    put("cart", "c" + std::to_string(i), {{"visitor_id", "v"}, {"lines", {{{"sku", "a"}}}}});
    happen("e" + std::to_string(i), "seen", "visitor:v");
    carts.start("visitor:v");
  }
  auto linked = link("v", "an", 7);
  ASSERT_TRUE(linked) << linked.error().message;
  EXPECT_FALSE(linked->link.is_done);
  EXPECT_THAT(violations(), IsEmpty());
  int portions = 0;
  while (!linked->link.is_done && portions++ < 50) {
    reopen();
    ASSERT_THAT(data->reader().identities().links_under_way(), ElementsAre("v"));
    linked = write(*data, [](transaction& tx) { return go_on_linking(tx, "v", monday, 7); });
    ASSERT_TRUE(linked) << linked.error().message;
  }
  EXPECT_GT(portions, 5);
  EXPECT_EQ(linked->link.moved, json({{"records", 20},
                                      {"events", 20},
                                      {"deliveries", 0},
                                      {"sends", 0},
                                      {"consents", 0},
                                      {"instances", 20},
                                      {"cancelled", 0}}));
  EXPECT_EQ(data->reader().records().traits("an").at("cart_items"), 20);
}

TEST_F(identities, what_is_shown_to_the_visitor_is_shown_to_the_customer) {
  traveller shows{*data,
                  ids,
                  {{"id", "c"},
                   {"name", "C"},
                   {"trigger", {{"type", "manual"}}},
                   {"start", "banner"},
                   {"steps",
                    {{"banner",
                      {{"type", "show"},
                       {"kind", "banner"},
                       {"slot", "top"},
                       {"content", "hello"},
                       {"next", "rest"}}},
                     {"rest", {{"type", "delay"}, {"for", "P1D"}, {"next", "end"}}}}}}};
  shows.start("visitor:v");

  ASSERT_TRUE(link("v", "an"));

  EXPECT_THAT(data->reader().placements().shown("customer:an", "", monday, 10), SizeIs(1));
  EXPECT_THAT(data->reader().placements().shown("visitor:v", "", monday, 10), IsEmpty());
}

TEST_F(identities, customers_are_found_however_their_number_or_address_is_written) {
  put("customer", "younger", {{"phone", "+84901112233"}}, monday + std::chrono::hours{1});
  put("customer", "older", {{"phone", "+84 (90) 111-22.33"}, {"email", " An@Example.com "}});
  put("customer", "third", {{"phone", "0901112233"}, {"zalo_user_id", 1234567}},
      monday + std::chrono::hours{2});
  put("customer", "none", {{"phone", "unknown"}, {"email", nullptr}});

  EXPECT_THAT(found("phone", "+84901112233"), ElementsAre("older", "younger", "third"));
  EXPECT_THAT(found("phone", "0084 901112233"), ElementsAre("older", "younger", "third"));
  EXPECT_THAT(found("phone", "090 111 22 33"), ElementsAre("older", "younger", "third"));
  EXPECT_THAT(found("email", "AN@EXAMPLE.COM"), ElementsAre("older"));
  EXPECT_THAT(found("zalo_user_id", "1234567"), ElementsAre("third"));
  EXPECT_THAT(found("phone", "unknown"), IsEmpty());
  EXPECT_THAT(found("tier", "gold"), IsEmpty());
}

TEST_F(identities, the_index_follows_every_write_and_every_removal) {
  put("customer", "an", {{"email", "a@x.vn"}});
  put("customer", "an", {{"email", "b@x.vn"}});
  EXPECT_THAT(found("email", "a@x.vn"), IsEmpty());
  EXPECT_THAT(found("email", "b@x.vn"), ElementsAre("an"));
  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return write_record(tx, record_write_kind::patch, records::customer("an"),
                        {{"email", nullptr}, {"phone", "0901"}}, {}, {}, monday);
  }));
  EXPECT_THAT(found("email", "b@x.vn"), IsEmpty());
  EXPECT_THAT(found("phone", "0901"), ElementsAre("an"));
  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return write_record(tx, record_write_kind::remove, records::customer("an"), {}, {}, {}, monday);
  }));
  EXPECT_THAT(found("phone", "0901"), IsEmpty());
}

TEST_F(identities, a_type_that_declares_one_later_has_its_records_found_and_an_older_file_too) {
  put("customer", "an", {{"phone", "0901"}, {"card", "X-1"}});
  const auto schema = json::parse(
      R"({"properties": {"card": {"type": "string"}}, "x-identities": {"card": "text"}})");
  const auto type = records::read_type("customer", schema).value();
  ASSERT_TRUE(write(*data, [&](transaction& tx) { return put_record_type(tx, *type, monday); }));
  EXPECT_THAT(found("card", "X-1"), ElementsAre("an"));
  EXPECT_THAT(found("phone", "0901"), ElementsAre("an")); // what comes with the type stays

  close();
  raw_file{file()}.run("DELETE FROM identity; INSERT INTO rebuild (what) VALUES ('identities')");
  open();
  EXPECT_THAT(found("card", "X-1"), ElementsAre("an"));
}

TEST_F(identities, erasing_a_customer_erases_the_visitors_that_they_were) {
  traveller carts{*data, ids, cart_left("parallel")};
  const auto before = carts.start("visitor:v");
  carts.go(before, {cancel_it}, monday);
  put("visitor", "v", {{"language", "vi"}});
  ASSERT_TRUE(link("v", "an"));
  happen("e1", "seen", "visitor:v");

  const auto erased = write(*data, [](transaction& tx) {
    return erase_subject(tx, records::customer("an"), {}, "anna", "", monday);
  });

  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_EQ(erased->erasure.removed.at("visitors"), 1);
  EXPECT_EQ(erased->erasure.removed.at("events"), 1);
  EXPECT_EQ(erased->erasure.removed.at("records"), 1);
  EXPECT_EQ(carts.state(before).subject.type, "erased");
  EXPECT_FALSE(data->reader().identities().link_of("v"));
}

TEST(an_identity, is_written_alike_or_is_none) {
  using records::normal_identity;
  for (const char* written : {" 090.111/22 33 ", "+84 (0) 901112233", "840901112233", "901112233",
                              "0901\u00a0112\u00a0233"})
    EXPECT_EQ(normal_identity("phone", written), "+84901112233") << written;
  EXPECT_EQ(normal_identity("phone", 84901112233), "+84901112233");
  EXPECT_EQ(normal_identity("phone", "01651234567"), "+84351234567") << "before 2018";
  EXPECT_EQ(normal_identity("phone", "0901"), "0901") << "an extension";
  EXPECT_EQ(normal_identity("email", " An@VÍ-DỤ.vn"), "an@xn--v-d-rma6749a.vn");
  EXPECT_EQ(normal_identity("phone", "+84+90"), std::nullopt);
  EXPECT_EQ(normal_identity("phone", "ext. 12"), std::nullopt);
  EXPECT_EQ(normal_identity("phone", "12"), std::nullopt);
  EXPECT_EQ(normal_identity("email", "a@b@c"), std::nullopt);
  EXPECT_EQ(normal_identity("email", "@c"), std::nullopt);
  EXPECT_EQ(normal_identity("text", "  "), std::nullopt);
  EXPECT_EQ(normal_identity("text", true), std::nullopt);
  EXPECT_EQ(normal_identity("text", std::string(257, 'x')), std::nullopt);
}

} // namespace
} // namespace sojourn::storage
