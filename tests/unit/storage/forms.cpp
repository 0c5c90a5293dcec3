// Forms on pages: whose a lead is, and what somebody who types another one's address gets.
#include "storage/forms.hpp"

#include "fixture.hpp"
#include "storage/content.hpp"
#include "storage/erasures.hpp"
#include "storage/identities.hpp"
#include "storage/records.hpp"

namespace sojourn::storage {
namespace {

using campaign::form_identity;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class forms : public storage_test {
protected:
  forms() { open(); }
  ~forms() override { EXPECT_THAT(violations(), IsEmpty()); }

  void put(const std::string& type, const std::string& id, const json& record) {
    const auto written = write(*data, [&](transaction& tx) {
      return write_record(tx, record_write_kind::put, {type, id}, record, {}, {}, monday);
    });
    ASSERT_TRUE(written) << written.error().message;
  }
  result<form_submitted> submit_unheard(const std::string& visitor, const std::string& lead,
                                        json fields, form_identity identifies) {
    fields["visitor_id"] = visitor;
    return write(*data, [&](transaction& tx) {
      return submit_form(tx,
                         {.visitor = visitor,
                          .lead = lead,
                          .data = fields,
                          .identifies = identifies,
                          .starts = false},
                         {}, monday);
    });
  }
  result<form_submitted> submit(const std::string& visitor, const std::string& lead, json fields,
                                form_identity identifies = form_identity::known) {
    fields["visitor_id"] = visitor;
    return write(*data, [&](transaction& tx) {
      return submit_form(
          tx, {.visitor = visitor, .lead = lead, .data = fields, .identifies = identifies}, {},
          monday);
    });
  }
  result<link_written> link(const std::string& visitor, const std::string& customer) {
    return write(*data, [&](transaction& tx) {
      return link_visitor(tx, visitor, customer, "shop", monday);
    });
  }
  std::optional<visitor_link> link_of(const std::string& visitor) {
    return data->reader().identities().link_of(visitor);
  }
  int items_in_cart(const std::string& customer) {
    return data->reader().records().traits(customer).at("cart_items").get<int>();
  }
  /// What was heard: type and subject of each event.
  std::vector<std::string> heard() {
    std::vector<std::string> all;
    raw_file raw{file()};
    const auto count = raw.integer("SELECT count(*) FROM event");
    for (std::int64_t row = 0; row < count; ++row)
      all.push_back(
          raw.text("SELECT type || ' ' || subject FROM event ORDER BY number LIMIT 1 OFFSET " +
                   std::to_string(row)));
    return all;
  }
};

const json cart_of_v{{"visitor_id", "v"}, {"lines", {{{"sku", "a"}, {"quantity", 3}}}}};

TEST_F(forms, that_start_nothing_are_stored_and_name_nobody) {
  put("customer", "an", {{"email", "an@example.com"}});

  const auto known = submit_unheard("v", "l1", {{"email", "an@example.com"}}, form_identity::known);
  const auto unknown =
      submit_unheard("v", "l2", {{"email", "binh@example.com"}}, form_identity::known_or_new);

  EXPECT_TRUE(known && known->created && known->inbox_entries.empty());
  EXPECT_TRUE(unknown && unknown->created && unknown->inbox_entries.empty());
  EXPECT_THAT(heard(), IsEmpty());
  EXPECT_FALSE(link_of("v"));
  EXPECT_TRUE(data->reader().records().data({"customer", "l2"}).is_null());
  EXPECT_FALSE(data->reader().records().data({"lead", "l2"}).is_null());
}

TEST_F(forms, that_name_a_customer_bring_them_what_the_visitor_did) {
  put("customer", "an", {{"email", "An@Example.com"}});
  put("cart", "c1", cart_of_v);

  const auto taken = submit("v", "lead-1", {{"email", " an@example.com "}, {"name", "An"}});

  ASSERT_TRUE(taken) << taken.error().message;
  EXPECT_TRUE(taken->created);
  EXPECT_EQ(items_in_cart("an"), 3);
  EXPECT_EQ(link_of("v")->customer, "an");
  EXPECT_EQ(link_of("v")->trust, link_trust::claimed);
  EXPECT_EQ(link_of("v")->moved.at("records"), 1);
  EXPECT_EQ(data->reader().records().find({"lead", "lead-1"})->at("data").at("customer_id"), "an");
  EXPECT_THAT(heard(), ElementsAre("form.submitted visitor:v", "form.identified customer:an"));
  put("cart", "c2", cart_of_v); // and what comes later
  EXPECT_EQ(items_in_cart("an"), 6);
}

TEST_F(forms, tell_whoever_typed_an_address_nothing_of_whose_it_is) {
  put("customer", "an", {{"email", "an@example.com"}});
  submit("v", "lead-1", {{"email", "an@example.com"}}).value();

  const auto told =
      json::parse(raw_file{file()}.text("SELECT data FROM event WHERE subject = 'visitor:v'"));
  EXPECT_FALSE(told.contains("customer_id"));
  // To pages and starts the visitor is who they were.
  EXPECT_EQ(data->reader().identities().known_as({"visitor", "v"}), (subject_ref{"visitor", "v"}));
}

TEST_F(forms, give_a_stranger_no_push_that_is_meant_for_the_customer) {
  put("customer", "an", {{"email", "an@example.com"}});
  const json browser{{"visitor_id", "v"}, {"endpoint", "https://push.example/1"}};
  put("push_subscription", "before", browser);
  submit("v", "lead-1", {{"email", "an@example.com"}}).value();
  put("push_subscription", "after", browser);

  const auto devices = [&](const subject_ref& of) {
    return data->reader().records().owned(of, "push_subscription", 10).size();
  };
  EXPECT_EQ(devices(records::customer("an")), 0u);
  EXPECT_EQ(devices({"visitor", "v"}), 2u);

  ASSERT_TRUE(link("v", "an")); // by somebody who knows
  EXPECT_EQ(devices(records::customer("an")), 2u);
}

TEST_F(forms, leave_what_goes_on_for_the_visitor_with_the_visitor) {
  put("customer", "an", {{"email", "an@example.com"}});
  traveller showers{*data, ids, sleeper()};
  const auto id = showers.start("visitor:v");
  submit("v", "lead-1", {{"email", "an@example.com"}}).value();

  EXPECT_EQ(showers.state(id).subject, (subject_ref{"visitor", "v"}));
  EXPECT_TRUE(showers.write(showers.begin("visitor:v", monday)));
  ASSERT_TRUE(link("v", "an"));
  EXPECT_EQ(showers.state(id).subject, records::customer("an"));
}

TEST_F(forms, let_the_visitor_see_again_what_they_looked_at_and_not_what_the_customer_did) {
  put("customer", "an", {{"email", "an@example.com"}});
  const auto look = [&](const char* id, const char* who, const char* product, const char* when) {
    put("product_view", id,
        {{who, *who == 'v' ? "v" : "an"}, {"product_id", product}, {"viewed_at", when}});
  };
  look("1", "visitor_id", "hat", "2026-03-01T08:00:00Z");
  submit("v", "lead-1", {{"email", "an@example.com"}}).value();
  look("2", "customer_id", "ring", "2026-03-02T08:00:00Z");

  EXPECT_EQ(data->reader().content().last_viewed({"visitor", "v"}), "hat");
  EXPECT_EQ(data->reader().records().traits("an").at("last_viewed_product"), "ring");
}

TEST_F(forms, that_come_twice_are_one_lead_one_link_and_one_event_each) {
  put("customer", "an", {{"email", "an@example.com"}});
  submit("v", "lead-1", {{"email", "an@example.com"}}).value();

  const auto again = submit("v", "lead-1", {{"email", "binh@example.com"}});

  ASSERT_TRUE(again);
  EXPECT_FALSE(again->created);
  EXPECT_EQ(data->reader().records().find({"lead", "lead-1"})->at("version"), 1);
  EXPECT_THAT(heard(), SizeIs(2));
}

TEST_F(forms, identify_nobody_unless_they_are_declared_to) {
  put("customer", "an", {{"email", "an@example.com"}});
  submit("v", "lead-1", {{"email", "an@example.com"}}, form_identity::nobody).value();

  EXPECT_FALSE(link_of("v"));
  EXPECT_FALSE(
      data->reader().records().find({"lead", "lead-1"})->at("data").contains("customer_id"));
  EXPECT_THAT(heard(), ElementsAre("form.submitted visitor:v"));
}

TEST_F(forms, identify_nobody_where_what_they_say_fits_several_or_none) {
  put("customer", "an", {{"email", "an@example.com"}, {"phone", "0901"}});
  put("customer", "binh", {{"email", "binh@example.com"}, {"phone", "0902"}});
  put("customer", "wife", {{"email", "home@example.com"}, {"phone", "0903"}});
  put("customer", "husband", {{"email", "home@example.com"}, {"phone", "0904"}});
  auto whose = [&, n = 0](const json& fields) mutable {
    const auto name = std::to_string(++n);
    submit("v" + name, "lead-" + name, fields).value();
    return link_of("v" + name) ? link_of("v" + name)->customer : "";
  };
  EXPECT_EQ(whose({{"email", "an@example.com"}, {"phone", "0902"}}), "") << "of two people";
  EXPECT_EQ(whose({{"email", "home@example.com"}}), "") << "two share it";
  EXPECT_EQ(whose({{"email", "home@example.com"}, {"phone", "0904"}}), "husband");
  EXPECT_EQ(whose({{"email", "new@example.com"}, {"phone", "0901"}}), "an") << "a second address";
  EXPECT_EQ(whose({{"email", "new@example.com"}}), "");
  EXPECT_EQ(whose({{"email", "none"}, {"name", "An"}}), "");
}

TEST_F(forms, can_make_a_customer_of_somebody_new) {
  const json fields{{"email", "new@example.com"}, {"name", "Chi"}, {"size", "M"}};
  submit("v", "lead-1", fields, form_identity::known_or_new).value();
  submit("w", "lead-2", fields, form_identity::known_or_new).value();
  submit("x", "lead-3", {{"name", "Chi"}}, form_identity::known_or_new).value();

  EXPECT_EQ(data->reader().identities().find_customer("email", "new@example.com"),
            std::vector<std::string>{"lead-1"});
  EXPECT_EQ(data->reader().records().find({"customer", "lead-1"})->at("data"),
            (json{{"email", "new@example.com"}, {"name", "Chi"}}));
  EXPECT_EQ(link_of("w")->customer, "lead-1");
  EXPECT_FALSE(link_of("x")) << "a name alone is nobody's";
}

TEST_F(forms, of_somebody_whose_link_is_proven_are_theirs_whatever_they_write) {
  put("customer", "an", {{"email", "an@example.com"}});
  put("customer", "binh", {{"email", "binh@example.com"}});
  ASSERT_TRUE(link("v", "an"));

  submit("v", "lead-1", {{"email", "binh@example.com"}}).value();

  EXPECT_EQ(data->reader().records().find({"lead", "lead-1"})->at("data").at("customer_id"), "an");
  EXPECT_THAT(heard(), ElementsAre("form.submitted customer:an", "form.identified customer:an"));
}

TEST_F(forms, claims_give_way_to_somebody_who_knows_better) {
  put("customer", "an", {{"email", "an@example.com"}});
  put("customer", "binh", {{"email", "binh@example.com"}});
  put("cart", "c1", cart_of_v);
  put("cart", "c2", {{"customer_id", "an"}, {"lines", {{{"sku", "b"}, {"quantity", 1}}}}});
  submit("v", "lead-1", {{"email", "an@example.com"}}).value();
  submit("v", "lead-2", {{"email", "binh@example.com"}}).value(); // another name, the same browser
  EXPECT_EQ(link_of("v")->customer, "an") << "the first claim stays";
  EXPECT_EQ(items_in_cart("an"), 4);

  const auto linked = link("v", "binh");

  ASSERT_TRUE(linked) << linked.error().message;
  EXPECT_TRUE(linked->created);
  EXPECT_EQ(link_of("v")->trust, link_trust::proven);
  EXPECT_EQ(items_in_cart("an"), 1) << "and loses what was never theirs";
  EXPECT_EQ(items_in_cart("binh"), 3);
  EXPECT_EQ(link("v", "an").error().code, error_code::already_exists);
}

TEST_F(forms, that_name_a_customer_who_is_being_erased_name_nobody) {
  put("customer", "an", {{"email", "an@example.com"}});
  for (int n = 0; n < 5; ++n)
    put("cart", "c" + std::to_string(n), {{"customer_id", "an"}});
  const auto erase = [&](std::size_t portion) {
    return write(*data, [&](transaction& tx) {
      return erase_subject(tx, records::customer("an"), {}, "dpo", "asked", monday, portion);
    });
  };
  ASSERT_TRUE(erase(1));

  ASSERT_TRUE(submit("v", "lead-1", {{"email", "an@example.com"}}));
  EXPECT_FALSE(link_of("v"));
}

TEST_F(forms, are_erased_with_the_customer_whom_they_named) {
  put("customer", "an", {{"email", "an@example.com"}});
  put("cart", "c1", cart_of_v);
  submit("v", "lead-1", {{"email", "an@example.com"}}).value();
  const auto erase = [&](const subject_ref& who) {
    return write(
        *data, [&](transaction& tx) { return erase_subject(tx, who, {}, "dpo", "asked", monday); });
  };
  EXPECT_EQ(erase({"visitor", "v"}).error().code, error_code::wrong_state);
  ASSERT_TRUE(erase(records::customer("an")));

  EXPECT_FALSE(link_of("v"));
  EXPECT_EQ(raw_file{file()}.integer("SELECT count(*) FROM record"), 0);
  EXPECT_EQ(raw_file{file()}.integer("SELECT count(*) FROM event"), 0);
}

} // namespace
} // namespace sojourn::storage
