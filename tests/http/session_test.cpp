// Connections: order, limits, slow clients, deadlines, overload, and the end of a server.
#include "http_fixture.hpp"
#include "tests/places.hpp"

#include <fstream>
#include <future>
#include <stop_token>
#include <thread>

namespace sojourn::tests {

using manner = recorder::manner;

TEST_F(http, a_connection_serves_many_requests) {
  client to{port()};
  for (int i = 0; i < 20; ++i)
    ASSERT_EQ(to.ask("GET", "/healthz").status, 200);
}

TEST_F(http, pipelined_requests_are_answered_in_their_order_whoever_is_done_first) {
  fake.how = manner::hold;
  client to{port()};
  std::string all;
  for (const auto* id : {"a", "b", "c"})
    all += request_text("GET", std::string{"/v1/campaigns/"} + id);
  to.send(all + request_text("GET", "/healthz"));
  fake.wait_for(3);

  fake.release(2);
  fake.release(1);
  fake.release(0);

  for (const auto* id : {"a", "b", "c"})
    EXPECT_EQ(to.receive().parsed().at("id"), id);
  EXPECT_EQ(to.receive().parsed().at("status"), "ok");
}

TEST_F(http, no_more_requests_are_read_ahead_than_the_limit) {
  options.pipeline_limit = 2;
  fake.how = manner::hold;
  client to{port()};
  std::string all;
  for (int i = 0; i < 5; ++i)
    all += request_text("GET", "/v1/campaigns/c" + std::to_string(i));
  to.send(all);
  fake.wait_for(2);
  // A request on another connection of the same loop is read after everything above.
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
  EXPECT_EQ(fake.asked().size(), 2u);

  for (std::size_t i = 0; i < 5; ++i) {
    fake.wait_for(i + 1);
    fake.release(i);
    EXPECT_EQ(to.receive().parsed().at("id"), "c" + std::to_string(i));
  }
}

TEST_F(http, a_request_may_arrive_in_single_bytes) {
  client to{port()};
  for (const char c : request_text("PUT", "/v1/records/customer/1",
                                   "Content-Type: application/json\r\n", R"({"n":1})"))
    to.send(std::string(1, c));
  EXPECT_EQ(to.receive().status, 201);
  EXPECT_EQ(fake.last().at("data"), json({{"n", 1}}));
}

TEST_F(http, a_chunked_body_is_read_whole) {
  client to{port()};
  to.send("PUT /v1/records/customer/1 HTTP/1.1\r\nHost: localhost\r\n"
          "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
          "4\r\n{\"n\"\r\n3;x=y\r\n:1}\r\n0\r\n\r\n");
  EXPECT_EQ(to.receive().status, 201);
  EXPECT_EQ(fake.last().at("data"), json({{"n", 1}}));
  EXPECT_EQ(to.ask("GET", "/healthz").status, 200);
}

TEST_F(http, connection_close_is_kept_and_said) {
  client to{port()};
  const auto answer = to.ask("GET", "/healthz", "Connection: close\r\n");
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_TRUE(to.ended());
}

TEST_F(http, a_client_of_http_1_0_is_served_once_unless_it_asks_for_more) {
  client once{port()};
  once.send("GET /healthz HTTP/1.0\r\n\r\n");
  EXPECT_EQ(once.receive().header("connection"), "close");
  EXPECT_TRUE(once.ended());

  client often{port()};
  often.send("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(often.receive().header("connection"), "keep-alive");
  EXPECT_EQ(often.ask("GET", "/healthz").status, 200);
}

TEST_F(http, a_client_that_ends_its_side_still_gets_its_answer) {
  fake.how = manner::hold;
  client to{port()};
  to.send(request_text("GET", "/v1/campaigns/a"));
  to.end_sending();
  fake.wait_for(1);
  fake.release(0);
  EXPECT_EQ(to.receive().status, 200);
  EXPECT_TRUE(to.ended());
}

TEST_F(http, expect_100_continue_is_answered_before_the_body_comes) {
  client to{port()};
  to.send(request_text("PUT", "/v1/records/customer/1",
                       "Expect: 100-continue\r\nContent-Type: application/json\r\n"
                       "Content-Length: 7\r\n"));
  EXPECT_EQ(to.receive().status, 100);
  to.send(R"({"n":1})");
  EXPECT_EQ(to.receive().status, 201);
}

TEST_F(http, expect_100_continue_is_refused_where_the_request_would_be) {
  client to{port()};
  to.send(request_text("PUT", "/v1/nothing", "Expect: 100-continue\r\nContent-Length: 7\r\n"));
  EXPECT_EQ(to.receive().status, 404);
  EXPECT_TRUE(to.ended());

  client other{port()};
  other.send(request_text("PUT", "/v1/records/customer/1", "Expect: tea\r\nContent-Length: 7\r\n"));
  EXPECT_EQ(other.receive().status, 417);
}

TEST_F(http, a_header_over_the_limit_is_refused) {
  options.max_header_bytes = 1024;
  client to{port()};
  const auto answer = to.ask("GET", "/healthz", "X-Long: " + std::string(2000, 'x') + "\r\n");
  EXPECT_EQ(answer.status, 431);
  EXPECT_EQ(problem_code(answer), "SJ0108");
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_EQ(ask("GET", "/healthz", "X-Long: " + std::string(800, 'x') + "\r\n").status, 200);
}

TEST_F(http, a_body_over_the_limit_is_refused_with_and_without_a_length) {
  options.max_body_bytes = 100;
  const auto answer = ask_json("POST", "/v1/campaigns", std::string(5000, ' '));
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(problem_code(answer), "SJ0104");

  client chunked{port()};
  chunked.send("POST /v1/campaigns HTTP/1.1\r\nHost: localhost\r\n"
               "Transfer-Encoding: chunked\r\n\r\n40\r\n" +
               std::string(64, ' ') + "\r\n40\r\n" + std::string(64, ' ') + "\r\n0\r\n\r\n");
  EXPECT_EQ(chunked.receive().status, 413);
  EXPECT_TRUE(fake.asked().empty());
}

TEST_F(http, what_is_not_http_is_refused_and_the_connection_closes) {
  for (const auto* text :
       {"nonsense\r\n\r\n", "GET /healthz HTTP/2.0\r\n\r\n", "GET /healthz HTTP/1.1\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n",
        "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
        "Content-Length: 2\r\n\r\nx",
        "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n",
        "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: "
        "chunked\r\n\r\nzz\r\n"}) {
    client to{port()};
    to.send(text);
    const auto answer = to.receive();
    EXPECT_EQ(answer.status, 400) << text;
    EXPECT_EQ(problem_code(answer), "SJ0101") << text;
    to.end_sending();
    EXPECT_TRUE(to.ended()) << text;
  }
}

TEST_F(http, a_malformed_request_behind_good_ones_leaves_their_answers_whole) {
  fake.how = manner::hold;
  client to{port()};
  to.send(request_text("GET", "/v1/campaigns/a") + "nonsense\r\n\r\n");
  fake.wait_for(1);
  fake.release(0);
  EXPECT_EQ(to.receive().status, 200);
  EXPECT_EQ(to.receive().status, 400);
}

TEST_F(http, a_header_that_does_not_come_to_its_end_times_out) {
  options.header_timeout = milliseconds{40};
  client to{port()};
  to.send("GET /healthz HTTP/1.1\r\nHost:");
  const auto answer = to.receive();
  EXPECT_EQ(answer.status, 408);
  EXPECT_EQ(problem_code(answer), "SJ0109");
}

TEST_F(http, a_body_that_does_not_come_to_its_end_times_out) {
  options.body_timeout = milliseconds{40};
  client to{port()};
  to.send("POST /v1/campaigns HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{");
  EXPECT_EQ(to.receive().status, 408);
}

TEST_F(http, an_idle_connection_is_closed_without_a_word) {
  options.idle_timeout = milliseconds{200};
  client to{port()};
  EXPECT_EQ(to.ask("GET", "/healthz").status, 200);
  EXPECT_TRUE(to.ended());
}

TEST_F(http, a_client_that_waits_for_its_answer_is_not_idle) {
  options.idle_timeout = milliseconds{150};
  options.answer_timeout = milliseconds{500};
  fake.how = manner::hold;
  EXPECT_EQ(ask("GET", "/v1/campaigns/a").status, 504) << "it outlived three idle times";
}

TEST_F(http, a_client_that_takes_no_answers_is_cut) {
  options.write_timeout = milliseconds{40};
  fake.how = manner::fail;
  // The answer is larger than what the sockets' buffers take.
  fake.failure = {error_code::not_found, std::string(16 * 1024 * 1024, 'x'), {}};
  client to{port()};
  to.send(request_text("GET", "/v1/campaigns/a"));
  fake.wait_for(1);
  // The server ends the connection by itself: with grace enough, stop need not cut it.
  const auto before = std::chrono::steady_clock::now();
  stop(milliseconds{60'000});
  EXPECT_LT(std::chrono::steady_clock::now() - before, milliseconds{30'000});
  EXPECT_EQ(to.receive().status, 0);
}

TEST_F(http, an_answer_past_its_deadline_is_given_up_and_dropped_when_it_comes) {
  options.answer_timeout = milliseconds{40};
  fake.how = manner::hold;
  client to{port()};
  const auto answer = to.ask("GET", "/v1/campaigns/a");
  EXPECT_EQ(answer.status, 504);
  EXPECT_EQ(problem_code(answer), "SJ0504");

  fake.release(0);
  fake.how = manner::at_once;
  EXPECT_EQ(to.ask("GET", "/v1/campaigns/b").parsed().at("id"), "b");
}

TEST_F(http, what_grows_with_the_data_has_no_deadline) {
  options.answer_timeout = milliseconds{40};
  fake.how = manner::hold;
  client slow{port()};
  slow.send(request_text("POST", "/v1/verify"));
  client quick{port()};
  ASSERT_EQ(quick.ask("GET", "/v1/campaigns/a").status, 504); // by now the deadline has passed
  fake.release(0);
  EXPECT_EQ(slow.receive().status, 200);
}

/// Waits until the stop is asked for; the test's own limit of time ends it otherwise.
void wait_for_stop(const std::stop_token& token) {
  std::promise<void> stopped;
  const std::stop_callback note{token, [&] { stopped.set_value(); }};
  stopped.get_future().wait();
}

TEST_F(http, a_question_that_takes_long_hears_that_its_asker_left) {
  fake.how = manner::hold;
  {
    client impatient{port()};
    impatient.send(request_text("GET", "/v1/segments/a/size"));
    fake.wait_for(1);
    EXPECT_FALSE(fake.askers()[0].left.stop_requested());
  }
  wait_for_stop(fake.askers()[0].left);

  client last_words{port()};
  last_words.send(request_text("GET", "/v1/segments/b/size", "Connection: close\r\n"));
  fake.wait_for(2);
  last_words.end_sending();
  wait_for_stop(fake.askers()[1].left);
}

TEST_F(http, a_server_that_stops_does_not_wait_for_what_takes_long) {
  fake.how = manner::hold;
  client patient{port()};
  patient.send(request_text("GET", "/v1/segments/a/size"));
  fake.wait_for(1);
  std::jthread stopping{[this] { stop(milliseconds{60'000}); }};

  wait_for_stop(fake.askers()[0].left); // though its client waits
  fake.turn(manner::at_once, {error_code::question_ended, "ended", {}});
  fake.release(0, true);

  const auto answer = patient.receive();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(problem_code(answer), "SJ0441");
}

TEST_F(http, a_completion_that_is_dropped_answers_service_unavailable) {
  fake.how = manner::drop;
  const auto answer = ask("GET", "/v1/campaigns/a");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(problem_code(answer), "SJ0501");
  EXPECT_EQ(answer.header("retry-after"), "1");
}

TEST_F(http, a_handler_that_throws_is_an_internal_error_of_that_request_alone) {
  client to{port()};
  fake.how = manner::raise;
  const auto answer = to.ask("GET", "/v1/campaigns/a");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(problem_code(answer), "SJ0700");
  EXPECT_EQ(answer.body.find("told to throw"), std::string::npos)
      << "the log has it, not the caller";
  fake.how = manner::at_once;
  EXPECT_EQ(to.ask("GET", "/v1/campaigns/a").status, 200);
}

TEST_F(http, more_requests_in_flight_than_the_limit_are_told_to_come_back) {
  options.max_in_flight = 2;
  options.retry_after = std::chrono::seconds{7};
  fake.how = manner::hold;
  client first{port()};
  client second{port()};
  client third{port()};
  first.send(request_text("GET", "/v1/campaigns/a"));
  fake.wait_for(1); // so that the first call is the first connection's
  second.send(request_text("GET", "/v1/campaigns/b"));
  fake.wait_for(2);

  const auto refused = third.ask("GET", "/v1/campaigns/c");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(problem_code(refused), "SJ0500");
  EXPECT_EQ(refused.header("retry-after"), "7");
  EXPECT_EQ(third.ask("GET", "/healthz").status, 200) << "health needs no service";

  fake.release(0);
  EXPECT_EQ(first.receive().status, 200);
  fake.how = manner::at_once;
  EXPECT_EQ(third.ask("GET", "/v1/campaigns/c").status, 200);
  fake.release(1);
}

TEST_F(http, a_request_given_up_still_counts_until_the_service_lets_go_of_it) {
  options.max_in_flight = 1;
  options.answer_timeout = milliseconds{40};
  fake.how = manner::hold;
  client to{port()};
  EXPECT_EQ(to.ask("GET", "/v1/campaigns/a").status, 504);
  EXPECT_EQ(to.ask("GET", "/v1/campaigns/b").status, 503);
  fake.release(0);
  fake.how = manner::at_once;
  EXPECT_EQ(to.ask("GET", "/v1/campaigns/c").status, 200);
}

TEST_F(http, a_connection_over_the_limit_takes_the_place_of_the_one_that_is_idle_longest) {
  options.max_connections = 2;
  options.least_idle = milliseconds{0};
  client first{port()};
  client second{port()};
  EXPECT_EQ(second.ask("GET", "/healthz").status, 200);
  EXPECT_EQ(first.ask("GET", "/healthz").status, 200);

  client third{port()};

  EXPECT_EQ(third.ask("GET", "/healthz").status, 200);
  EXPECT_TRUE(second.ended());
  EXPECT_EQ(first.ask("GET", "/healthz").status, 200);
}

TEST_F(http, a_connection_that_waits_for_its_answer_is_not_closed_for_another) {
  options.max_connections = 1;
  options.least_idle = milliseconds{0};
  fake.how = manner::hold;
  client busy{port()};
  busy.send(request_text("GET", "/v1/campaigns/a"));
  fake.wait_for(1);

  client another{port()};

  EXPECT_EQ(another.receive().status, 503);
  fake.release(0);
  EXPECT_EQ(busy.receive().status, 200);
}

TEST_F(http, a_connection_over_the_limit_hears_why_and_is_closed) {
  options.max_connections = 2;
  options.least_idle = std::chrono::hours{1};
  client first{port()};
  client second{port()};
  EXPECT_EQ(first.ask("GET", "/healthz").status, 200);
  EXPECT_EQ(second.ask("GET", "/healthz").status, 200);

  client third{port()};
  const auto refused = third.receive();
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(problem_code(refused), "SJ0500");
  EXPECT_FALSE(refused.header("retry-after").empty());
  third.end_sending();
  EXPECT_TRUE(third.ended());
  EXPECT_EQ(first.ask("GET", "/healthz").status, 200);
}

TEST_F(http, stopping_finishes_requests_in_flight_and_closes_idle_connections) {
  fake.how = manner::hold;
  client idle{port()};
  EXPECT_EQ(idle.ask("GET", "/healthz").status, 200);
  client busy{port()};
  busy.send(request_text("GET", "/v1/campaigns/a"));
  fake.wait_for(1);

  std::thread stopping{[this] { stop(milliseconds{60'000}); }};
  EXPECT_TRUE(idle.ended());
  fake.release(0);
  const auto answer = busy.receive();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_TRUE(busy.ended());
  stopping.join();
  EXPECT_THROW(client{port()}, boost::system::system_error) << "nobody listens any more";
}

TEST_F(http, stopping_cuts_what_outlasts_the_grace_and_later_answers_do_no_harm) {
  fake.how = manner::hold;
  client busy{port()};
  busy.send(request_text("GET", "/v1/campaigns/a"));
  fake.wait_for(1);
  stop(milliseconds{20});
  EXPECT_TRUE(busy.ended());
  fake.release(0);
}

TEST_F(http, several_threads_serve_as_one_does) {
  options.threads = 3;
  fake.how = manner::hold;
  std::vector<std::unique_ptr<client>> clients;
  for (int i = 0; i < 9; ++i) {
    clients.push_back(std::make_unique<client>(port()));
    clients.back()->send(request_text("GET", "/v1/campaigns/a") + request_text("GET", "/healthz"));
  }
  fake.wait_for(9);
  for (std::size_t i = 0; i < 9; ++i)
    fake.release(i);
  for (const auto& to : clients) {
    EXPECT_EQ(to->receive().parsed().at("id"), "a");
    EXPECT_EQ(to->receive().status, 200);
  }
}

TEST_F(http, the_date_header_tells_the_daemons_clock) {
  EXPECT_EQ(ask("GET", "/healthz").header("date"), "Sun, 01 Mar 2026 16:30:00 GMT");
}

TEST_F(http, a_server_says_precisely_why_it_cannot_listen) {
  api::server twin{{.port = port()}, fake.all(), clock};
  const auto taken = twin.start();
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().message, "cannot listen on 127.0.0.1 port " + std::to_string(port()) +
                                       ": Address already in use");

  const auto why = [this](api::server_options options) {
    const auto started = api::server{std::move(options), fake.all(), clock}.start();
    return started ? std::string{"it listens"} : started.error().message;
  };
  EXPECT_EQ(why({.address = "here"}), "\"here\" is not an IP address to listen on");
  EXPECT_EQ(why({.address = "0.0.0.0", .port = 0}),
            "to listen on 0.0.0.0 takes an administrator, and there is no user and no token; start "
            "once with http.address = \"127.0.0.1\", run \"sojourn users add LOGIN --role "
            "administrator\", and start again");
  EXPECT_EQ(why({.port = 0, .tokens = {{"bot", "abc", accounts::permission::view}}}),
            "the token \"bot\" has no SHA-256 digest of 64 hexadecimal digits");
  EXPECT_EQ(why({.port = 0, .tls_certificate_path = "a.pem"}),
            "TLS needs both a certificate and a key");
  EXPECT_TRUE(why({.port = 0, .tls_certificate_path = "/nowhere.pem", .tls_key_path = "k"})
                  .starts_with("cannot use the certificate \"/nowhere.pem\": "));
}

TEST(error_pages, every_code_has_a_page_that_names_it) {
  for (const auto& row : error_catalogue()) {
    const auto path = tests::source_folder() + "/docs/errors/" + std::string{row.text} + ".md";
    std::ifstream file{path};
    ASSERT_TRUE(file) << "no page " << path;
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const auto heading = "# " + std::string{row.text} + ": " + std::string{row.title} + "\n";
    EXPECT_TRUE(text.starts_with(heading)) << path << " must begin with " << heading;
    for (const auto* section : {"## What it means\n", "## What causes it\n", "## What to do\n"})
      EXPECT_NE(text.find(section), std::string::npos) << path << " lacks " << section;
  }
}

TEST_F(http, an_answer_whose_header_would_begin_another_one_does_not_leave) {
  fake.receipts.link_url = "https://shop.example/?n=Ann\r\nSet-Cookie: session=x";

  const auto answer = ask("GET", "/t/abc");

  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.header("location"), "");
  EXPECT_EQ(answer.header("set-cookie"), "");
}

} // namespace sojourn::tests
