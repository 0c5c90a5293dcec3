#include "channels/web_push/web_push_channel.hpp"

#include "channels/wire_key.hpp"
#include "deliveries.hpp"
#include "outcomes.hpp"
#include "signing/base64.hpp"
#include "simulators/push_service.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace sojourn::channels {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const auto shop_key = signing::p256_key::make();

web_push_settings some_settings() {
  web_push_settings made;
  made.private_key = signing::base64url_encode(shop_key.private_bytes());
  made.contact = "mailto:shop@example.com";
  made.timeout = test_patience;
  made.allow_private_addresses = true;
  return made;
}

std::shared_ptr<channel> some_channel() { return make_web_push_channel(some_settings()).value(); }

/// A shop whose customers subscribe with one push service.
struct web_push_channel_test : testing::Test {
  push_service service{shop_key.public_bytes(), some_time};

  static send_attempt push_to(std::initializer_list<json> subscriptions) {
    auto made = some_attempt();
    made.customer["push_subscription"] = subscriptions;
    return made;
  }
  static attempt_result push(const send_attempt& what) {
    return deliver_and_wait(*some_channel(), what);
  }
};

TEST_F(web_push_channel_test, shows_the_message_in_the_browser_that_subscribed) {
  const auto reported = push(push_to({service.subscribe("phone")}));

  EXPECT_EQ(reported.how, outcome::accepted);
  EXPECT_EQ(reported.code, "http_201");
  EXPECT_THAT(reported.provider_id, HasSubstr("/message/phone"));
  const auto shown = service.shown();
  ASSERT_EQ(shown.size(), 1u);
  EXPECT_EQ(shown[0].payload.at("title"), "Chúc mừng");
  EXPECT_EQ(shown[0].payload.at("body"), "Bạn đã lên hạng Vàng.");
  EXPECT_EQ(shown[0].headers.at("ttl"), "86400");
}

TEST_F(web_push_channel_test, speaks_tls_to_a_service_whose_certificate_it_trusts) {
  test_certificate certificate;
  loopback_server server{[&](connection& peer) {
    if (peer.start_tls(certificate) && peer.read_line())
      peer.write(http_answer(201));
  }};
  auto settings = some_settings();
  settings.ca_file = certificate.file();
  auto subscription = service.subscribe("phone");
  subscription["endpoint"] = "https://127.0.0.1:" + std::to_string(server.port()) + "/push/phone";

  EXPECT_EQ(deliver_and_wait(*make_web_push_channel(settings).value(), push_to({subscription})).how,
            outcome::accepted);
}

TEST_F(web_push_channel_test, another_attempt_has_the_same_topic_and_another_effect_another_one) {
  auto first = push_to({service.subscribe("phone")});
  auto retry = first;
  retry.attempt = 2;
  auto other = first;
  other.key.visit = 2;
  for (const auto& each : {first, retry, other})
    EXPECT_EQ(push(each).how, outcome::accepted);

  const auto shown = service.shown();
  ASSERT_EQ(shown.size(), 3u);
  const auto topic = [&](std::size_t index) { return shown[index].headers.at("topic"); };
  EXPECT_EQ(topic(0).size(), 32u);
  EXPECT_TRUE(signing::base64url_decode(topic(0)));
  EXPECT_EQ(topic(0), topic(1));
  EXPECT_NE(topic(0), topic(2));
  EXPECT_EQ(shown[0].payload.at("tag"), topic(0));
}

TEST_F(web_push_channel_test, the_purpose_says_how_urgent_it_is_unless_the_message_does) {
  auto sent = push_to({service.subscribe("phone")});
  for (const auto purpose : messages::all_purposes) {
    sent.purpose = purpose;
    push(sent);
  }
  sent.content.fields = {{"urgency", "very-low"}, {"ttl", "P2DT1H"}};
  push(sent);

  const auto shown = service.shown();
  ASSERT_EQ(shown.size(), 4u);
  EXPECT_EQ(shown[0].headers.at("urgency"), "high");
  EXPECT_EQ(shown[1].headers.at("urgency"), "normal");
  EXPECT_EQ(shown[2].headers.at("urgency"), "low");
  EXPECT_EQ(shown[3].headers.at("urgency"), "very-low");
  EXPECT_EQ(shown[3].headers.at("ttl"), "176400");
}

TEST_F(web_push_channel_test, the_messages_own_part_gives_pictures_links_and_buttons) {
  auto sent = push_to({service.subscribe("phone")});
  sent.content.fields = {{"title", "Giỏ hàng"},
                         {"body", "Còn 2 món"},
                         {"icon", "https://shop.example/icon.png"},
                         {"image", "https://shop.example/banner.png"},
                         {"url", "https://shop.example/cart"},
                         {"tag", "cart"},
                         {"actions", {{{"title", "Mua"}, {"url", "https://shop.example/buy"}}}}};

  ASSERT_EQ(push(sent).how, outcome::accepted);

  const json expected{
      {"title", "Giỏ hàng"},
      {"body", "Còn 2 món"},
      {"icon", "https://shop.example/icon.png"},
      {"image", "https://shop.example/banner.png"},
      {"url", "https://shop.example/cart"},
      {"tag", "cart"},
      {"actions",
       {{{"action", "action1"}, {"title", "Mua"}, {"url", "https://shop.example/buy"}}}}};
  EXPECT_EQ(service.shown().at(0).payload, expected);
}

TEST_F(web_push_channel_test, what_a_browser_cannot_show_is_refused_with_the_reason) {
  const std::pair<json, const char*> cases[] = {
      {{{"title", std::string(36, 'x')}}, "title of 36 characters; browsers show 35"},
      {{{"body", std::string(56, 'x')}}, "body of 56 characters; browsers show 55"},
      {{{"title", ""}}, "has no title"},
      {{{"ttl", "P29D"}}, "28 days at most"},
      {{{"ttl", "soon"}}, "ttl that is none"},
      {{{"urgency", "urgent"}}, "urgency \"urgent\""},
      {{{"url", "javascript:alert(1)"}}, "a \"url\" that is no http or https URL"},
      {{{"devices", "some"}}, "not to \"some\""},
      {{{"actions", {1, 2, 3}}}, "at most 2"},
      {{{"actions", {{{"url", "https://a.example"}}}}}, "action without a \"title\""},
      {{{"titel", "x"}}, "has no \"titel\"; did you mean \"title\"?"},
      {{{"url", "https://shop.example/" + std::string(4000, 'x')}}, "services take 3993"}};
  auto sent = push_to({service.subscribe("phone")});
  for (const auto& [fields, reason] : cases) {
    sent.content.fields = fields;
    const auto reported = push(sent);
    EXPECT_EQ(reported.how, outcome::rejected) << dump(fields);
    EXPECT_EQ(reported.code, "invalid_message");
    EXPECT_THAT(reported.detail, HasSubstr(reason));
  }
  EXPECT_TRUE(service.shown().empty());
}

TEST_F(web_push_channel_test, length_is_counted_in_characters_as_they_are_read) {
  auto sent = push_to({service.subscribe("phone")});
  std::string apart;
  for (int i = 0; i < 35; ++i)
    apart += "e\u0302\u0323"; // one "ệ"
  sent.content.fields = {{"title", apart}};

  EXPECT_EQ(push(sent).how, outcome::accepted);
}

TEST_F(web_push_channel_test, all_devices_are_shown_the_message_and_one_outcome_is_reported) {
  const auto reported = push(
      push_to({service.subscribe("phone"), service.subscribe("laptop"), service.subscribe("tv")}));

  EXPECT_EQ(reported.how, outcome::accepted);
  EXPECT_THAT(reported.detail, HasSubstr("3 of 3 devices"));
  std::set<std::string> devices;
  for (const auto& each : service.shown())
    devices.insert(each.device);
  EXPECT_EQ(devices, (std::set<std::string>{"phone", "laptop", "tv"}));
}

TEST_F(web_push_channel_test, only_the_newest_device_is_pushed_to_when_the_message_asks_for_it) {
  auto sent = push_to({service.subscribe("old", "2025-01-01T00:00:00Z"),
                       service.subscribe("new", "2025-06-01T00:00:00+07:00"),
                       service.subscribe("older", "2024-01-01T00:00:00Z")});
  sent.content.fields = {{"devices", "newest"}};

  EXPECT_EQ(push(sent).how, outcome::accepted);

  ASSERT_EQ(service.shown().size(), 1u);
  EXPECT_EQ(service.shown()[0].device, "new");
}

TEST_F(web_push_channel_test, subscriptions_that_the_service_has_dropped_are_named) {
  auto unknown = service.subscribe("phone");
  unknown["id"] = "forgotten";
  unknown["endpoint"] = service.origin() + "/push/nobody"; // 404
  auto sent = push_to({service.subscribe("laptop"), service.subscribe("tv"), unknown});
  service.drop("tv"); // 410

  const auto reported = push(sent);

  EXPECT_EQ(reported.how, outcome::accepted);
  const std::vector<subject_ref> gone{{"push_subscription", "tv"},
                                      {"push_subscription", "forgotten"}};
  EXPECT_THAT(reported.gone, testing::UnorderedElementsAreArray(gone));
}

TEST_F(web_push_channel_test, a_person_whose_subscriptions_are_all_gone_is_unreachable) {
  auto sent = push_to({service.subscribe("phone")});
  service.drop("phone");

  const auto reported = push(sent);

  EXPECT_EQ(reported.how, outcome::unreachable);
  EXPECT_EQ(reported.code, "no_subscription");
  EXPECT_EQ(reported.gone, (std::vector<subject_ref>{{"push_subscription", "phone"}}));
}

TEST_F(web_push_channel_test, the_status_decides_about_a_single_device) {
  const std::pair<std::string, outcome> cases[] = {
      {http_answer(202), outcome::accepted},
      {http_answer(400), outcome::rejected},
      {http_answer(403), outcome::rejected},
      {http_answer(413), outcome::rejected},
      {http_answer(429, "", {"Retry-After: 120"}), outcome::transient},
      {http_answer(500), outcome::transient},
      {"", outcome::unknown}};
  const auto sent = push_to({service.subscribe("phone")});
  for (const auto& [answer, kind] : cases) {
    service.answer_with("phone", answer);
    const auto reported = push(sent);
    EXPECT_EQ(reported.how, kind) << answer;
    EXPECT_TRUE(reported.gone.empty());
    if (answer.find("Retry-After") != std::string::npos) {
      EXPECT_EQ(reported.retry_after, 120s);
    }
  }
}

TEST_F(web_push_channel_test, one_device_that_took_it_outweighs_all_others) {
  auto sent =
      push_to({service.subscribe("slow"), service.subscribe("good"), service.subscribe("lost")});
  service.answer_with("slow", http_answer(429, "", {"Retry-After: 60"}));
  service.answer_with("lost", "");

  const auto reported = push(sent);

  EXPECT_EQ(reported.how, outcome::accepted);
  EXPECT_EQ(reported.retry_after, std::nullopt);
  EXPECT_THAT(reported.detail, HasSubstr("1 of 3 devices"));
}

TEST_F(web_push_channel_test, a_device_that_may_have_shown_it_outweighs_those_that_did_not) {
  auto sent = push_to({service.subscribe("busy"), service.subscribe("lost")});
  service.answer_with("busy", http_answer(503));
  service.answer_with("lost", "");

  EXPECT_EQ(push(sent).how, outcome::unknown);
}

TEST_F(web_push_channel_test, what_a_kept_connection_may_have_taken_with_it_is_not_shown_twice) {
  const auto channel = some_channel();
  const auto sent = push_to({service.subscribe("phone")});
  EXPECT_EQ(deliver_and_wait(*channel, sent).how, outcome::accepted);
  service.answer_with("phone", "");

  EXPECT_EQ(deliver_and_wait(*channel, sent).how, outcome::unknown);
  EXPECT_EQ(service.shown().size(), 2u);
}

TEST_F(web_push_channel_test, a_retry_waits_as_long_as_the_slowest_service_asks) {
  auto sent = push_to({service.subscribe("a"), service.subscribe("b")});
  service.answer_with("a", http_answer(429, "", {"Retry-After: 60"}));
  service.answer_with("b", http_answer(503, "", {"Retry-After: 90"}));

  EXPECT_EQ(push(sent).retry_after, 90s);
}

TEST_F(web_push_channel_test, a_push_that_is_still_under_way_at_the_end_is_unknown) {
  loopback_server silent{[](connection& peer) {
    peer.read_line();
    peer.wait_for_close();
  }};
  auto subscription = service.subscribe("phone");
  subscription["endpoint"] = "http://127.0.0.1:" + std::to_string(silent.port()) + "/";
  auto settings = some_settings();
  settings.timeout = 200ms;

  const auto reported =
      deliver_and_wait(*make_web_push_channel(settings).value(), push_to({subscription}));

  EXPECT_EQ(reported.how, outcome::unknown);
  EXPECT_EQ(reported.code, "timeout");
}

TEST_F(web_push_channel_test, a_subscription_that_is_none_fails_alone) {
  auto broken = service.subscribe("broken");
  broken["keys"]["p256dh"] = "AAAA";

  const auto reported = push(push_to({broken}));
  EXPECT_EQ(reported.how, outcome::unreachable) << "another channel may help";
  EXPECT_EQ(reported.code, "no_subscription");
  EXPECT_TRUE(some_channel()->unreachable(push_to({broken}).customer).has_value());
  EXPECT_EQ(push(push_to({broken, service.subscribe("phone")})).how, outcome::accepted);
}

TEST_F(web_push_channel_test, keys_in_either_base_64_are_read_padded_or_not) {
  auto padded = service.subscribe("phone");
  for (const auto* name : {"p256dh", "auth"}) {
    const auto bytes = signing::base64url_decode(padded["keys"][name].get<std::string>()).value();
    padded["keys"][name] = signing::base64_encode(bytes);
  }

  EXPECT_EQ(push(push_to({padded})).how, outcome::accepted);
}

TEST_F(web_push_channel_test, its_destinations_are_the_origins_of_the_push_services) {
  auto elsewhere = service.subscribe("tablet");
  elsewhere["endpoint"] = "https://push.example/1";
  const auto to = push_to({service.subscribe("phone"), elsewhere, service.subscribe("laptop")});

  const auto found = some_channel()->destinations(to);

  EXPECT_EQ((std::set<std::string>{found.begin(), found.end()}),
            (std::set<std::string>{service.origin(), "https://push.example"}));
  EXPECT_EQ(found.size(), 2u);
}

TEST_F(web_push_channel_test, each_service_is_told_of_alone_and_one_that_fails_is_left_out) {
  auto dead = service.subscribe("dead");
  const auto dead_origin = "http://127.0.0.1:" + std::to_string(closed_port());
  dead["endpoint"] = dead_origin + "/1";
  auto to = push_to({dead, service.subscribe("phone")});

  auto reported = push(to);
  EXPECT_EQ(reported.how, outcome::accepted);
  std::map<std::string, server_health> reached{reported.reached.begin(), reported.reached.end()};
  EXPECT_EQ(reached.at(dead_origin), server_health::fails);
  EXPECT_EQ(reached.at(service.origin()), server_health::works);

  to.avoid = {dead_origin};
  reported = push(to);
  EXPECT_EQ(reported.how, outcome::accepted);
  EXPECT_EQ(reported.reached.size(), 1u);
}

TEST_F(web_push_channel_test, endpoints_cannot_lead_into_the_own_network) {
  auto settings = some_settings();
  settings.allow_private_addresses = false;
  auto plain = service.subscribe("phone");
  auto internal = plain;
  internal["endpoint"] = "https://127.0.0.1:1/push";

  const auto channel = make_web_push_channel(settings).value();

  EXPECT_EQ(deliver_and_wait(*channel, push_to({plain})).code, "no_subscription");
  EXPECT_EQ(deliver_and_wait(*channel, push_to({internal})).code, "address_refused");
}

TEST_F(web_push_channel_test, who_has_no_subscription_is_unreachable) {
  const auto channel = some_channel();

  EXPECT_TRUE(channel->unreachable({{"name", "An"}}));
  EXPECT_TRUE(channel->unreachable({{"push_subscription", json::array()}}));
  EXPECT_FALSE(channel->unreachable({{"push_subscription", {service.subscribe("phone")}}}));
  EXPECT_EQ(deliver_and_wait(*channel, some_attempt()).code, "no_subscription");
  EXPECT_EQ(channel->declares().needs_records, "push_subscription");
}

TEST_F(web_push_channel_test, a_token_serves_many_pushes_and_is_renewed_in_time) {
  const auto channel = some_channel();
  auto sent = push_to({service.subscribe("phone")});
  for (const auto later : {0h, 5h, 7h}) {
    sent.at = some_time + later;
    deliver_and_wait(*channel, sent);
  }

  const auto requests = service.wait_for(3);
  const auto token = [&](std::size_t index) { return requests[index].headers.at("authorization"); };
  EXPECT_EQ(token(0), token(1));
  EXPECT_NE(token(0), token(2));
}

TEST(web_push_settings, that_cannot_work_are_refused) {
  const auto refused_with = [](auto change) {
    auto settings = some_settings();
    change(settings);
    const auto made = make_web_push_channel(settings);
    return made ? "" : made.error().message;
  };
  EXPECT_THAT(refused_with([](auto& s) { s.private_key = "?"; }), HasSubstr("base 64"));
  EXPECT_THAT(refused_with([](auto& s) { s.private_key = "AAAA"; }), HasSubstr("32 bytes"));
  EXPECT_THAT(refused_with([](auto& s) { s.public_key = "AAAA"; }), HasSubstr("does not belong"));
  EXPECT_THAT(refused_with([](auto& s) { s.contact = "shop"; }), HasSubstr("mailto:"));
  EXPECT_THAT(refused_with([](auto& s) { s.concurrency = 0; }), HasSubstr("at least 1"));
  EXPECT_EQ(refused_with(
                [](auto& s) { s.public_key = signing::base64url_encode(shop_key.public_bytes()); }),
            "");
}

} // namespace
} // namespace sojourn::channels
