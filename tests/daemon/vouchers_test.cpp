// Voucher codes that expire, over HTTP and a virtual clock.
#include "whole_daemon.hpp"

namespace sojourn::tests {

namespace {

class expiring_vouchers : public whole_daemon {
protected:
  /// An rises to silver on 1 March; their code is good until then.
  void rise(const char* expires_at) {
    start();
    for (const std::string pool : {"silver-2026", "gold-2026", "diamond-2026"}) {
      answer("POST", "/v1/vouchers", {{"id", pool}, {"expires_at", expires_at}});
      answer("POST", "/v1/vouchers/" + pool + "/codes", {{"codes", {pool + "-A"}}});
    }
    auto definition =
        read_json(fs::path{tests::source_folder()} / "examples/tier-upgrade/campaign.json");
    auto& texts = definition.at("messages").at("tier-upgraded").at("languages");
    texts.at("vi")["text"] =
        "Mã {{vars.offer.code}}, đến {{#date}}{{vars.offer.expires_at}}{{/date}}";
    answer("PUT", "/v1/campaigns/tier-upgrade", definition);
    answer("POST", "/v1/campaigns/tier-upgrade/activate",
           {{"override", {"voucher_expires_first"}}, {"why", "a test"}});
    answer("PUT", "/v1/records/customer/an", {{"tier", "member"}, {"language", "vi"}});
    answer("PATCH", "/v1/records/customer/an", {{"tier", "silver"}});
    settle();
  }
  client::response redeem() {
    return ask("POST", "/v1/vouchers/silver-2026/codes/silver-2026-A/redeem", "{}");
  }
};

} // namespace

TEST_F(expiring_vouchers, a_message_says_until_when_a_code_is_good) {
  rise("2026-04-30T23:59:59+07:00");

  ASSERT_EQ(mailbox().size(), 1u);
  EXPECT_EQ(mailbox().at(0).at("text"), "Mã silver-2026-A, đến 30/04/2026");
  EXPECT_EQ(
      answer("GET", "/v1/instances/" + only_instance()).at("vars").at("offer").at("expires_at"),
      "2026-04-30T16:59:59Z");
  EXPECT_EQ(answer("GET", "/v1/vouchers/silver-2026/codes").at("items").at(0).at("expires_at"),
            "2026-04-30T16:59:59Z");
}

TEST_F(expiring_vouchers, a_code_that_is_good_is_reminded_of_and_redeemed) {
  rise("2026-04-30T23:59:59+07:00");

  pass("P25D");

  EXPECT_EQ(mailbox().size(), 2u);
  EXPECT_EQ(redeem().status, 200);
}

TEST_F(expiring_vouchers, an_expired_code_is_neither_reminded_of_nor_redeemed) {
  rise("2026-03-15T00:00:00+07:00");

  pass("P25D");

  EXPECT_EQ(mailbox().size(), 1u);
  const auto refused = redeem();
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(json::parse(refused.body).at("code"), "SJ0422");
  EXPECT_EQ(answer("GET", "/v1/vouchers/silver-2026").at("issued"), 1);
}

} // namespace sojourn::tests
