#include "channels/http/http_channel.hpp"

#include "channels/http/exchange.hpp"
#include "deliveries.hpp"
#include "outcomes.hpp"
#include "simulators/http_server.hpp"

#include <gtest/gtest.h>

namespace sojourn::channels {
namespace {

using namespace std::chrono_literals;

attempt_result send(json request, http_settings settings = {.timeout = test_patience,
                                                            .allow_private_addresses = true,
                                                            .ca_file = {}}) {
  auto made = some_attempt();
  made.request = std::move(request);
  return deliver_and_wait(*make_http_channel(settings).value(), made);
}

TEST(http_channel, sends_the_request_of_the_step_with_the_effects_key) {
  http_server server{http_answer(200)};

  const auto reported = send({{"method", "PUT"},
                              {"url", server.url("/points/42")},
                              {"headers", {{"X-Shop", "hà nội"}, {"Accept", "text/plain"}}},
                              {"body", {{"points", 50}}}});

  EXPECT_EQ(reported.how, outcome::accepted);
  const auto request = server.wait_for(1).front();
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.target, "/points/42");
  EXPECT_EQ(request.body, R"({"points":50})");
  EXPECT_EQ(request.headers.at("content-type"), "application/json");
  EXPECT_EQ(request.headers.at("x-shop"), "hà nội");
  EXPECT_EQ(request.headers.at("accept"), "text/plain");
  EXPECT_EQ(request.headers.at("idempotency-key"), to_text(some_attempt().key));
}

TEST(http_channel, a_line_break_in_a_value_is_a_blank_and_begins_no_header) {
  http_server server{http_answer(200)};

  const auto reported = send({{"url", server.url()}, {"headers", {{"X-Name", "An\r\nEvil: b"}}}});

  EXPECT_EQ(reported.how, outcome::accepted);
  const auto request = server.wait_for(1).front();
  EXPECT_EQ(request.headers.at("x-name"), "An Evil: b");
  EXPECT_FALSE(request.headers.contains("evil"));
}

TEST(http_channel, the_method_follows_from_the_body_when_it_is_not_given) {
  http_server server{http_answer(200)};
  send({{"url", server.url()}});
  send({{"url", server.url()}, {"body", "xin chào"}});

  const auto requests = server.wait_for(2);
  EXPECT_EQ(requests[0].method, "GET");
  EXPECT_FALSE(requests[0].headers.contains("content-type"));
  EXPECT_EQ(requests[1].method, "POST");
  EXPECT_EQ(requests[1].body, "xin chào");
  EXPECT_EQ(requests[1].headers.at("content-type"), "text/plain; charset=utf-8");
}

TEST(http_channel, a_text_that_is_a_json_document_goes_out_as_json) {
  http_server server{http_answer(200)};
  auto type_of = [&, number = std::size_t{0}](json request) mutable {
    request["url"] = server.url();
    send(std::move(request));
    return server.wait_for(++number).back().headers.at("content-type");
  };

  EXPECT_EQ(type_of({{"body", R"({"tier": "gold"})"}}), "application/json");
  EXPECT_EQ(type_of({{"body", " [1, 2]"}}), "application/json");
  EXPECT_EQ(type_of({{"body", "{broken"}}), "text/plain; charset=utf-8");
  EXPECT_EQ(type_of({{"body", "17"}}), "text/plain; charset=utf-8");
  EXPECT_EQ(type_of({{"body", "{}"}, {"headers", {{"content-type", "text/x"}}}}), "text/x");
}

TEST(http_channel, a_key_that_the_step_sets_takes_the_place_of_the_effects_key) {
  http_server server{http_answer(200)};

  const auto reported = send({{"method", "POST"},
                              {"url", server.url()},
                              {"headers", {{"idempotency-key", "invoice-7"}}},
                              {"body", {{"n", 7}}}});

  EXPECT_EQ(reported.how, outcome::accepted) << reported.detail;
  EXPECT_EQ(server.wait_for(1).front().headers.at("idempotency-key"), "invoice-7");
}

TEST(http_channel, only_idempotent_methods_and_steps_with_a_key_of_their_own_may_be_repeated) {
  const auto channel = make_http_channel({}).value();
  const auto may_repeat = [&](json request) {
    auto made = some_attempt();
    made.request = std::move(request);
    return channel->may_repeat(made);
  };
  for (const char* method : {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
    EXPECT_TRUE(may_repeat({{"method", method}, {"body", "x"}})) << method;
  for (const char* method : {"POST", "PATCH", "TRACE"})
    EXPECT_FALSE(may_repeat({{"method", method}})) << method;
  EXPECT_FALSE(may_repeat({{"body", "x"}})) << "that is a POST";
  EXPECT_TRUE(may_repeat({{"method", "POST"}, {"headers", {{"Idempotency-Key", "k"}}}}));
  EXPECT_FALSE(may_repeat({{"method", "POST"}, {"headers", {{"Idempotency-Key", ""}}}}));
  EXPECT_FALSE(channel->declares().deduplicates);
}

TEST(http_channel, what_a_gateway_did_not_hear_of_is_unknown_where_it_may_not_be_repeated) {
  for (const int status : {502, 504}) {
    http_server server{http_answer(status)};
    EXPECT_EQ(send({{"method", "POST"}, {"url", server.url()}}).how, outcome::unknown);
    EXPECT_EQ(send({{"method", "PUT"}, {"url", server.url()}}).how, outcome::transient);
  }
  http_server busy{http_answer(503)};
  EXPECT_EQ(send({{"method", "POST"}, {"url", busy.url()}}).how, outcome::transient);
}

TEST(http_channel, an_answer_below_500_shows_that_the_server_works) {
  const auto health_at = [](int status) {
    http_server server{http_answer(status)};
    return health_told_by(send({{"url", server.url()}}));
  };
  for (const int status : {200, 404, 408, 422, 429})
    EXPECT_EQ(health_at(status), server_health::works) << status;
  EXPECT_EQ(health_at(500), server_health::fails);
  EXPECT_EQ(health_at(503), server_health::fails);
  EXPECT_EQ(health_told_by(send({{"url", "http://127.0.0.1:" + std::to_string(closed_port())}})),
            server_health::fails);
  EXPECT_EQ(health_told_by(send({{"url", "ftp://x"}})), server_health::untold);
  http_server internal{http_answer(200)};
  EXPECT_EQ(health_told_by(send({{"url", internal.url()}}, {})), server_health::untold);
}

TEST(http_channel, its_destination_is_the_origin_of_the_url) {
  const auto channel = make_http_channel({}).value();
  auto made = some_attempt();
  made.request = {{"url", "https://user@CRM.example:443/people?q=1"}};
  EXPECT_EQ(channel->destinations(made), std::vector<std::string>{"https://crm.example"});
  made.request = {{"url", "no url"}};
  EXPECT_TRUE(channel->destinations(made).empty());
}

TEST(http_channel, a_secret_that_the_server_repeats_is_not_told) {
  http_server server{[](const seen_request& request, connection& peer) {
    peer.write(http_answer(
        403,
        json{{"you_sent", request.headers.at("authorization")}, {"list", {request.body}}}.dump()));
  }};
  auto made = some_attempt();
  made.request = {{"url", server.url()},
                  {"headers", {{"Authorization", "Bearer hush-hush"}}},
                  {"body", {{"key", "hush-hush"}}}};
  made.secrets = {"hush-hush"};

  const auto reported = deliver_and_wait(
      *make_http_channel({.timeout = test_patience, .allow_private_addresses = true, .ca_file = {}})
           .value(),
      made);

  EXPECT_EQ(reported.response.at("body").at("you_sent"), "Bearer ***");
  EXPECT_EQ(reported.response.dump().find("hush-hush"), std::string::npos);
}

TEST(http_channel, every_method_arrives_with_the_body_it_was_given) {
  for (const std::string method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    http_server server{http_answer(200)};
    send({{"method", method}, {"url", server.url()}});
    send({{"method", method}, {"url", server.url()}, {"body", "text"}});
    const auto requests = server.wait_for(2);
    EXPECT_EQ(requests[0].method, method);
    EXPECT_EQ(requests[0].body, "");
    EXPECT_FALSE(requests[0].headers.contains("content-type")) << method;
    EXPECT_EQ(requests[1].method, method);
    EXPECT_EQ(requests[1].body, "text") << method;
  }
}

TEST(http_channel, head_does_not_wait_for_a_body) {
  http_server server{"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"};
  const auto reported = send({{"method", "HEAD"}, {"url", server.url()}});
  EXPECT_EQ(reported.how, outcome::accepted);
  EXPECT_EQ(reported.response, (json{{"status", 200}, {"body", ""}}));
}

TEST(http_channel, the_answer_is_json_when_it_says_so_and_text_when_not) {
  const auto body_of = [](const std::string& body, const std::vector<std::string>& headers) {
    http_server server{http_answer(200, body, headers)};
    return send({{"url", server.url()}}).response.at("body");
  };
  const std::string text = R"({"balance": 120})";
  const json parsed{{"balance", 120}};
  EXPECT_EQ(body_of(text, {"Content-Type: application/json; charset=utf-8"}), parsed);
  EXPECT_EQ(body_of(text, {"Content-Type: application/problem+json"}), parsed);
  EXPECT_EQ(body_of(text, {}), parsed);
  EXPECT_EQ(body_of(text, {"Content-Type: text/plain"}), text);
  EXPECT_EQ(body_of("{broken", {"Content-Type: application/json"}), "{broken");
  EXPECT_EQ(body_of("\xff", {"Content-Type: text/plain"}), "\xEF\xBF\xBD");
}

TEST(http_channel, a_refusal_keeps_its_answer_for_the_step) {
  http_server server{http_answer(422, R"({"why":"no"})")};
  const auto reported = send({{"url", server.url()}});
  EXPECT_EQ(reported.how, outcome::rejected);
  EXPECT_EQ(reported.response, (json{{"status", 422}, {"body", {{"why", "no"}}}}));
}

TEST(http_channel, a_long_answer_is_cut_off_and_marked) {
  http_server server{http_answer(200, std::string(max_response_bytes + 1, '1'))};
  http_server longest{http_answer(200, std::string(max_response_bytes, 'x'))};

  const auto cut = send({{"url", server.url()}}).response;
  const auto whole = send({{"url", longest.url()}}).response;

  EXPECT_EQ(cut.at("truncated"), true);
  EXPECT_EQ(cut.at("body").get<std::string>().size(), max_response_bytes);
  EXPECT_FALSE(whole.contains("truncated"));
  EXPECT_EQ(whole.at("body").get<std::string>().size(), max_response_bytes);
}

TEST(http_channel, an_answer_that_breaks_off_is_unknown) {
  http_server server{[](const seen_request&, connection& peer) {
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    peer.reset();
  }};
  const auto reported = send({{"url", server.url()}});
  EXPECT_EQ(reported.how, outcome::unknown);
  EXPECT_EQ(reported.code, "incomplete_response");
  EXPECT_TRUE(reported.response.is_null());
}

TEST(http_channel, what_a_kept_connection_may_have_taken_with_it_does_not_leave_again) {
  for (const json& request : {json{{"method", "POST"}, {"body", "text"}}, json{{"method", "POST"}},
                              json{{"method", "PATCH"}, {"body", "text"}}}) {
    http_server server{only_first(http_answer(200))};
    const auto channel =
        make_http_channel(
            {.timeout = test_patience, .allow_private_addresses = true, .ca_file = {}})
            .value();
    auto made = some_attempt();
    made.request = request;
    made.request["url"] = server.url();
    EXPECT_EQ(deliver_and_wait(*channel, made).how, outcome::accepted);

    EXPECT_EQ(deliver_and_wait(*channel, made).how, outcome::unknown) << request;
    EXPECT_EQ(server.wait_for(2).size(), 2u) << request;
  }
}

TEST(http_channel, silence_is_unknown_and_a_closed_port_is_transient) {
  http_server silent{[](const seen_request&, connection& peer) { peer.wait_for_close(); }};
  EXPECT_EQ(send({{"url", silent.url()}},
                 {.timeout = 500ms, .allow_private_addresses = true, .ca_file = {}})
                .how,
            outcome::unknown);
  EXPECT_EQ(send({{"url", "http://127.0.0.1:" + std::to_string(closed_port())}}).how,
            outcome::transient);
}

TEST(http_channel, internal_addresses_are_refused_by_default) {
  http_server server{http_answer(200)};
  const auto reported = send({{"url", server.url()}}, {});
  EXPECT_EQ(reported.how, outcome::rejected);
  EXPECT_EQ(reported.code, "address_refused");
  EXPECT_EQ(server.connection_count(), 0);
}

TEST(http_channel, trusts_the_authority_it_is_told_to_trust) {
  const test_certificate certificate;
  loopback_server server{[&](connection& peer) {
    if (!peer.start_tls(certificate))
      return;
    while (peer.read_line().value_or("") != "") {
    }
    peer.write(http_answer(200));
  }};
  const auto reported = send(
      {{"url", "https://127.0.0.1:" + std::to_string(server.port())}},
      {.timeout = test_patience, .allow_private_addresses = true, .ca_file = certificate.file()});
  EXPECT_EQ(reported.how, outcome::accepted) << reported.detail;
}

TEST(http_channel, a_request_that_makes_no_sense_is_rejected_before_anything_leaves) {
  http_server server{http_answer(200)};
  const json url = server.url();
  const json senseless[] = {
      nullptr,
      {{"method", "GET"}},
      {{"url", 5}},
      {{"url", "file:///etc/passwd"}},
      {{"url", "http://a b"}},
      {{"url", url}, {"method", "TRACE"}},
      {{"url", url}, {"method", "get"}},
      {{"url", url}, {"method", 1}},
      {{"url", url}, {"method", "HEAD"}, {"body", "x"}},
      {{"url", url}, {"headers", "X: y"}},
      {{"url", url}, {"headers", {{"X", 1}}}},
      {{"url", url}, {"headers", {{"X\r\nEvil", "b"}}}},
      {{"url", url}, {"headers", {{"Content-Length", "5"}}}},
      {{"url", url}, {"headers", {{"Transfer-Encoding", "chunked"}}}},
  };
  for (const auto& request : senseless) {
    const auto reported = send(request);
    EXPECT_EQ(reported.how, outcome::rejected) << request;
    EXPECT_EQ(reported.code, "invalid_request") << request;
    EXPECT_FALSE(reported.detail.empty()) << request;
  }
  EXPECT_EQ(server.connection_count(), 0);
}

} // namespace
} // namespace sojourn::channels
