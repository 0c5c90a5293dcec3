#include "channels/described/described_channel.hpp"

#include "deliveries.hpp"
#include "outcomes.hpp"
#include "signing/digest.hpp"
#include "simulators/http_server.hpp"
#include "tests/support/files.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

namespace sojourn::channels {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const std::string token = "a-token-nobody-shall-see";
const std::string receipt_secret = "a-secret-for-receipts";

json example(const std::string& name) { return tests::read_json("examples/providers/" + name); }

/// The example, sent to `server`.
json example_at(const std::string& name, const http_server& server) {
  auto described = example(name);
  described["send"]["url"] = server.url("/messages");
  if (described.contains("status"))
    described["status"]["request"]["url"] = server.url("/messages?client_ref={{key}}");
  return described;
}

std::shared_ptr<channel> channel_of(const json& described) {
  auto description = read_provider(described);
  EXPECT_TRUE(description) << (description ? "" : description.error().details.at(0).message);
  return make_described_channel({.name = "sms",
                                 .description = description.value(),
                                 .secrets = {{"token", token},
                                             {"user", "shop"},
                                             {"password", "p:w"},
                                             {"receipts", receipt_secret}},
                                 .allow_private_addresses = true,
                                 .ca_file = {}})
      .value();
}

send_attempt some_text(const std::string& text = "Chào \"An\", còn 2 món") {
  auto made = some_attempt();
  made.customer["phone"] = "0901 234 567";
  made.content.text = text;
  made.tracking = "0123456789abcdef0123456789abcdef";
  return made;
}

TEST(described_channel, sends_the_json_that_the_file_describes) {
  http_server server{http_answer(200, R"({"status": "queued", "id": "m-1"})")};

  const auto reported =
      deliver_and_wait(*channel_of(example_at("sms-json.json", server)), some_text());

  EXPECT_EQ(reported.how, outcome::accepted);
  EXPECT_EQ(reported.provider_id, "m-1");
  const auto request = server.wait_for(1).front();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.headers.at("authorization"), "Bearer " + token);
  EXPECT_EQ(request.headers.at("content-type"), "application/json");
  const json expected{{"from", "MYSHOP"},
                      {"to", "+84901234567"},
                      {"text", "Chào \"An\", còn 2 món"},
                      {"client_ref", some_text().tracking}};
  EXPECT_EQ(parse_json(request.body), expected);
}

TEST(described_channel, repeats_only_to_a_provider_that_deduplicates_what_got_no_answer) {
  for (const bool deduplicates : {false, true}) {
    http_server server{only_first(http_answer(200, R"({"status": "queued", "id": "m-1"})"))};
    auto described = example_at("sms-json.json", server);
    described["capabilities"]["deduplicates"] = deduplicates;
    const auto channel = channel_of(described);
    EXPECT_EQ(deliver_and_wait(*channel, some_text()).how, outcome::accepted);

    EXPECT_EQ(deliver_and_wait(*channel, some_text()).how, outcome::unknown);
    if (deduplicates)
      EXPECT_GT(server.wait_for(3).size(), 2u);
    else
      EXPECT_EQ(server.wait_for(2).size(), 2u);
  }
}

TEST(described_channel, sends_the_form_that_the_file_describes) {
  http_server server{http_answer(200, "OK 17")};

  const auto reported =
      deliver_and_wait(*channel_of(example_at("sms-form.json", server)), some_text("a&b=c ạ"));

  EXPECT_EQ(reported.how, outcome::accepted);
  const auto request = server.wait_for(1).front();
  EXPECT_EQ(request.headers.at("content-type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(request.headers.at("authorization"), "Basic c2hvcDpwOnc=");
  EXPECT_THAT(request.body, HasSubstr("content=a%26b%3Dc%20%E1%BA%A1&"));
  EXPECT_THAT(request.body, HasSubstr("msisdn=84901234567"));
}

TEST(described_channel, sends_text_that_is_escaped_for_where_it_stands) {
  http_server server{http_answer(200)};
  const json described{{"send",
                        {{"url", server.url("/send?to={{customer.name}}")},
                         {"text",
                          {{"template", "<sms>{{message}}</sms>"},
                           {"escape", "html"},
                           {"content_type", "text/xml"}}}}}};

  deliver_and_wait(*channel_of(described), some_text("1 < 2"));

  const auto request = server.wait_for(1).front();
  EXPECT_EQ(request.body, "<sms>1 &lt; 2</sms>");
  EXPECT_EQ(request.headers.at("content-type"), "text/xml");
  EXPECT_EQ(request.target, "/send?to=Nguy%E1%BB%85n%20V%C4%83n%20An");
}

TEST(described_channel, the_first_answer_that_fits_decides) {
  struct expectation {
    std::string answer;
    outcome how;
    std::string code;
  };
  const expectation cases[] = {
      {http_answer(200, R"({"status": "queued"})"), outcome::accepted, "http_200"},
      {http_answer(200, R"({"status": "odd"})"), outcome::unknown, "http_200"},
      {http_answer(200, "no JSON"), outcome::unknown, "http_200"},
      {http_answer(409), outcome::accepted, "http_409"},
      {http_answer(400, R"({"error": {"code": "invalid_number", "message": "no such number"}})"),
       outcome::rejected, "invalid_number"},
      {http_answer(422, "{}"), outcome::rejected, "http_422"},
      {http_answer(429, "{}", {"Retry-After: 30"}), outcome::transient, "http_429"},
      {http_answer(503), outcome::transient, "http_503"}};
  for (const auto& each : cases) {
    http_server server{each.answer};
    const auto reported =
        deliver_and_wait(*channel_of(example_at("sms-json.json", server)), some_text());
    EXPECT_EQ(reported.how, each.how) << each.answer;
    EXPECT_EQ(reported.code, each.code);
  }
}

TEST(described_channel, a_refusal_of_the_account_closes_the_channel_for_a_while) {
  http_server server{http_answer(402, R"({"error": {"code": "no_credit", "message": "empty"}})")};

  const auto reported =
      deliver_and_wait(*channel_of(example_at("sms-json.json", server)), some_text());

  EXPECT_EQ(reported.how, outcome::transient);
  EXPECT_EQ(reported.closed_until, some_time + 15min);
  EXPECT_THAT(reported.detail, HasSubstr("empty"));
}

TEST(described_channel, an_accepted_answer_that_broke_off_is_unknown) {
  http_server server{[](const seen_request&, connection& peer) {
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"status\": \"queued\"");
    peer.reset();
  }};

  const auto reported =
      deliver_and_wait(*channel_of(example_at("sms-json.json", server)), some_text());

  EXPECT_EQ(reported.how, outcome::unknown);
}

TEST(described_channel, a_secret_that_the_provider_repeats_is_blotted_out) {
  http_server server{http_answer(400, R"({"error": {"code": "bad", "message": "the key )" + token +
                                          R"( is wrong"}})")};

  const auto reported =
      deliver_and_wait(*channel_of(example_at("sms-json.json", server)), some_text());

  EXPECT_THAT(reported.detail, HasSubstr("the key *** is wrong"));
}

TEST(described_channel, an_answer_without_a_status_is_judged_as_everywhere) {
  http_server server{[](const seen_request&, connection& peer) { peer.reset(); }};

  EXPECT_EQ(deliver_and_wait(*channel_of(example_at("sms-json.json", server)), some_text()).how,
            outcome::unknown);
  auto described = example("sms-json.json");
  described["send"]["url"] = "http://127.0.0.1:" + std::to_string(closed_port()) + "/";
  EXPECT_EQ(deliver_and_wait(*channel_of(described), some_text()).how, outcome::transient);
}

TEST(described_channel, a_text_beyond_the_limits_never_leaves) {
  http_server server{http_answer(200)};
  const auto json_channel = channel_of(example_at("sms-json.json", server));
  const auto form_channel = channel_of(example_at("sms-form.json", server));

  const auto parts = deliver_and_wait(*json_channel, some_text(std::string(460, 'a')));
  const auto length = deliver_and_wait(*form_channel, some_text(std::string(481, 'a')));

  EXPECT_EQ(parts.code, "too_long");
  EXPECT_THAT(parts.detail, HasSubstr("4 parts of an SMS; 3 are allowed"));
  EXPECT_EQ(length.how, outcome::rejected);
  EXPECT_THAT(length.detail, HasSubstr("481 characters; the provider takes 480"));
  EXPECT_EQ(server.connection_count(), 0);
}

TEST(described_channel, a_line_break_in_a_value_is_a_blank_and_begins_no_header) {
  http_server server{http_answer(200, R"({"status": "queued", "id": "m-1"})")};
  auto described = example_at("sms-json.json", server);
  described["send"]["headers"]["X-Name"] = "{{{customer.name}}}";
  auto made = some_text();
  made.customer["name"] = "An\r\nEvil: b";

  EXPECT_EQ(deliver_and_wait(*channel_of(described), made).how, outcome::accepted);

  const auto request = server.wait_for(1).front();
  EXPECT_EQ(request.headers.at("x-name"), "An Evil: b");
  EXPECT_FALSE(request.headers.contains("evil"));
}

TEST(described_channel, who_has_no_number_is_unreachable) {
  const auto channel = channel_of(example("sms-json.json"));
  auto without = some_text();
  without.customer.erase("phone");
  auto wrong = some_text();
  wrong.customer["phone"] = "call me";

  EXPECT_EQ(deliver_and_wait(*channel, without).code, "no_phone");
  EXPECT_EQ(deliver_and_wait(*channel, wrong).code, "invalid_phone");
  EXPECT_EQ(channel->address(some_text().customer), "+84901234567");
  EXPECT_EQ(channel->address(wrong.customer), std::nullopt);
  EXPECT_EQ(channel_of(example("sms-form.json"))->address(some_text().customer), "+84901234567");
}

TEST(described_channel, declares_what_the_file_says) {
  const auto can = channel_of(example("sms-json.json"))->declares();

  EXPECT_TRUE(can.deduplicates);
  EXPECT_TRUE(can.reports_delivery);
  EXPECT_TRUE(can.links.text);
  EXPECT_TRUE(can.answers_status);
  EXPECT_EQ(can.concurrency, 16);
  EXPECT_EQ(can.receipt_within, milliseconds{2h});
  EXPECT_EQ(can.rate.per_second, 20);
  ASSERT_EQ(can.hours.size(), 1u);
  EXPECT_EQ(can.hours[0].purpose, messages::purpose::promotional);
  EXPECT_EQ(can.hours[0].open.from.hour, 8);
  EXPECT_EQ(can.hours[0].zone, "Asia/Ho_Chi_Minh");
  EXPECT_FALSE(channel_of(example("sms-form.json"))->declares().answers_status);
}

TEST(described_channel, a_status_query_settles_what_is_unknown) {
  const std::pair<std::string, outcome> cases[] = {
      {http_answer(200, R"({"status": "sent", "id": "m-1"})"), outcome::accepted},
      {http_answer(200, R"({"status": "failed"})"), outcome::rejected},
      {http_answer(404), outcome::transient},
      {http_answer(200, R"({"status": "pending"})"), outcome::unknown},
      {http_answer(500), outcome::unknown}};
  for (const auto& [answer, kind] : cases) {
    http_server server{answer};
    outcomes reported;
    const auto channel = channel_of(example_at("sms-json.json", server));

    channel->ask(some_text(), reported.add());

    EXPECT_EQ(reported.wait_for(1).front().how, kind) << answer;
    const auto request = server.wait_for(1).front();
    EXPECT_EQ(request.method, "GET");
    EXPECT_THAT(request.target, HasSubstr("client_ref=" + some_text().tracking));
  }
}

TEST(described_channel, a_status_query_that_gets_no_answer_settles_nothing) {
  auto described = example("sms-json.json");
  described["status"]["request"]["url"] = "http://127.0.0.1:" + std::to_string(closed_port()) + "/";
  outcomes reported;
  const auto channel = channel_of(described);

  channel->ask(some_text(), reported.add());

  EXPECT_EQ(reported.wait_for(1).front().how, outcome::unknown);
}

provider_call signed_call(const std::string& body) {
  return {.body = body,
          .headers = {{"x-signature", "sha256=" + signing::hex_encode(
                                                      signing::hmac_sha256(receipt_secret, body))}},
          .at = some_time};
}

TEST(described_channel, reads_signed_receipts) {
  const auto news = channel_of(example("sms-json.json"))->read_call(signed_call(R"({"reports": [
    {"id": "m-1", "client_ref": "k-1", "status": "delivered", "to": "+84901234567", "done_at": 1767225000},
    {"id": "m-2", "status": "failed", "error": "expired", "done_at": "2026-01-01T00:00:00Z"},
    {"id": "m-3", "status": "failed", "error": "unknown_subscriber", "to": "+84900000000"},
    {"id": "m-4", "status": "on its way"}]})"));

  ASSERT_TRUE(news) << news.error().message;
  ASSERT_EQ(news->receipts.size(), 3u);
  const auto& first = news->receipts[0];
  EXPECT_EQ(first.kind, messages::receipt_kind::delivered);
  EXPECT_EQ(first.channel, "sms");
  EXPECT_EQ(first.key, "k-1");
  EXPECT_EQ(first.provider_id, "m-1");
  EXPECT_EQ(first.at, from_unix_ms(1'767'225'000'000));
  EXPECT_EQ(news->receipts[1].kind, messages::receipt_kind::failed);
  EXPECT_EQ(news->receipts[1].code, "expired");
  EXPECT_EQ(news->receipts[2].kind, messages::receipt_kind::bounced);
  EXPECT_EQ(news->receipts[2].address, "+84900000000");
  EXPECT_EQ(news->receipts[2].at, some_time);
}

TEST(described_channel, reads_receipts_of_a_form_with_a_token) {
  const auto channel = channel_of(example("sms-form.json"));
  provider_call call{.body = "reference=k%2D1&state=DELIVRD&when=2026%2D01%2D01T00%3A00%3A00Z",
                     .headers = {{"x-token", receipt_secret}},
                     .at = some_time};

  const auto news = channel->read_call(call);

  ASSERT_TRUE(news) << news.error().message;
  ASSERT_EQ(news->receipts.size(), 1u);
  EXPECT_EQ(news->receipts[0].key, "k-1");
  EXPECT_EQ(sojourn::to_text(news->receipts[0].at), "2026-01-01T00:00:00Z");
  call.headers["x-token"] = "guess";
  EXPECT_EQ(channel->read_call(call).error().code, error_code::bad_signature);
  call.headers.clear();
  EXPECT_EQ(channel->read_call(call).error().code, error_code::bad_signature);
}

TEST(described_channel, calls_that_are_not_the_providers_say_nothing) {
  const auto channel = channel_of(example("sms-json.json"));
  auto forged = signed_call(R"({"reports": []})");
  forged.body = R"({"reports": [{"id": "m-1", "status": "delivered"}]})";

  EXPECT_EQ(channel->read_call(forged).error().code, error_code::bad_signature);
  EXPECT_EQ(channel->read_call(signed_call("not JSON")).error().code, error_code::invalid_request);
  EXPECT_EQ(channel->read_call(signed_call("{}")).error().code, error_code::invalid_request);
  EXPECT_EQ(channel_of({{"send", {{"url", "https://a.example"}}}})->read_call(forged).error().code,
            error_code::not_found);
}

TEST(described_channel, a_secret_that_is_missing_stops_the_start) {
  const auto made =
      make_described_channel({.name = "sms",
                              .description = read_provider(example("sms-json.json")).value(),
                              .secrets = {{"token", token}},
                              .allow_private_addresses = false,
                              .ca_file = {}});

  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("set the variable SMS_RECEIPT_SECRET"));
}

TEST(provider_file, every_mistake_is_told_at_its_place) {
  const auto read = read_provider(parse_json(R"({
    "secrets": {"token": {"env": "A"}},
    "capabilities": {"reports_reads": true, "hours": [{"purpose": "service", "from": "25:00", "to": "08:00"}]},
    "timeout": "5 s",
    "send": {"method": "GET", "url": "ftp://x", "headers": {"A B": "{{secret.tokn}}"}, "json": {"a": ["{{#x}}"]},
             "form": {}},
    "answers": [{"is": "accepted"}, {"status": "200", "is": "unknown", "when": {"nope": 1}}],
    "receipts": {"signature": {"scheme": "magic"}, "secrets": ["other"], "read": {"kind": "delivered"}}})")
                                      .value());

  ASSERT_FALSE(read);
  std::vector<std::string> places;
  for (const auto& detail : read.error().details)
    places.push_back(detail.pointer);
  EXPECT_THAT(places, testing::IsSupersetOf({"/answers/0", "/answers/1/when/nope",
                                             "/capabilities/hours/0/from", "/receipts/read",
                                             "/receipts/secrets/0", "/receipts/signature/scheme",
                                             "/send", "/send/headers/A B", "/send/json/a/0",
                                             "/send/method", "/send/url", "/timeout"}));
}

TEST(provider_file, a_key_that_nothing_reads_is_a_mistake) {
  const auto read = read_provider({{"send", {{"url", "https://a.example"}, {"boddy", "x"}}}});

  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().details.at(0).pointer, "/send/boddy");
}

} // namespace
} // namespace sojourn::channels
