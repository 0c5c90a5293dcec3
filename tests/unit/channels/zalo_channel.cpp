// zns and zalo_oa against a Zalo on loopback.
#include "channels/zalo/zalo_channel.hpp"

#include "channels/wire_key.hpp"
#include "deliveries.hpp"
#include "outcomes.hpp"
#include "simulators/zalo_simulator.hpp"

#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::channels::zalo {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using namespace std::chrono_literals;
using sojourn::tests::zalo_fault;
using fault = zalo_fault::kind;

class zalo_channels : public ::testing::Test {
protected:
  zalo_channels() {
    configured.app_id = simulator.app_id;
    configured.oa_id = simulator.oa_id;
    configured.app_secret = simulator.app_secret;
    configured.business_url = configured.oa_url = configured.oauth_url = simulator.url();
    configured.allow_private_addresses = true;
    make();
  }

  void make() {
    zns.reset();
    oa.reset();
    shop = make_account(configured).value();
    // A keeper without a file: every token that is asked for is traded for at once.
    refresh = simulator.consent();
    shop->set_keeper([this](account_need need) {
      if (need.what == account_need::kind::alert)
        alerts.push_back(need.text);
      if (need.what != account_need::kind::token)
        return;
      shop->trade({.refresh = refresh}, some_time, [this](const token_answer& answer) {
        answers.push_back(answer);
        if (answer.how != token_answer::kind::granted)
          return shop->close(answer.detail);
        refresh = answer.pair.refresh;
        shop->use_tokens(answer.pair);
      });
    });
    zns = make_zns_channel(shop);
    oa = make_oa_channel(shop);
  }

  static send_attempt to_an(std::uint32_t visit = 1) {
    auto made = some_attempt(visit);
    made.purpose = messages::purpose::service;
    made.customer = {{"name", "An"}, {"phone", "0900000001"}, {"zalo_user_id", "77"}};
    made.content.fields = {{"template_id", "300001"}, {"template_data", {{"ten", "An"}}}};
    return made;
  }

  attempt_result send(channel& over, send_attempt what = to_an()) {
    return deliver_and_wait(over, std::move(what));
  }

  void put_template(const std::string& status = "ENABLE") {
    simulator.put_template("300001", {{"status", status},
                                      {"templateTag", "CUSTOMER_CARE"},
                                      {"listParams", {{{"name", "ten"}, {"require", true}}}}});
  }

  result<template_cache> read_templates() {
    std::promise<result<template_cache>> read;
    shop->read_templates(
        some_time, [&](result<template_cache> templates) { read.set_value(std::move(templates)); });
    return read.get_future().get();
  }

  sojourn::tests::zalo_simulator simulator;
  settings configured;
  std::string refresh;
  std::vector<token_answer> answers; ///< of trades; looked at when nothing is under way
  std::vector<std::string> alerts;
  std::shared_ptr<account> shop;
  std::shared_ptr<channel> zns, oa;
};

TEST_F(zalo_channels, a_message_by_phone_carries_the_template_the_key_and_the_proof) {
  auto untracked = to_an();
  untracked.tracking.clear();
  const auto sent = send(*zns, untracked);
  EXPECT_EQ(sent.how, outcome::accepted) << sent.code << sent.detail;
  ASSERT_THAT(simulator.messages(), SizeIs(1)); // which checks token and proof
  const auto one = simulator.messages()[0];
  EXPECT_EQ(sent.provider_id, one.id);
  EXPECT_EQ(one.body, (json{{"phone", "84900000001"},
                            {"template_id", "300001"},
                            {"template_data", {{"ten", "An"}}},
                            {"tracking_id", wire_key(to_an().key)},
                            {"sending_mode", "1"}}));
}

TEST_F(zalo_channels, what_a_send_is_called_outside_is_what_receipts_will_name_it_by) {
  auto tracked = to_an();
  tracked.tracking = std::string(32, 'a');
  ASSERT_EQ(send(*zns, tracked).how, outcome::accepted);
  EXPECT_EQ(simulator.messages().at(0).body.at("tracking_id"), tracked.tracking);
}

TEST_F(zalo_channels, the_development_mode_goes_along) {
  configured.development = true;
  make();
  EXPECT_EQ(send(*zns).how, outcome::accepted);
  EXPECT_EQ(simulator.messages().at(0).body.at("mode"), "development");
}

TEST_F(zalo_channels, a_message_by_user_id_has_no_tracking_id) {
  const auto sent = send(*oa);
  EXPECT_EQ(sent.how, outcome::accepted) << sent.detail;
  const auto one = simulator.messages().at(0);
  EXPECT_EQ(one.path, "/v3.0/oa/message/template");
  EXPECT_EQ(one.body.at("user_id"), "77");
  EXPECT_FALSE(one.body.contains("tracking_id"));
  EXPECT_EQ(sent.provider_id, one.id);
}

TEST_F(zalo_channels, a_consultation_is_a_text_within_seven_days_of_what_the_person_did) {
  auto reply = to_an();
  reply.content.fields = {{"mode", "consultation"}};
  reply.content.text = "Cảm ơn bạn";
  reply.customer["zalo_last_interaction_at"] = sojourn::to_text(some_time - 24h * 6);
  EXPECT_EQ(send(*oa, reply).how, outcome::accepted);
  EXPECT_EQ(simulator.messages().at(0).body.at("message").at("text"), "Cảm ơn bạn");
  reply.customer["zalo_last_interaction_at"] = sojourn::to_text(some_time - 24h * 8);
  EXPECT_EQ(send(*oa, reply).how, outcome::unreachable);
  EXPECT_EQ(simulator.sends(), 1);
  reply.customer.erase("zalo_last_interaction_at");
  reply.content.text = std::string(2'001, 'x');
  EXPECT_EQ(send(*oa, reply).how, outcome::rejected);
}

TEST_F(zalo_channels, who_has_no_address_is_unreachable_and_nothing_is_sent) {
  EXPECT_TRUE(zns->unreachable({{"name", "An"}}));
  EXPECT_TRUE(zns->unreachable({{"phone", "none"}}));
  EXPECT_TRUE(oa->unreachable({{"phone", "0900000001"}}));
  EXPECT_TRUE(oa->unreachable({{"zalo_user_id", "77"}, {"zalo_follows", false}}));
  EXPECT_EQ(zns->address({{"phone", "0900000001"}}), "+84900000001");
  EXPECT_EQ(oa->address({{"zalo_user_id", "77"}}), "77");
  auto nobody = to_an();
  nobody.customer = nullptr;
  EXPECT_EQ(send(*zns, nobody).how, outcome::unreachable);
  EXPECT_EQ(simulator.sends(), 0);
}

TEST_F(zalo_channels, an_error_with_http_200_is_an_error) {
  simulator.next_send({.what = fault::refuse, .code = -118});
  const auto sent = send(*zns);
  EXPECT_EQ(sent.how, outcome::unreachable);
  EXPECT_EQ(sent.code, "person_-118");
}

TEST_F(zalo_channels, every_code_is_answered_by_its_policy) {
  for (const auto& known : error_table()) {
    if (known.what == error_class::token)
      continue;
    make(); // what one closes would keep back the next
    simulator.next_send({.what = fault::refuse, .code = known.code});
    const auto expected = judge({.code = known.code,
                                 .message = "simulated",
                                 .key = wire_key(to_an().key),
                                 .at = some_time},
                                configured)
                              .reported;
    const auto sent = send(*zns);
    EXPECT_EQ(sent.how, expected.how) << known.code;
    EXPECT_EQ(sent.code, expected.code);
    EXPECT_EQ(sent.retry_after, expected.retry_after) << known.code;
    EXPECT_EQ(sent.closed_until, expected.closed_until) << known.code;
  }
}

TEST_F(zalo_channels, whatever_does_not_say_what_became_of_it_is_unknown) {
  for (const auto& broken :
       {zalo_fault{.what = fault::lose_reply}, zalo_fault{.what = fault::fail, .code = 502},
        zalo_fault{.what = fault::fail, .code = 500}, zalo_fault{.what = fault::garble}}) {
    simulator.next_send(broken);
    EXPECT_EQ(send(*zns).how, outcome::unknown) << static_cast<int>(broken.what);
  }
  EXPECT_THAT(simulator.messages(), SizeIs(4)) << "it had taken them all";
  EXPECT_GT(zns->declares().receipt_within, 0ms);
  EXPECT_FALSE(zns->declares().deduplicates);
}

TEST_F(zalo_channels, neither_a_message_nor_a_refresh_token_leaves_twice_over_a_kept_connection) {
  ASSERT_EQ(send(*zns).how, outcome::accepted);
  simulator.next_send({.what = fault::lose_reply});
  EXPECT_EQ(send(*zns, to_an(2)).how, outcome::unknown);
  EXPECT_EQ(simulator.sends(), 2);

  ASSERT_EQ(send(*zns, to_an(3)).how, outcome::accepted);
  simulator.expire_tokens();
  simulator.next_trade({.what = fault::lose_reply});
  EXPECT_EQ(send(*zns, to_an(4)).how, outcome::transient);
  EXPECT_EQ(simulator.trades(), 2);
}

TEST_F(zalo_channels, a_reply_that_comes_too_late_is_unknown) {
  configured.timeout = 300ms;
  make();
  ASSERT_EQ(send(*zns).how, outcome::accepted); // so that there is a token
  simulator.next_send({.what = fault::wait});
  EXPECT_EQ(send(*zns, to_an(2)).how, outcome::unknown);
  simulator.release();
}

TEST_F(zalo_channels, where_zalo_is_not_there_nothing_was_sent) {
  ASSERT_EQ(send(*zns).how, outcome::accepted);
  configured.business_url = "http://127.0.0.1:" + std::to_string(closed_port());
  make();
  EXPECT_EQ(send(*zns).how, outcome::transient);
}

TEST_F(zalo_channels, a_token_that_is_refused_is_renewed_once_and_the_message_goes_out_once) {
  ASSERT_EQ(send(*zns).how, outcome::accepted);
  simulator.expire_tokens();
  EXPECT_EQ(send(*zns, to_an(2)).how, outcome::accepted);
  EXPECT_EQ(simulator.trades(), 2);
  EXPECT_THAT(simulator.messages(), SizeIs(2));
}

TEST_F(zalo_channels, a_new_token_that_is_refused_too_closes_the_account_and_alerts) {
  simulator.next_send({.what = fault::refuse, .code = -124});
  simulator.next_send({.what = fault::refuse, .code = -124});
  const auto sent = send(*zns);
  EXPECT_EQ(sent.how, outcome::transient);
  EXPECT_EQ(sent.code, "token_-124");
  EXPECT_EQ(sent.closed_until, some_time + token_pause);
  EXPECT_EQ(simulator.sends(), 2);
  EXPECT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(send(*oa, to_an(2)).how, outcome::transient) << "the other channel is closed too";
  EXPECT_EQ(simulator.sends(), 2);
}

TEST_F(zalo_channels, without_a_token_nothing_leaves_and_the_reason_is_told_without_it) {
  refresh = "a-token-that-was-used";
  const auto sent = send(*zns);
  EXPECT_EQ(sent.how, outcome::transient);
  EXPECT_TRUE(sent.closed_until);
  EXPECT_THAT(sent.detail, HasSubstr("-14020"));
  EXPECT_THAT(sent.detail, Not(HasSubstr("a-token-that-was-used"))) << "Zalo says it back";
  EXPECT_EQ(simulator.sends(), 0);
}

TEST_F(zalo_channels, quotas_are_kept_as_zalo_counts_them_and_close_when_they_are_used_up) {
  simulator.set_quota(500, 2);
  ASSERT_EQ(send(*zns).how, outcome::accepted);
  EXPECT_EQ(zns->status().at("quota").at("daily"), 500);
  EXPECT_EQ(zns->status().at("quota").at("remaining_today"), 1);
  ASSERT_EQ(send(*zns, to_an(2)).how, outcome::accepted);
  EXPECT_EQ(zns->status().at("quota").at("remaining_today"), 0);
  const auto kept_back = send(*zns, to_an(3));
  EXPECT_EQ(kept_back.how, outcome::transient);
  EXPECT_EQ(kept_back.closed_until, next_day(some_time, configured.zone));
  EXPECT_EQ(simulator.sends(), 2) << "it was not even tried";

  auto tomorrow = to_an(4);
  tomorrow.at = next_day(some_time, configured.zone);
  simulator.set_quota(500, 500);
  shop->use_tokens({"", "", {}}); // a day later the token is another one, too
  EXPECT_EQ(send(*zns, tomorrow).how, outcome::accepted);
}

TEST_F(zalo_channels, an_older_count_does_not_replace_a_newer_one) {
  shop->update_quota({{"remainingQuota", "7"}}, some_time + 2s);
  shop->update_quota({{"remainingQuota", "8"}}, some_time + 1s);
  EXPECT_EQ(shop->status().at("quota").at("remaining_today"), 7);
}

TEST_F(zalo_channels, the_quota_of_one_template_keeps_back_that_template_alone) {
  simulator.next_send({.what = fault::refuse, .code = -147});
  EXPECT_EQ(send(*zns).how, outcome::transient);
  EXPECT_EQ(send(*zns, to_an(2)).how, outcome::transient);
  auto other = to_an(3);
  other.content.fields["template_id"] = "300002";
  EXPECT_EQ(send(*zns, other).how, outcome::accepted);
  EXPECT_EQ(simulator.sends(), 2);
}

TEST_F(zalo_channels, templates_are_read_page_by_page_and_hold_messages_to_what_they_say) {
  put_template();
  for (int i = 0; i < 120; ++i)
    simulator.put_template(std::to_string(400'000 + i), {{"status", "REJECT"}});
  auto templates = read_templates();
  ASSERT_TRUE(templates) << templates.error().message;
  EXPECT_THAT(*templates, SizeIs(121));
  shop->use_templates(std::move(*templates), some_time);
  EXPECT_EQ(zns->status().at("templates").at("enabled"), 1);

  auto wrong = to_an();
  wrong.content.fields["template_data"] = {{"name", "An"}};
  const auto refused = send(*zns, wrong);
  EXPECT_EQ(refused.how, outcome::rejected);
  EXPECT_EQ(refused.code, "content_invalid");
  EXPECT_EQ(simulator.sends(), 0);
  EXPECT_EQ(send(*zns).how, outcome::accepted);
  EXPECT_THAT(zns->check_message({{"template_id", "400001"}}, messages::purpose::service),
              SizeIs(1));
}

TEST_F(zalo_channels, zalo_is_asked_what_became_of_a_message_by_its_id) {
  ASSERT_EQ(send(*zns).how, outcome::accepted);
  const auto ask = [&](const std::string& id) {
    outcomes told;
    auto what = to_an();
    what.provider_id = id;
    zns->ask(std::move(what), told.add());
    return told.wait_for(1).front();
  };
  EXPECT_TRUE(zns->declares().answers_status);
  EXPECT_EQ(ask(simulator.messages()[0].id).how, outcome::accepted);
  EXPECT_EQ(ask("msg-0").how, outcome::transient) << "Zalo does not have it";
  EXPECT_EQ(ask("").how, outcome::unknown);
}

TEST_F(zalo_channels, promotions_have_hours_and_both_channels_share_an_account) {
  const auto can = zns->declares();
  ASSERT_THAT(can.hours, SizeIs(1));
  EXPECT_EQ(can.hours[0].purpose, messages::purpose::promotional);
  EXPECT_EQ(can.hours[0].zone, "Asia/Ho_Chi_Minh");
  EXPECT_EQ(can.account, oa->declares().account);
  EXPECT_TRUE(can.reports_delivery);
}

TEST_F(zalo_channels, a_call_of_zalo_is_read_and_the_variant_of_its_signature_counted) {
  const auto call = simulator.call("follow", {{"follower", {{"id", "77"}}}}, 5);
  const provider_call good{.body = call.body, .headers = call.headers, .at = some_time};
  EXPECT_THAT(zns->read_call(good)->people, SizeIs(1));
  EXPECT_EQ(oa->read_call({.body = call.body, .headers = {}, .at = some_time}).error().code,
            error_code::unauthorized);
  const auto counted = zns->status().at("signatures");
  EXPECT_EQ(counted.at("app_id+body_timestamp+app_secret"), 1);
  EXPECT_EQ(counted.at("none"), 1);
}

TEST_F(zalo_channels, no_secret_is_shown) {
  ASSERT_EQ(send(*zns).how, outcome::accepted);
  const auto shown = dump(zns->status());
  for (const auto& hidden : {std::string{simulator.app_secret}, refresh, std::string{"access-"}})
    EXPECT_THAT(shown, Not(HasSubstr(hidden)));
}

TEST_F(zalo_channels, what_waits_for_a_token_is_answered_when_the_account_goes) {
  std::vector<account_need> needs;
  shop->set_keeper([&](account_need need) { needs.push_back(std::move(need)); }); // gives none
  outcomes told;
  zns->deliver(to_an(), told.add());
  EXPECT_THAT(told.so_far(), SizeIs(0));
  zns.reset();
  oa.reset();
  shop.reset();
  EXPECT_EQ(told.wait_for(1).front().how, outcome::transient);
}

TEST(zalo_account, needs_an_application_and_urls) {
  EXPECT_EQ(make_account({}).error().code, error_code::invalid_settings);
  settings configured;
  configured.app_id = "1";
  configured.app_secret = "2";
  EXPECT_TRUE(make_account(configured));
  configured.oa_url = "ftp://zalo";
  EXPECT_FALSE(make_account(configured));
}

} // namespace
} // namespace sojourn::channels::zalo
