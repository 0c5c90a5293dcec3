// A whole daemon with an account at a Zalo on loopback.
#include "simulators/zalo_simulator.hpp"
#include "whole_daemon.hpp"

#include <gmock/gmock.h>

namespace sojourn::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class zalo_shop : public whole_daemon {
protected:
  zalo_shop() {
    auto& zalo_settings = settings_.channels.zalo;
    zalo_settings.enabled = true;
    zalo_settings.app_id = zalo.app_id;
    zalo_settings.oa_id = zalo.oa_id;
    zalo_settings.app_secret = zalo.app_secret;
    zalo_settings.business_url = zalo_settings.oa_url = zalo_settings.oauth_url = zalo.url();
    zalo_settings.allow_private_addresses = true;
    zalo_settings.refresh_token = zalo.consent();
    put_template("300001", "ENABLE");
  }

  void put_template(const std::string& id, const std::string& status) {
    zalo.put_template(id, {{"status", status},
                           {"templateTag", "CUSTOMER_CARE"},
                           {"listParams", {{{"name", "ten"}, {"require", true}}}}});
  }

  json read_templates() {
    return answer("POST", "/v1/channels/zns/templates/read", json::object());
  }

  static json welcome(json data = {{"ten", "{{customer.name}}"}},
                      const std::string& purpose = "service") {
    return json::parse(R"({
      "id": "welcome", "name": "Welcome", "timezone": "Asia/Ho_Chi_Minh",
      "trigger": {"type": "manual"}, "start": "tell",
      "steps": {"tell": {"type": "send", "message": "hello", "via": ["zns", "mailbox"],
                         "next": "end"}},
      "messages": {"hello": {"fallback": "vi", "languages": {"vi": {"subject": "s", "text": "t"}}}}
    })")
        .patch(json::array(
            {{{"op", "add"}, {"path", "/messages/hello/purpose"}, {"value", purpose}},
             {{"op", "add"},
              {"path", "/messages/hello/languages/vi/channels"},
              {"value", {{"zns", {{"template_id", "300001"}, {"template_data", data}}}}}}}));
  }

  client::response activate(const json& definition) {
    answer("PUT", "/v1/campaigns/welcome", definition);
    return ask("POST", "/v1/campaigns/welcome/activate", "{}");
  }

  void tell_an() {
    answer("PUT", "/v1/records/customer/an", {{"name", "An"}, {"phone", "0900000001"}});
    answer("POST", "/v1/campaigns/welcome/runs", {{"subject", "customer:an"}});
    settle();
  }

  zalo_simulator zalo;
};

TEST_F(zalo_shop, a_message_goes_out_by_a_template_that_the_mirror_knows) {
  start();
  EXPECT_EQ(read_templates().at("templates"), 1);
  EXPECT_EQ(answer("GET", "/v1/channels/zns/templates").at("items").at(0).at("purpose"), "service");
  ASSERT_EQ(activate(welcome()).status, 200);
  tell_an();
  ASSERT_EQ(zalo.messages().size(), 1u);
  EXPECT_EQ(zalo.messages()[0].body.at("phone"), "84900000001");
  EXPECT_EQ(zalo.messages()[0].body.at("template_data"), (json{{"ten", "An"}}));
  EXPECT_EQ(answer("GET", "/v1/instances").at("items").at(0).at("status"), "completed");
}

TEST_F(zalo_shop, a_campaign_whose_message_does_not_fit_its_template_cannot_be_activated) {
  start();
  read_templates();
  const auto refused = activate(welcome({{"name", "An"}}));
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body,
              HasSubstr("/messages/hello/languages/vi/channels/zns/template_data/ten"));
  EXPECT_EQ(activate(welcome({{"ten", "An"}}, "promotional")).status, 422) << "another purpose";

  put_template("300001", "DISABLE");
  read_templates();
  EXPECT_THAT(activate(welcome()).body, HasSubstr("DISABLE"));
  put_template("300001", "ENABLE");
  read_templates();
  EXPECT_EQ(activate(welcome()).status, 200);
}

TEST_F(zalo_shop, the_mirror_and_the_tokens_outlive_the_daemon_and_the_first_token_is_used_once) {
  start();
  read_templates();
  daemon_.reset();
  zalo.next_send({});
  start(); // with the refresh token of the settings, which is used up
  ASSERT_EQ(activate(welcome()).status, 200) << "the mirror is in the file";
  tell_an();
  EXPECT_EQ(zalo.messages().size(), 1u);
  EXPECT_EQ(zalo.trades(), 1);
}

TEST_F(zalo_shop, a_consent_brings_tokens_that_nobody_sees) {
  settings_.channels.zalo.refresh_token.clear();
  start();
  EXPECT_EQ(ask("POST", "/v1/channels/zns/templates/read", "{}").status, 409);
  EXPECT_EQ(ask("POST", "/v1/channels/zalo/authorization",
                R"({"code": "wrong", "code_verifier": "verifier"})")
                .status,
            422);
  const auto done = ask("POST", "/v1/channels/zalo/authorization",
                        json{{"code", zalo.consent_code()}, {"code_verifier", "verifier"}}.dump());
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_THAT(done.body, HasSubstr("\"ready\""));
  EXPECT_THAT(done.body, Not(HasSubstr("access-")));
  EXPECT_EQ(read_templates().at("templates"), 1);
}

TEST_F(zalo_shop, a_renewal_whose_answer_is_lost_needs_a_person_and_is_never_repeated) {
  zalo.next_trade({.what = zalo_fault::kind::lose_reply});
  start();
  const auto refused = ask("POST", "/v1/channels/zns/templates/read", "{}");
  EXPECT_THAT(refused.body, HasSubstr("consent anew"));
  daemon_.reset();
  start();
  EXPECT_THAT(ask("POST", "/v1/channels/zns/templates/read", "{}").body, HasSubstr("consent anew"));
  EXPECT_EQ(zalo.trades(), 1);
}

TEST_F(zalo_shop, a_person_without_zalo_gets_the_message_by_the_next_channel) {
  start();
  read_templates();
  ASSERT_EQ(activate(welcome()).status, 200);
  zalo.next_send({.what = zalo_fault::kind::refuse, .code = -118});
  tell_an();
  EXPECT_EQ(zalo.messages().size(), 0u);
  EXPECT_EQ(mailbox().size(), 1u);
}

TEST_F(zalo_shop, without_an_account_its_channels_are_passed_over) {
  settings_.channels.zalo.enabled = false;
  start();
  ASSERT_EQ(activate(welcome()).status, 200);
  tell_an();
  EXPECT_EQ(mailbox().size(), 1u);
  EXPECT_EQ(ask("GET", "/v1/channels/zns/templates").status, 404);
}

} // namespace
} // namespace sojourn::tests
