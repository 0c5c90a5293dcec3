#include "channels/webhook/webhook_channel.hpp"

#include "deliveries.hpp"
#include "outcomes.hpp"
#include "signing/base64.hpp"
#include "signing/signature.hpp"
#include "simulators/http_server.hpp"

#include <algorithm>
#include <atomic>
#include <gtest/gtest.h>

namespace sojourn::channels {
namespace {

using namespace std::chrono_literals;

const std::string secret_a = "whsec_" + signing::base64_encode(std::string(32, 'a'));
const std::string secret_b = "whsec_" + signing::base64_encode(std::string(32, 'b'));

webhook_settings settings_for(const std::string& url) {
  return {.name = "crm",
          .url = url,
          .secrets = {secret_a},
          .timeout = test_patience,
          .concurrency = 4,
          .allow_private_addresses = true,
          .ca_file = {}};
}

std::shared_ptr<channel> channel_to(const std::string& url) {
  return make_webhook_channel(settings_for(url)).value();
}

/// Answers nothing and keeps the connection.
void fall_silent(const seen_request&, connection& peer) { peer.wait_for_close(); }

TEST(webhook_channel, posts_the_message_with_the_headers_of_standard_webhooks) {
  http_server server{http_answer(200)};
  const auto sent = some_attempt();

  const auto reported = deliver_and_wait(*channel_to(server.url("/hook?a=1")), sent);

  EXPECT_EQ(reported.how, outcome::accepted);
  EXPECT_EQ(reported.code, "http_200");
  const auto request = server.wait_for(1).front();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/hook?a=1");
  EXPECT_EQ(request.headers.at("content-type"), "application/json");
  EXPECT_EQ(request.headers.at("idempotency-key"), to_text(sent.key));
  EXPECT_EQ(request.headers.at("webhook-id"), to_text(sent.key));
  EXPECT_EQ(request.headers.at("webhook-timestamp"), "1767225600");
  const auto body = parse_json(request.body).value();
  EXPECT_EQ(body.at("type"), "campaign.message");
  EXPECT_EQ(body.at("timestamp"), "2026-01-01T00:00:00.250Z");
  const json data{
      {"campaign", "tier-upgrade"},
      {"subject", "customer:42"},
      {"customer", sent.customer},
      {"message", "tier-upgraded"},
      {"content", {{"subject", "Chúc mừng"}, {"text", "Bạn đã lên hạng Vàng."}, {"html", ""}}},
      {"context", sent.data}};
  EXPECT_EQ(body.at("data"), data);
}

TEST(webhook_channel, every_secret_signs_so_the_receiver_may_hold_any_of_them) {
  http_server server{http_answer(204)};
  auto settings = settings_for(server.url());
  settings.secrets = {secret_a, secret_b};

  deliver_and_wait(*make_webhook_channel(settings).value(), some_attempt());

  const auto request = server.wait_for(1).front();
  const auto verified_with = [&](const std::string& text) {
    const std::vector secrets{signing::secret::parse(text).value()};
    return signing::verify(secrets, request.headers.at("webhook-id"),
                           request.headers.at("webhook-timestamp"),
                           request.headers.at("webhook-signature"), request.body, some_time, 1s)
        .has_value();
  };
  EXPECT_TRUE(verified_with(secret_a));
  EXPECT_TRUE(verified_with(secret_b));
  EXPECT_FALSE(verified_with("whsec_" + signing::base64_encode(std::string(32, 'c'))));
}

TEST(webhook_channel, another_attempt_has_the_same_id_and_another_timestamp) {
  http_server server{http_answer(500)};
  const auto channel = channel_to(server.url());
  auto again = some_attempt();
  again.attempt = 2;
  again.at += 5min;

  deliver_and_wait(*channel, some_attempt());
  deliver_and_wait(*channel, again);

  const auto requests = server.wait_for(2);
  EXPECT_EQ(requests[0].headers.at("webhook-id"), requests[1].headers.at("webhook-id"));
  EXPECT_NE(requests[0].headers.at("webhook-timestamp"),
            requests[1].headers.at("webhook-timestamp"));
  EXPECT_TRUE(channel->declares().deduplicates);
}

TEST(webhook_channel, the_status_decides_the_outcome) {
  const std::pair<int, outcome> cases[] = {{202, outcome::accepted},  {400, outcome::rejected},
                                           {410, outcome::rejected},  {408, outcome::transient},
                                           {425, outcome::transient}, {429, outcome::transient},
                                           {500, outcome::transient}, {503, outcome::transient}};
  for (const auto& [status, kind] : cases) {
    http_server server{http_answer(status)};
    const auto reported = deliver_and_wait(*channel_to(server.url()), some_attempt());
    EXPECT_EQ(reported.how, kind) << status;
    EXPECT_EQ(reported.code, "http_" + std::to_string(status));
    EXPECT_EQ(reported.retry_after, std::nullopt);
  }
}

TEST(webhook_channel, retry_after_is_handed_on_as_seconds_and_as_a_date) {
  http_server seconds{http_answer(429, "", {"Retry-After: 120"})};
  http_server date{http_answer(
      503, "",
      {"Date: Thu, 01 Jan 2026 00:00:00 GMT", "Retry-After: Thu, 01 Jan 2026 00:00:30 GMT"})};
  EXPECT_EQ(deliver_and_wait(*channel_to(seconds.url()), some_attempt()).retry_after, 120s);
  EXPECT_EQ(deliver_and_wait(*channel_to(date.url()), some_attempt()).retry_after, 30s);
}

TEST(webhook_channel, a_redirect_is_rejected_and_not_followed) {
  http_server target{http_answer(200)};
  http_server server{http_answer(307, "", {"Location: " + target.url()})};

  const auto reported = deliver_and_wait(*channel_to(server.url()), some_attempt());

  EXPECT_EQ(reported.how, outcome::rejected);
  EXPECT_EQ(reported.code, "http_307");
  EXPECT_EQ(target.connection_count(), 0);
}

TEST(webhook_channel, silence_after_the_request_left_is_unknown) {
  http_server server{fall_silent};
  auto settings = settings_for(server.url());
  settings.timeout = 500ms;

  const auto reported = deliver_and_wait(*make_webhook_channel(settings).value(), some_attempt());

  EXPECT_EQ(reported.how, outcome::unknown);
  EXPECT_EQ(reported.code, "timeout");
}

TEST(webhook_channel, a_connection_that_breaks_after_the_request_left_is_unknown) {
  http_server resetting{[](const seen_request&, connection& peer) { peer.reset(); }};
  http_server nonsense{"this is not HTTP\r\n\r\n"};

  const auto reset = deliver_and_wait(*channel_to(resetting.url()), some_attempt());
  const auto unreadable = deliver_and_wait(*channel_to(nonsense.url()), some_attempt());

  EXPECT_EQ(reset.how, outcome::unknown);
  EXPECT_EQ(reset.code, "connection_lost");
  EXPECT_EQ(unreadable.how, outcome::unknown);
  EXPECT_EQ(unreadable.code, "bad_reply");
}

TEST(webhook_channel, a_refused_connection_is_transient) {
  const auto reported = deliver_and_wait(
      *channel_to("http://127.0.0.1:" + std::to_string(closed_port())), some_attempt());
  EXPECT_EQ(reported.how, outcome::transient);
  EXPECT_EQ(reported.code, "connect_failed");
}

TEST(webhook_channel, a_name_that_does_not_exist_is_transient) {
  // A label of 64 characters is refused by the resolver without asking anybody.
  const auto reported =
      deliver_and_wait(*channel_to("http://" + std::string(64, 'x') + ".invalid/"), some_attempt());
  EXPECT_EQ(reported.how, outcome::transient);
  EXPECT_EQ(reported.code, "resolve_failed");
}

TEST(webhook_channel, tls_that_cannot_be_trusted_is_transient_for_nothing_left) {
  const test_certificate certificate;
  std::atomic<bool> request_arrived{false};
  loopback_server server{[&](connection& peer) {
    request_arrived = peer.start_tls(certificate) && peer.read_line().has_value();
  }};
  const auto url = "https://127.0.0.1:" + std::to_string(server.port());

  const auto reported = deliver_and_wait(*channel_to(url), some_attempt());

  EXPECT_EQ(reported.how, outcome::transient);
  EXPECT_EQ(reported.code, "tls_failed");
  EXPECT_FALSE(request_arrived);
}

TEST(webhook_channel, a_handshake_that_never_ends_is_transient_for_nothing_left) {
  loopback_server server{[](connection& peer) { peer.wait_for_close(); }};
  auto settings = settings_for("https://127.0.0.1:" + std::to_string(server.port()));
  settings.timeout = 200ms;

  const auto reported = deliver_and_wait(*make_webhook_channel(settings).value(), some_attempt());

  EXPECT_EQ(reported.how, outcome::transient);
  EXPECT_EQ(reported.code, "timeout");
}

TEST(webhook_channel, the_own_network_is_out_of_reach_unless_it_is_allowed) {
  http_server server{http_answer(200)};
  auto settings = settings_for(server.url());
  settings.allow_private_addresses = false;

  const auto reported = deliver_and_wait(*make_webhook_channel(settings).value(), some_attempt());

  EXPECT_EQ(reported.how, outcome::rejected);
  EXPECT_EQ(reported.code, "address_refused");
  EXPECT_EQ(server.connection_count(), 0);
}

TEST(webhook_channel, the_guard_looks_at_addresses_and_not_at_names) {
  auto settings = settings_for("http://localhost:" + std::to_string(closed_port()));
  settings.allow_private_addresses = false;
  EXPECT_EQ(deliver_and_wait(*make_webhook_channel(settings).value(), some_attempt()).code,
            "address_refused");
}

TEST(webhook_channel, metadata_addresses_stay_out_of_reach_in_the_own_network_too) {
  const auto reported =
      deliver_and_wait(*channel_to("http://169.254.169.254/latest/meta-data"), some_attempt());
  EXPECT_EQ(reported.how, outcome::rejected);
  EXPECT_EQ(reported.code, "address_refused");
}

TEST(webhook_channel, connections_are_used_again) {
  http_server server{http_answer(200, "ok")};
  const auto channel = channel_to(server.url());
  for (std::uint32_t visit = 1; visit <= 5; ++visit)
    EXPECT_EQ(deliver_and_wait(*channel, some_attempt(visit)).how, outcome::accepted);
  EXPECT_EQ(server.connection_count(), 1);
}

TEST(webhook_channel, an_endless_answer_is_cut_off_and_its_status_counts) {
  http_server server{[](const seen_request&, connection& peer) {
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n" + std::string(200'000, 'x'));
    peer.wait_for_close();
  }};
  EXPECT_EQ(deliver_and_wait(*channel_to(server.url()), some_attempt()).how, outcome::accepted);
}

TEST(webhook_channel, as_many_as_declared_are_under_way_at_the_same_time) {
  constexpr int count = 12;
  std::mutex mutex;
  std::condition_variable changed;
  int present = 0;
  int most = 0;
  int arrived = 0;
  http_server server{[&](const seen_request&, connection& peer) {
    std::unique_lock lock{mutex};
    most = std::max(most, ++present);
    ++arrived;
    changed.notify_all();
    // Nobody is answered before the first four stand here together.
    changed.wait_for(lock, test_patience, [&] { return arrived >= 4; });
    --present;
    lock.unlock();
    peer.write(http_answer(200));
  }};
  const auto channel = channel_to(server.url());
  outcomes reported;
  for (std::uint32_t visit = 1; visit <= count; ++visit)
    channel->deliver(some_attempt(visit), reported.add());

  for (const auto& one : reported.wait_for(count))
    EXPECT_EQ(one.how, outcome::accepted);
  EXPECT_EQ(channel->declares().concurrency, 4);
  EXPECT_EQ(most, 4);
}

TEST(webhook_channel, destruction_ends_every_delivery_once_and_says_what_may_have_left) {
  http_server server{fall_silent};
  auto channel = channel_to(server.url());
  outcomes reported;
  for (std::uint32_t visit = 1; visit <= 10; ++visit)
    channel->deliver(some_attempt(visit), reported.add());
  server.wait_for(4);

  channel.reset();

  const auto all = reported.so_far();
  ASSERT_EQ(all.size(), 10u);
  const auto count = [&](outcome kind) {
    return std::count_if(all.begin(), all.end(), [&](const auto& one) {
      return one.how == kind && one.code == "shutting_down";
    });
  };
  EXPECT_EQ(count(outcome::unknown), 4);
  EXPECT_EQ(count(outcome::transient), 6);
}

TEST(webhook_channel, settings_that_cannot_work_are_refused) {
  const auto error_of = [](auto change) {
    auto settings = settings_for("https://example.com/hook");
    change(settings);
    const auto made = make_webhook_channel(settings);
    return made ? std::string{} : made.error().message;
  };
  EXPECT_EQ(error_of([](auto&) {}), "");
  EXPECT_NE(error_of([](auto& s) { s.url = "ftp://example.com"; }), "");
  EXPECT_NE(error_of([](auto& s) { s.url = "example.com/hook"; }), "");
  EXPECT_NE(error_of([](auto& s) { s.url = "http://exa mple.com"; }), "");
  EXPECT_NE(error_of([](auto& s) { s.secrets = {"whsec_short"}; }), "");
  EXPECT_NE(error_of([](auto& s) { s.concurrency = 0; }), "");
  EXPECT_NE(error_of([](auto& s) { s.timeout = 0ms; }), "");
}

} // namespace
} // namespace sojourn::channels
