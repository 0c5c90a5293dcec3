// Visitors that become customers, and customers that are erased, over HTTP.
#include "tests/find_bytes.hpp"
#include "whole_daemon.hpp"

namespace sojourn::tests {

namespace {

const std::string secret_name = "Zq7sEcReT";

class privacy : public whole_daemon {
protected:
  void happen(const std::string& type, const std::string& id, const std::string& subject,
              const std::string& data = "{}") {
    const auto response = ask("POST", "/v1/events", data,
                              {{"ce-specversion", "1.0"},
                               {"ce-type", type},
                               {"ce-source", "/shop"},
                               {"ce-id", id},
                               {"ce-subject", subject}});
    EXPECT_LT(response.status, 300) << response.body;
  }
  /// Where in the data directory these bytes are found.
  std::vector<std::string> files_with(const std::string& bytes) {
    return tests::files_with(bytes, directory_);
  }
  void install_cart() {
    install({{"id", "cart"},
             {"name", "Cart"},
             {"trigger", {{"type", "event"}, {"event", "cart.left"}}},
             {"reentry", {{"policy", "skip_if_open"}}},
             {"start", "listen"},
             {"messages",
              {{"m",
                {{"fallback", "vi"},
                 {"languages",
                  {{"vi",
                    {{"subject", "Hi {{customer.name}}"}, {"text", "{{trigger.data.note}}"}}}}}}}}},
             {"steps",
              {{"listen",
                {{"type", "wait"},
                 {"events", {{{"event", "cart.paid"}, {"next", "tell"}}}},
                 {"timeout", "P3D"},
                 {"on_timeout", "end"}}},
               {"tell",
                {{"type", "send"}, {"message", "m"}, {"via", {"mailbox"}}, {"next", "end"}}}}}});
  }
  json erasure_when_done(const std::string& id) {
    auto shown = answer("GET", "/v1/erasures/" + id);
    while (shown.at("state") != "done") { // the worker's thread; the clock stands
      settle();
      shown = answer("GET", "/v1/erasures/" + id);
    }
    return shown;
  }
};

} // namespace

TEST_F(privacy, a_visitors_open_instance_goes_on_as_the_customers_and_sees_their_record) {
  start();
  install_cart();
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  happen("cart.left", "1", "visitor:v7", R"({"note": "hat"})");
  settle();

  const auto link = json{{"visitor", "v7"}, {"customer", "an"}};
  EXPECT_EQ(ask("POST", "/v1/identities", link.dump()).status, 201);
  const auto again = ask("POST", "/v1/identities", link.dump());
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(json::parse(again.body).at("moved").at("instances"), 1);
  const auto other =
      ask("POST", "/v1/identities", json{{"visitor", "v7"}, {"customer", "binh"}}.dump());
  EXPECT_EQ(other.status, 409);
  EXPECT_EQ(json::parse(other.body).at("errors").at(0).at("message"), "an");

  happen("cart.paid", "2", "visitor:v7"); // by the old name
  settle();

  ASSERT_EQ(mailbox().size(), 1u);
  EXPECT_EQ(mailbox().at(0).at("subject_line"), "Hi An");
  EXPECT_EQ(mailbox().at(0).at("subject"), "customer:an");
  EXPECT_EQ(answer("GET", "/v1/instances/" + only_instance()).at("subject"), "customer:an");
  EXPECT_EQ(answer("GET", "/v1/identities?customer=an").at("items").size(), 1u);

  // A start for the visitor is one for the customer.
  happen("cart.left", "3", "visitor:v7");
  settle();
  EXPECT_EQ(answer("GET", "/v1/instances?subject=customer:an").at("items").size(), 2u);
}

TEST_F(privacy, erasing_a_customer_leaves_the_figures_and_no_byte_of_theirs) {
  start();
  install_cart();
  answer("PUT", "/v1/records/customer/" + secret_name,
         {{"name", secret_name}, {"phone", "0901112233"}, {"email", secret_name + "@example.com"}});
  answer("PUT", "/v1/records/customer/binh", {{"name", "Binh"}, {"phone", "0901112233"}});
  answer("PUT", "/v1/records/order/o-" + secret_name,
         {{"customer_id", secret_name}, {"amount", 10}});
  for (const auto& who : {std::string{"binh"}, secret_name}) {
    happen("cart.left", "1" + who, "customer:" + who, R"({"note": ")" + who + R"("})");
    settle();
    happen("cart.paid", "2" + who, "customer:" + who);
    settle();
    happen("cart.left", "3" + who, "customer:" + who, R"({"note": ")" + who + R"("})");
    settle();
  }
  const auto before = answer("GET", "/v1/campaigns/cart/stats");
  ASSERT_EQ(mailbox().size(), 2u);

  const auto response = ask("DELETE", "/v1/records/customer/" + secret_name + "?why=asked%20for");
  ASSERT_EQ(response.status, 200) << response.body;
  const auto erased = json::parse(response.body);
  EXPECT_EQ(erased.at("removed").at("records"), 2);
  EXPECT_EQ(erased.at("removed").at("events"), 3);
  EXPECT_EQ(erased.at("removed").at("instances"), 2);
  EXPECT_EQ(erased.at("removed").at("cancelled"), 1);
  EXPECT_EQ(erased.at("removed").at("mail"), 1);
  EXPECT_EQ(erasure_when_done(erased.at("id")).at("why"), "asked for");
  EXPECT_TRUE(files_with(secret_name).empty()) << files_with(secret_name).front(); // while it runs

  const auto after = answer("GET", "/v1/campaigns/cart/stats");
  EXPECT_EQ(after.at("total"), before.at("total"));
  EXPECT_EQ(after.at("by_status").at("completed"), before.at("by_status").at("completed"));
  EXPECT_EQ(mailbox().size(), 1u);
  EXPECT_EQ(ask("GET", "/v1/records/customer/" + secret_name).status, 404);
  EXPECT_EQ(answer("DELETE", "/v1/records/customer/" + secret_name).at("id"), erased.at("id"));
  EXPECT_EQ(ask("DELETE", "/v1/records/customer/nobody").status, 404);
  EXPECT_EQ(answer("GET", "/v1/erasures?subject=customer:" + secret_name).at("items").size(), 1u);
  const auto wrong = ask("GET", "/v1/records/customer?identity.tier=gold");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(json::parse(wrong.body).at("errors")[0].at("pointer"), "/query/identity.tier");
  const auto found = answer("GET", "/v1/records/customer?identity.phone=090%20111%2022%2033");
  ASSERT_EQ(found.at("items").size(), 1u);
  EXPECT_EQ(found.at("items").at(0).at("id"), "binh");
  // What is left can still be asked for.
  const auto left = answer("GET", "/v1/instances").at("items");
  EXPECT_FALSE(left.empty());
  for (const auto& one : left) {
    const auto id = one.at("id").get<std::string>();
    answer("GET", "/v1/instances/" + id + "/journal");
    explain(id);
  }

  // Who comes with the same id is a new customer.
  answer("PUT", "/v1/records/customer/" + secret_name, {{"name", "New"}});
  happen("cart.left", "4", "customer:" + secret_name);
  settle();
  EXPECT_EQ(answer("GET", "/v1/instances?subject=customer:" + secret_name).at("items").size(), 1u);
  daemon_.reset();
  start();
  EXPECT_EQ(ask("GET", "/v1/records/customer/" + secret_name).status, 200);
}

} // namespace sojourn::tests
