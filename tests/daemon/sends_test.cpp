// Sends and the rules around them, over HTTP: caps, quiet hours, consent, receipts, revocation.
#include "sends_fixture.hpp"
#include "signing/base64.hpp"
#include "signing/p256.hpp"

namespace sojourn::tests {

TEST_F(sends, every_send_has_a_record_of_what_it_said_and_what_became_of_it) {
  given(sending_campaign("news"));

  const auto id = begin();

  const auto found = sent();
  ASSERT_EQ(found.size(), 1u);
  const auto send =
      answer("GET", "/v1/sends/" + std::to_string(found.at(0).at("number").get<int>()));
  EXPECT_EQ(send.at("instance"), id);
  EXPECT_EQ(send.at("outcome"), "accepted");
  EXPECT_EQ(send.at("channel"), "sms");
  EXPECT_EQ(send.at("provider_id"), "p-1");
  EXPECT_EQ(send.at("content").at("text"), "Hello An");
  EXPECT_EQ(send.at("content_sha256").get<std::string>().size(), 64u);
  EXPECT_EQ(sms->got(), std::vector<std::string>{send.at("tracking")});
  EXPECT_EQ(answer("GET", "/v1/sends?subject=customer:an&outcome=accepted").at("items").size(), 1u);
  EXPECT_EQ(answer("GET", "/v1/sends?outcome=rejected").at("items").size(), 0u);
}

TEST_F(sends, what_a_send_said_is_forgotten_in_time_and_its_hash_is_not) {
  settings_.retention.send_content_days = 5;
  given(sending_campaign("news"));
  begin();
  pass("P6D");
  begin();

  const auto old = answer("GET", "/v1/sends/1");
  EXPECT_EQ(old.at("content"), nullptr);
  EXPECT_EQ(old.at("content_sha256").get<std::string>().size(), 64u);
  EXPECT_EQ(answer("GET", "/v1/sends/2").at("content").at("text"), "Hello An");
}

TEST_F(sends, a_cap_holds_over_all_campaigns_and_the_step_goes_on) {
  given(sending_campaign("news"));
  install(sending_campaign("more"));
  rules({{"caps", {{{"id", "weekly"}, {"limit", 1}, {"per", "week"}}}}});
  begin("news");

  const auto second = begin("more");

  EXPECT_EQ(sms->got().size(), 1u);
  EXPECT_EQ(instance(second).at("step"), "rest");
  EXPECT_EQ(sent().size(), 1u) << "what did not leave is no send";
  const auto journal = answer("GET", "/v1/instances/" + second + "/journal").dump();
  EXPECT_NE(journal.find("cap:weekly"), std::string::npos) << journal;
  pass("P7D");
  begin("more");
  EXPECT_EQ(sms->got().size(), 2u) << "a new week";
}

TEST_F(sends, a_cap_is_exact_however_many_ask_at_once) {
  given(sending_campaign("news"));
  rules({{"caps", {{{"id", "three"}, {"limit", 3}, {"per", "PT24H"}}}}});
  for (int i = 0; i < 20; ++i)
    answer("POST", "/v1/campaigns/news/runs", {{"customer", "an"}});
  settle();
  EXPECT_EQ(sms->got().size(), 3u);
}

TEST_F(sends, quiet_hours_hold_a_message_until_the_persons_morning_through_a_restart) {
  given(sending_campaign("news"));
  rules({{"quiet_hours", {{{"from", "21:00"}, {"to", "08:00"}}}}});
  pass("PT13H30M"); // 22:30 in Hanoi
  const auto id = begin();
  EXPECT_EQ(instance(id).at("waiting_for"), "quiet_hours");
  EXPECT_EQ(instance(id).at("due"), "2026-03-02T01:00:00Z");
  daemon_.reset();
  start_with_provider();
  EXPECT_EQ(sms->got().size(), 0u);

  pass("PT9H30M"); // 08:00

  EXPECT_EQ(sms->got().size(), 1u);
  EXPECT_EQ(instance(id).at("step"), "rest");
}

TEST_F(sends, quiet_hours_are_those_of_the_persons_own_zone) {
  given(sending_campaign("news"));
  rules({{"quiet_hours", {{{"from", "21:00"}, {"to", "08:00"}}}}});
  answer("PATCH", "/v1/records/customer/an", {{"timezone", "Europe/Berlin"}}); // 03:00 there
  const auto id = begin();
  EXPECT_EQ(instance(id).at("waiting_for"), "quiet_hours");
  EXPECT_EQ(instance(id).at("due"), "2026-03-01T07:00:00Z");
}

TEST_F(sends, a_purchase_in_the_night_takes_the_waiting_message_back) {
  given(sending_campaign("news"));
  rules({{"quiet_hours", {{{"from", "21:00"}, {"to", "08:00"}}}}});
  pass("PT13H30M");
  const auto id = begin();

  pay();
  pass("P1D");

  EXPECT_EQ(instance(id).at("status"), "converted");
  EXPECT_EQ(sms->got().size(), 0u);
}

TEST_F(sends, who_withdrew_consent_on_one_channel_is_reached_by_the_next) {
  given(sending_campaign("news", {"sms", "mailbox"}));
  answer("PUT", "/v1/records/customer/an/consents",
         {{"channel", "sms"}, {"purpose", "promotional"}, {"state", "withdrawn"}});

  begin();

  EXPECT_EQ(sms->got().size(), 0u);
  EXPECT_EQ(mailbox().size(), 1u);
  answer("PUT", "/v1/records/customer/an/consents",
         {{"channel", "sms"}, {"purpose", "promotional"}, {"state", "given"}});
  begin();
  EXPECT_EQ(sms->got().size(), 1u);
}

TEST_F(sends, an_address_that_bounced_takes_nothing_more_until_it_is_freed) {
  given(sending_campaign("news"));
  begin();
  EXPECT_EQ(receipt({{"kind", "bounced"}, {"provider_id", "p-1"}}).at("taken"), 1);
  EXPECT_EQ(answer("GET", "/v1/suppressions").at("items").at(0).at("address"), "+84900000001");

  const auto id = begin();

  EXPECT_EQ(sms->got().size(), 1u);
  EXPECT_EQ(instance(id).at("reason"), "nobody") << "it goes by on_unreachable";
  const auto journal = answer("GET", "/v1/instances/" + id + "/journal").dump();
  EXPECT_NE(journal.find("the address takes nothing more"), std::string::npos) << journal;
  answer("DELETE", "/v1/suppressions/sms/0900%20000%20001");
  begin();
  EXPECT_EQ(sms->got().size(), 2u);
}

TEST_F(sends, who_wants_nothing_on_one_channel_and_bounced_on_the_other_is_skipped) {
  given(sending_campaign("news", {"mailbox", "sms"}));
  answer("POST", "/v1/suppressions",
         {{"channel", "sms"}, {"address", "84900000001"}, {"reason", "bounced"}});
  answer("PUT", "/v1/records/customer/an/consents",
         {{"channel", "mailbox"}, {"purpose", "promotional"}, {"state", "withdrawn"}});

  const auto id = begin();

  EXPECT_EQ(instance(id).at("step"), "rest") << "they could be reached, and may not be";
  const auto told = explain(id);
  EXPECT_EQ(told.at("skipped").at(0).at("code"), "consent_withdrawn");
  EXPECT_NE(told.at("summary").get<std::string>().find("was skipped: consent_withdrawn"),
            std::string::npos)
      << told.at("summary");
}

TEST_F(sends, refusals_that_are_about_one_recipient_each_close_no_channel) {
  given(sending_campaign("news"));
  sms->answer_with(outcome::transient, "450");
  sms->health = channels::server_health::works;

  for (int i = 0; i < 30; ++i)
    begin();

  EXPECT_EQ(sms->got().size(), 30u);
  EXPECT_EQ(answer("GET", "/v1/channels").at("destinations").size(), 0u);
}

TEST_F(sends, a_receipt_is_taken_once_and_conditions_see_it) {
  given(sending_campaign("news"));
  const auto id = begin();
  const auto key = sms->got().front();

  EXPECT_EQ(receipt({{"kind", "clicked"}, {"key", key}, {"id", "1"}}).at("taken"), 1);
  EXPECT_EQ(receipt({{"kind", "clicked"}, {"key", key}, {"id", "1"}}).at("duplicates"), 1);
  EXPECT_EQ(receipt({{"kind", "read"}, {"key", std::string(32, '0')}}).at("unknown"), 1);

  const auto send = answer("GET", "/v1/sends/1");
  EXPECT_TRUE(send.contains("clicked_at"));
  EXPECT_EQ(send.at("receipts").size(), 1u);
  pass("P1D");
  EXPECT_EQ(instance(id).at("reason"), "clicked");
}

TEST_F(sends, what_a_machine_did_counts_as_nothing) {
  given(sending_campaign("news"));
  const auto id = begin();
  receipt({{"kind", "clicked"}, {"provider_id", "p-1"}, {"automatic", true}});
  EXPECT_EQ(answer("GET", "/v1/sends/1").at("receipts").at(0).at("automatic"), true);
  pass("P1D");
  EXPECT_EQ(instance(id).at("reason"), "silent");
}

TEST_F(sends, a_call_without_its_signature_changes_nothing) {
  given(sending_campaign("news"));
  begin();
  EXPECT_EQ(ask("POST", "/v1/receipts/sms", R"({"kind": "read", "provider_id": "p-1"})").status,
            401);
  EXPECT_EQ(ask("POST", "/v1/receipts/nobody", "{}").status, 404);
  EXPECT_EQ(answer("GET", "/v1/sends/1").at("receipts").size(), 0u);
}

TEST_F(sends, an_unknown_outcome_waits_for_its_receipt_and_is_not_sent_again) {
  given(sending_campaign("news"));
  sms->answer_with(outcome::unknown, "timeout");
  const auto id = begin();
  EXPECT_EQ(instance(id).at("waiting_for"), "receipt");
  EXPECT_EQ(sent().at(0).at("outcome"), "unknown");

  receipt({{"kind", "delivered"}, {"key", sms->got().front()}});

  EXPECT_EQ(instance(id).at("step"), "rest");
  EXPECT_EQ(sms->got().size(), 1u);
}

TEST_F(sends, a_receipt_that_came_before_the_outcome_was_found_to_be_unknown_counts) {
  given(sending_campaign("news"));
  sms->answer_with(outcome::unknown, "timeout");
  sms->hold();
  const auto id =
      answer("POST", "/v1/campaigns/news/runs", {{"customer", "an"}}).at("id").get<std::string>();
  const auto tracking = sms->wait_for_one();
  const auto heard =
      ask("POST", "/v1/receipts/sms", json{{"kind", "delivered"}, {"key", tracking}}.dump(),
          {{"x-key", "open sesame"}});
  ASSERT_EQ(heard.status, 200) << heard.body;

  sms->release();
  settle();

  EXPECT_EQ(instance(id).at("step"), "rest");
  EXPECT_EQ(sms->got().size(), 1u);
}

TEST_F(sends, an_unknown_outcome_without_a_receipt_is_held_for_an_operator) {
  given(sending_campaign("news"));
  sms->answer_with(outcome::unknown, "timeout");
  const auto id = begin();
  pass("PT30M");
  EXPECT_EQ(instance(id).at("status"), "held");
  EXPECT_EQ(sms->got().size(), 1u);
}

TEST_F(sends, a_channel_gets_no_more_at_once_than_it_takes_and_each_message_once) {
  sms->can.concurrency = 2;
  given(sending_campaign("news"));
  sms->hold();
  for (int i = 0; i < 40; ++i)
    answer("POST", "/v1/campaigns/news/runs", {{"customer", "an"}});
  EXPECT_LE(sms->got().size(), 2u);

  sms->release();
  settle();

  const auto got = sms->got();
  EXPECT_EQ(std::set<std::string>(got.begin(), got.end()).size(), 40u);
  EXPECT_EQ(got.size(), 40u);
  EXPECT_LE(sms->most_at_once, 2);
}

TEST_F(sends, what_no_channel_took_before_a_stop_leaves_after_the_next_start_once) {
  sms->can.concurrency = 1;
  given(sending_campaign("news"));
  sms->hold();
  for (int i = 0; i < 8; ++i)
    answer("POST", "/v1/campaigns/news/runs", {{"customer", "an"}});

  std::thread provider_answers{[&] {
    const client::request knock{.method = "GET", .target = "/healthz"};
    while (client::send(where_, knock)) // until it stops
      continue;
    sms->release();
  }};
  daemon_.reset();
  provider_answers.join();
  start_with_provider();
  settle();
  pass("PT1M");

  const auto got = sms->got();
  EXPECT_EQ(std::set<std::string>(got.begin(), got.end()).size(), 8u);
  EXPECT_EQ(got.size(), 8u) << "nobody gets it twice";
  EXPECT_EQ(answer("GET", "/v1/sends?outcome=accepted").at("items").size(), 8u);
}

TEST_F(sends, a_provider_that_closes_the_account_gets_nothing_until_then) {
  given(sending_campaign("news"));
  const auto opens = parse_instant("2026-03-02T00:00:00+07:00").value();
  sms->answer_with(outcome::transient, "quota", opens);
  const auto first = begin();
  const auto second = begin();
  EXPECT_EQ(sms->got().size(), 1u) << "the second is not even tried";
  for (const auto& id : {first, second})
    EXPECT_EQ(instance(id).at("waiting_for"), "rate_limit");
  const auto shown = answer("GET", "/v1/channels").at("items");
  for (const auto& one : shown) {
    if (one.at("name") == "sms") {
      EXPECT_EQ(one.at("closed_until"), "2026-03-01T17:00:00Z");
    }
  }
  sms->answer_with(outcome::accepted);

  pass("P1D");

  EXPECT_EQ(sms->got().size(), 3u);
}

TEST_F(sends, a_destination_that_fails_over_and_over_is_left_alone_for_a_time) {
  given(sending_campaign("news"));
  sms->answer_with(outcome::transient, "503");
  for (int i = 0; i < 30; ++i)
    begin();
  const auto tried = sms->got().size();
  EXPECT_EQ(tried, 20u);
  const auto destination = answer("GET", "/v1/channels").at("destinations").at(0);
  EXPECT_EQ(destination.at("name"), "sms");
  EXPECT_EQ(destination.at("breaker"), "open");
  sms->answer_with(outcome::accepted);

  pass("PT2H");

  EXPECT_EQ(answer("GET", "/v1/channels").at("destinations").size(), 0u);
  const auto done = answer("GET", "/v1/sends?outcome=accepted").at("items").size();
  EXPECT_EQ(done, 30u) << "nothing is lost";
}

TEST_F(sends, rules_that_are_wrong_change_nothing) {
  given(sending_campaign("news"));
  rules({{"caps", {{{"id", "none"}, {"limit", 0}, {"per", "day"}}}}});
  const auto refused = ask("PUT", "/v1/send-rules", R"({"caps": [{"id": "x"}]})");
  EXPECT_EQ(refused.status, 422) << refused.body;
  EXPECT_EQ(ask("PUT", "/v1/send-rules", "{}", {{"If-Match", "\"7\""}}).status, 412);
  begin();
  EXPECT_EQ(sms->got().size(), 0u);
  EXPECT_EQ(answer("GET", "/v1/send-rules").at("rules").at("caps").at(0).at("id"), "none");
}

TEST_F(sends, in_test_mode_only_test_subjects_get_messages) {
  given(sending_campaign("news"));
  rules({{"test_mode", {{"subjects", {"customer:binh"}}}}});
  begin();
  EXPECT_EQ(sms->got().size(), 0u);
  rules({{"test_mode", {{"subjects", {"customer:an"}}}}});
  begin();
  EXPECT_EQ(sms->got().size(), 1u);
}

TEST_F(sends, what_a_provider_says_of_a_person_changes_their_record_and_is_an_event_once) {
  given(sending_campaign("news"));
  const json followed{{"follows", true}, {"phone", "84900000001"}, {"id", "f-1"}};

  EXPECT_EQ(receipt(followed).at("taken"), 1);

  EXPECT_EQ(answer("GET", "/v1/records/customer/an").at("data").at("sms_follows"), true);
  answer("PATCH", "/v1/records/customer/an", {{"sms_follows", false}});
  EXPECT_EQ(receipt(followed).at("duplicates"), 1);
  EXPECT_EQ(answer("GET", "/v1/records/customer/an").at("data").at("sms_follows"), false);
  EXPECT_EQ(receipt({{"follows", true}, {"phone", "84999999999"}, {"id", "f-2"}}).at("taken"), 0)
      << "of whom nobody knows";
}

TEST_F(sends, an_order_is_owed_to_the_last_message_that_was_clicked_once) {
  given(sending_campaign("news"));
  install(sending_campaign("more"));
  begin("news");
  receipt({{"kind", "clicked"}, {"provider_id", "p-1"}});
  pass("PT1H");
  begin("more");
  receipt({{"kind", "read"}, {"provider_id", "p-2"}});
  pass("PT1H");
  const auto order = [&](const std::string& id, const std::string& status, int amount,
                         const std::string& paid_at) {
    answer("PUT", "/v1/records/order/" + id,
           {{"customer_id", "an"},
            {"status", status},
            {"amount", amount},
            {"currency", "VND"},
            {"paid_at", paid_at}});
  };
  order("1", "paid", 300'000, "2026-03-01T12:00:00+07:00");
  order("2", "refunded", 200'000, "2026-03-01T13:00:00+07:00");
  order("3", "paid", 900'000, "2026-02-28T12:00:00+07:00"); // before anything was sent
  order("4", "paid", 900'000, "2026-03-20T12:00:00+07:00"); // long after

  const auto news = answer("GET", "/v1/campaigns/news/results");

  EXPECT_EQ(news.at("sent"), 1);
  EXPECT_EQ(news.at("clicked"), 1);
  EXPECT_EQ(news.at("orders"), 2);
  EXPECT_EQ(news.at("buyers"), 1);
  EXPECT_EQ(news.at("amount").at("VND"), "500000");
  EXPECT_EQ(news.at("refunded").at("VND"), "200000");
  EXPECT_EQ(news.at("by_step").at("tell").at("orders"), 2);
  const auto more = answer("GET", "/v1/campaigns/more/results");
  EXPECT_EQ(more.at("read"), 1);
  EXPECT_EQ(more.at("orders"), 0) << "a click counts before a later read";
  EXPECT_EQ(answer("GET", "/v1/campaigns/news/results?window=PT1H").at("orders"), 0);
}

TEST_F(sends, keys_of_a_push_subscription_are_brought_to_one_form_or_refused) {
  start_with_provider();
  const auto point = signing::p256_key::make().public_bytes();
  const std::string auth(16, '\xff');
  const auto put = [&](const std::string& p256dh, const std::string& secret) {
    return ask("PUT", "/v1/records/push_subscription/phone",
               json{{"customer_id", "an"},
                    {"endpoint", "https://push.example/1"},
                    {"keys", {{"p256dh", p256dh}, {"auth", secret}}}}
                   .dump());
  };

  EXPECT_EQ(put(signing::base64_encode(point), signing::base64_encode(auth)).status, 201);
  EXPECT_EQ(answer("GET", "/v1/records/push_subscription/phone").at("data").at("keys"),
            (json{{"p256dh", signing::base64url_encode(point)},
                  {"auth", signing::base64url_encode(auth)}}));

  const auto off_curve = "\4" + std::string(64, '\1');
  const auto refused = put(signing::base64url_encode(off_curve), signing::base64url_encode(auth));
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(json::parse(refused.body).at("errors").at(0).at("pointer"), "/keys/p256dh");
  EXPECT_EQ(put(signing::base64url_encode(point), "c2hvcnQ").status, 422);
}

} // namespace sojourn::tests
