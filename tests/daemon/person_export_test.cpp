// Everything about one person as one document.
#include "whole_daemon.hpp"

#include <algorithm>
#include <gmock/gmock.h>

namespace sojourn::tests {
namespace {

class person_export : public whole_daemon {
protected:
  json exported(const std::string& customer) {
    return answer("GET", "/v1/records/customer/" + customer + "/export");
  }
  void happen(const std::string& id, const std::string& subject) {
    const auto response = ask("POST", "/v1/events", R"({"note": "seen"})",
                              {{"ce-specversion", "1.0"},
                               {"ce-type", "page.seen"},
                               {"ce-source", "/shop"},
                               {"ce-id", id},
                               {"ce-subject", subject}});
    EXPECT_LT(response.status, 300) << response.body;
  }
};

} // namespace

using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(person_export, holds_what_is_known_of_them_and_of_nobody_else) {
  // given two customers who were upgraded and got codes, a visitor who is one of them, an order
  start();
  install_tier_upgrade();
  answer("PUT", "/v1/records/customer/binh",
         {{"name", "Bình-only"}, {"tier", "bronze"}, {"email", "binh@shop.example"}});
  answer("PATCH", "/v1/records/customer/an", {{"tier", "gold"}, {"email", "an@shop.example"}});
  answer("PUT", "/v1/records/order/o1", {{"customer_id", "an"}, {"status", "paid"}});
  answer("PUT", "/v1/records/visitor/v1", {{"browser", "old"}});
  happen("e1", "visitor:v1");
  answer("POST", "/v1/identities", {{"visitor", "v1"}, {"customer", "an"}});
  happen("e2", "customer:an");
  happen("e3", "order:o1");
  happen("e4", "customer:binh");
  answer("PUT", "/v1/records/customer/an/consents",
         {{"channel", "email"}, {"purpose", "promotional"}, {"state", "given"}});
  answer("POST", "/v1/suppressions",
         {{"channel", "email"}, {"address", "an@shop.example"}, {"reason", "asked"}});
  settle();

  const auto told = exported("an");

  EXPECT_EQ(told.at("subject"), "customer:an");
  EXPECT_EQ(told.at("subjects"), json({"customer:an", "visitor:v1", "order:o1"}));
  EXPECT_EQ(told.at("records").size(), 3u);
  EXPECT_EQ(told.at("events").size(), 3u) << told.at("events").dump();
  EXPECT_EQ(told.at("visitors").size(), 1u);
  EXPECT_EQ(told.at("consents").size(), 1u);
  EXPECT_EQ(told.at("suppressions").size(), 1u);
  EXPECT_FALSE(told.at("instances").empty());
  EXPECT_FALSE(told.at("vouchers").empty());
  EXPECT_FALSE(told.at("sends").empty());
  EXPECT_FALSE(told.at("mailbox").empty());
  EXPECT_EQ(told.at("records").at(0).at("created_at"), "2026-03-01T02:00:00Z");
  EXPECT_THAT(told.dump(), Not(HasSubstr("Bình-only")));
  EXPECT_THAT(told.dump(), Not(HasSubstr("binh@shop.example")));
}

TEST_F(person_export, is_in_the_audit_with_whoever_took_it) {
  start();
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  exported("an");
  const auto lines = answer("GET", "/v1/audit?what=customer.export").at("items");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines.at(0).at("target"), "customer:an");
}

TEST_F(person_export, of_somebody_unknown_is_refused_and_not_in_the_audit) {
  start();
  EXPECT_EQ(ask("GET", "/v1/records/customer/nobody/export").status, 404);
  EXPECT_EQ(answer("GET", "/v1/audit?what=customer.export").at("items"), json::array());
  EXPECT_EQ(ask("GET", "/v1/records/customer/nobody/export").status, 404) << "nor by having asked";
}

TEST_F(person_export, knows_nothing_after_an_erasure) {
  start();
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  happen("e1", "customer:an");
  answer("DELETE", "/v1/records/customer/an");
  settle();
  EXPECT_EQ(ask("GET", "/v1/records/customer/an/export").status, 404);
}

} // namespace sojourn::tests
