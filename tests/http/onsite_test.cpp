// What the shop's pages may ask, and what they may not.
#include "api/page_gate.hpp"
#include "http_fixture.hpp"
#include "signing/base64.hpp"

#include <boost/asio/read_until.hpp>

namespace sojourn::tests {

namespace {

const std::string visitor = "v-abcdefghijklmnopqrstuv-_";
const std::string form_id = "l-abcdefghijklmnopqrstuv-_";
const std::string shop = "Origin: https://shop.example\r\n";
const std::string placements_target = "/v1/onsite/placements?visitor=" + visitor;

class onsite : public http {
protected:
  onsite() {
    options.pages.enabled = true;
    options.pages.origins = {"https://shop.example", "https://m.shop.example"};
    options.pages.push_public_key = "BKey";
    options.pages.stream_interval = milliseconds{5};
    // The shop's pages need no token, also where everybody else does.
    options.tokens = {{.name = "ci", .sha256_hex = std::string(64, '0')}};
  }
  /// The headers of a page of the shop whose client, behind a proxy, has this address.
  static std::string from(const std::string& client) {
    return shop + "X-Forwarded-For: 198.51.100.99, " + client + "\r\n";
  }
  void trust_this_machine_as_proxy() { options.trusted_proxies = {"127.0.0.0/8"}; }
  answered submit(json body) {
    if (!body.contains("visitor"))
      body["visitor"] = visitor;
    return ask_json("POST", "/v1/onsite/forms", body.dump(), shop);
  }
};

/// Reads a stream of events as it comes.
class listener {
public:
  listener(std::uint16_t port, const std::string& target, const std::string& headers = "") {
    socket_.connect({boost::asio::ip::make_address("127.0.0.1"), port});
    boost::asio::write(socket_, boost::asio::buffer(request_text("GET", target, shop + headers)));
    head_ = read_to("\r\n\r\n");
  }
  [[nodiscard]] const std::string& head() const { return head_; }
  /// The data of the next event.
  json next() {
    auto event = read_to("\n\n");
    const std::string mark = "event: placements\ndata: ";
    EXPECT_EQ(event.substr(0, mark.size()), mark);
    return json::parse(event.substr(mark.size()));
  }
  /// Whether the server ends the stream, saying nothing more.
  bool ended() {
    boost::system::error_code failure;
    boost::asio::read_until(socket_, boost::asio::dynamic_buffer(buffer_), "\n\n", failure);
    return failure && buffer_.empty();
  }

private:
  std::string read_to(const std::string& end) {
    const auto size = boost::asio::read_until(socket_, boost::asio::dynamic_buffer(buffer_), end);
    auto read = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return read;
  }
  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_{context_};
  std::string buffer_;
  std::string head_;
};

} // namespace

TEST_F(onsite, a_page_of_the_shop_gets_what_its_visitor_is_shown) {
  fake.placements.show({{{"kind", "banner"}, {"slot", "top"}}});

  const auto answer = ask("GET", placements_target + "&slot=top", shop);

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("access-control-allow-origin"), "https://shop.example");
  EXPECT_EQ(answer.header("vary"), "Origin");
  EXPECT_EQ(answer.parsed(), (json{{"items", {{{"kind", "banner"}, {"slot", "top"}}}}}));
  EXPECT_EQ(fake.last().at("subject"), "visitor:" + visitor);
  EXPECT_EQ(fake.last().at("slot"), "top");
}

TEST_F(onsite, pages_of_others_get_nothing_and_cannot_read_why) {
  for (const std::string& origin :
       std::vector<std::string>{"https://evil.example", "http://shop.example",
                                "https://shop.example.evil.example", "null"}) {
    const auto answer = ask("GET", placements_target, "Origin: " + origin + "\r\n");
    EXPECT_EQ(answer.status, 403) << origin;
    EXPECT_EQ(answer.header("access-control-allow-origin"), "");
  }
  EXPECT_EQ(ask("GET", placements_target).status, 403) << "no page at all";
  EXPECT_EQ(ask("GET", placements_target, "Sec-Fetch-Site: cross-site\r\n").status, 403);
  EXPECT_EQ(ask("GET", placements_target, "Sec-Fetch-Site: same-origin\r\n").status, 200)
      << "the shop serves the daemon under its own host";
  EXPECT_EQ(fake.asked().size(), 1u);
}

TEST_F(onsite, only_visitors_whom_nobody_can_guess_are_served) {
  for (const std::string& guessable :
       std::vector<std::string>{"7", "an", "v-1", "v-" + std::string(24, '.'),
                                "v-" + std::string(25, 'a'), "c-" + std::string(24, 'a')}) {
    const auto answer = ask("GET", "/v1/onsite/placements?visitor=" + guessable, shop);
    EXPECT_EQ(answer.status, 422) << guessable;
    EXPECT_EQ(answer.header("access-control-allow-origin"), "https://shop.example");
  }
  EXPECT_EQ(ask("GET", "/v1/onsite/placements?customer=42", shop).status, 422);
  EXPECT_TRUE(fake.asked().empty());
}

TEST_F(onsite, nothing_is_served_to_pages_where_it_is_switched_off) {
  options.pages.enabled = false;

  for (const auto& target :
       std::vector<std::string>{placements_target, "/v1/onsite.js", "/v1/push-worker.js"})
    EXPECT_EQ(ask("GET", target, shop).status, 404) << target;
}

TEST_F(onsite, a_visitor_who_asks_too_often_is_told_to_wait_and_others_are_not) {
  client to{port()};
  answered answer;
  for (int i = 0; i < 41; ++i)
    answer = to.ask("GET", placements_target, shop);

  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.header("retry-after"), "1");
  EXPECT_EQ(to.ask("GET", "/v1/onsite/placements?visitor=v-" + std::string(24, 'b'), shop).status,
            200);
}

TEST_F(onsite, all_visitors_together_have_a_limit) {
  options.pages.requests_per_second = 1;
  client to{port()};

  EXPECT_EQ(to.ask("GET", "/v1/onsite/settings", shop).status, 200);
  EXPECT_EQ(to.ask("GET", "/v1/onsite/settings", shop).status, 200);
  EXPECT_EQ(to.ask("GET", "/v1/onsite/settings", shop).status, 429);
}

TEST_F(onsite, a_client_who_invents_visitors_is_stopped_and_others_are_served) {
  trust_this_machine_as_proxy();
  options.pages.client_requests_per_second = 1; // and 10 at once
  client to{port()};
  const auto look = [&](int number, const std::string& client) {
    auto name = std::to_string(number);
    name.insert(0, 24 - name.size(), '0');
    return to.ask("GET", "/v1/onsite/placements?visitor=v-" + name, from(client)).status;
  };

  int refused = 0;
  for (int i = 0; i < 100; ++i)
    refused += look(i, "203.0.113.1") == 429 ? 1 : 0;

  EXPECT_EQ(refused, 90);
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(look(1000 + i, "203.0.113.2"), 200);
}

TEST_F(onsite, a_client_of_ipv6_is_its_network_of_64_bits) {
  trust_this_machine_as_proxy();
  options.pages.client_requests_per_second = 1;
  client to{port()};
  const auto ask_from = [&](const std::string& client) {
    return to.ask("GET", "/v1/onsite/settings", from(client)).status;
  };

  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(ask_from("2001:db8:1:2::" + std::to_string(i)), 200);

  EXPECT_EQ(ask_from("2001:db8:1:2:ffff::1"), 429);
  EXPECT_EQ(ask_from("2001:db8:1:3::1"), 200);
}

TEST_F(onsite, nobody_but_a_trusted_proxy_says_who_calls) {
  options.pages.client_requests_per_second = 1;
  options.trusted_proxies = {"192.0.2.1"};
  client to{port()};

  for (int i = 0; i < 10; ++i)
    to.ask("GET", "/v1/onsite/settings", from("203.0.113." + std::to_string(i)));

  EXPECT_EQ(to.ask("GET", "/v1/onsite/settings", from("203.0.113.77")).status, 429);
}

TEST_F(onsite, a_proxy_that_is_no_address_stops_the_start) {
  options.trusted_proxies = {"proxy.example"};
  api::server server{options, fake.all(), clock};

  const auto started = server.start();

  ASSERT_FALSE(started);
  EXPECT_NE(started.error().message.find("proxy.example"), std::string::npos);
}

TEST_F(onsite, a_client_stores_so_much_a_day_and_others_are_not_stopped_by_it) {
  trust_this_machine_as_proxy();
  options.pages.client_stored_kib_per_day = 20;
  options.pages.client_requests_per_second = 1000;
  client to{port()};
  const auto submit_from = [&](const std::string& client, int number) {
    const json body{{"visitor", "v-" + std::string(22, 'a') + std::to_string(10 + number)},
                    {"id", form_id},
                    {"fields", {{"wish", std::string(2000, 'x')}}}};
    return to.ask_json("POST", "/v1/onsite/forms", body.dump(), from(client)).status;
  };

  int taken = 0;
  for (int i = 0; i < 20; ++i)
    taken += submit_from("203.0.113.1", i) == 201 ? 1 : 0;

  EXPECT_EQ(taken, 7) << "of 2.6 kB each";
  EXPECT_EQ(submit_from("203.0.113.2", 0), 201);
  const json shown{{"visitor", visitor}, {"what", "shown"}};
  EXPECT_EQ(to.ask_json("POST", "/v1/onsite/events", shown.dump(), from("203.0.113.1")).status, 201)
      << "what is small still fits";
}

TEST_F(onsite, forms_that_name_one_address_start_something_a_few_times_a_day) {
  trust_this_machine_as_proxy();
  options.pages.address_forms_per_day = 4;
  client to{port()};
  const auto starts = [&](const std::string& email, const std::string& client) {
    const json body{{"visitor", visitor}, {"id", form_id}, {"fields", {{"email", email}}}};
    EXPECT_EQ(to.ask_json("POST", "/v1/onsite/forms", body.dump(), from(client)).status, 201)
        << "the page hears the same";
    return fake.last().at("starts").get<bool>();
  };

  EXPECT_TRUE(starts("victim@example.com", "203.0.113.1"));
  EXPECT_TRUE(starts("VICTIM+1@example.com ", "203.0.113.1"));
  EXPECT_FALSE(starts("victim@example.com", "203.0.113.1")) << "half of them are one client's";
  EXPECT_TRUE(starts("victim@example.com", "203.0.113.2"));
  EXPECT_TRUE(starts("victim@example.com", "203.0.113.3"));
  EXPECT_FALSE(starts("victim@example.com", "203.0.113.4"));
  EXPECT_TRUE(starts("other@example.com", "203.0.113.1"));
}

TEST_F(onsite, the_script_and_the_worker_are_served_and_small) {
  const auto script = ask("GET", "/v1/onsite.js");
  const auto worker = ask("GET", "/v1/push-worker.js");

  EXPECT_EQ(script.header("content-type"), "text/javascript; charset=utf-8");
  EXPECT_LT(script.body.size(), 14'000u);
  EXPECT_NE(script.body.find("/v1/onsite/placements"), std::string::npos);
  EXPECT_NE(worker.body.find("showNotification"), std::string::npos);
  EXPECT_EQ(ask("GET", "/v1/onsite/settings", shop).parsed().at("push_public_key"), "BKey");
}

TEST_F(onsite, a_browser_may_ask_before_a_page_sends) {
  const auto answer =
      ask("OPTIONS", "/v1/onsite/forms",
          shop + "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: "
                 "content-type\r\n");

  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.header("access-control-allow-origin"), "https://shop.example");
  EXPECT_EQ(answer.header("access-control-allow-headers"), "Content-Type");
  EXPECT_EQ(ask("OPTIONS", "/v1/onsite/forms", "Origin: https://evil.example\r\n").status, 403);
}

TEST_F(onsite, a_form_becomes_a_lead_of_the_visitor) {
  const auto answer = submit({{"id", form_id},
                              {"campaign", "spring"},
                              {"step", "ask"},
                              {"fields", {{"email", "an@example.com"}, {"size", "M"}}}});

  EXPECT_EQ(answer.status, 201) << answer.body;
  const auto calls = fake.asked();
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(calls[0].at("call"), "forms.submit");
  EXPECT_EQ(calls[0].at("visitor"), visitor);
  EXPECT_EQ(calls[0].at("campaign"), "spring");
  EXPECT_EQ(calls[0].at("step"), "ask");
  const json lead{{"visitor_id", visitor},
                  {"campaign", "spring"},
                  {"step", "ask"},
                  {"email", "an@example.com"},
                  {"fields", {{"size", "M"}}},
                  {"submitted_at", to_text(clock.now())}};
  EXPECT_EQ(calls[0].at("data"), lead);
  EXPECT_EQ(answer.parsed(), (json{{"id", calls[0].at("lead")}})) << "and nothing of a customer";
}

TEST_F(onsite, the_same_form_again_is_the_same_lead_and_that_of_another_visitor_is_not) {
  const json form{{"id", form_id}, {"fields", {{"email", "an@example.com"}}}};
  auto of_another = form;
  of_another["visitor"] = "v-" + std::string(24, 'b');
  for (const auto& each : {form, form, of_another})
    EXPECT_EQ(submit(each).status, 201);

  const auto calls = fake.asked();
  ASSERT_EQ(calls.size(), 3u);
  EXPECT_EQ(calls[0].at("lead"), calls[1].at("lead"));
  EXPECT_NE(calls[0].at("lead"), calls[2].at("lead")) << "nobody writes over another one's";
}

TEST_F(onsite, a_form_that_cannot_be_stored_is_said_to_have_failed) {
  fake.how = recorder::manner::fail;
  fake.failure = {error_code::storage_full, "no room"};

  const auto answer = submit({{"id", form_id}, {"fields", json::object()}});

  EXPECT_GE(answer.status, 500);
  EXPECT_EQ(fake.asked().size(), 1u);
}

TEST_F(onsite, what_no_form_sends_is_refused_at_its_place) {
  const std::pair<json, std::string> cases[] = {
      {{{"id", "1"}, {"fields", json::object()}}, "/id"},
      {{{"id", form_id}, {"fields", {{"age", 7}}}}, "/fields/age"},
      {{{"id", form_id}, {"fields", {{"text", std::string(2001, 'x')}}}}, "/fields/text"},
      {{{"id", form_id}, {"fields", json::object()}, {"step", std::string(129, 'x')}}, "/step"},
      {{{"id", form_id}, {"fields", json::object()}, {"visitor", "an"}}, "/visitor"}};
  for (const auto& [body, pointer] : cases) {
    const auto answer = submit(body);
    EXPECT_EQ(answer.status, 422) << pointer;
    EXPECT_EQ(answer.parsed().at("errors").at(0).at("pointer"), pointer);
  }
  EXPECT_TRUE(fake.asked().empty());
}

TEST_F(onsite, a_click_becomes_an_event_of_the_visitor) {
  const json body{
      {"visitor", visitor}, {"what", "clicked"}, {"campaign", "spring"}, {"step", "top"}};

  EXPECT_EQ(ask_json("POST", "/v1/onsite/events", body.dump(), shop).status, 201);

  EXPECT_EQ(fake.last().at("type"), "onsite.clicked");
  EXPECT_EQ(fake.last().at("subject"), "visitor:" + visitor);
  EXPECT_EQ(fake.last().at("data"), (json{{"campaign", "spring"}, {"step", "top"}}));
  EXPECT_EQ(ask_json("POST", "/v1/onsite/events",
                     json{{"visitor", visitor}, {"what", "paid"}}.dump(), shop)
                .status,
            422);
}

TEST_F(onsite, a_browser_that_takes_pushes_becomes_a_record_of_the_visitor) {
  const json keys{{"p256dh", signing::base64url_encode(std::string(65, '\4'))},
                  {"auth", signing::base64url_encode(std::string(16, 'a'))}};
  const json subscription{
      {"endpoint", "https://push.example/1"}, {"keys", keys}, {"expirationTime", nullptr}};
  const auto post = [&](const json& given) {
    return ask_json("POST", "/v1/onsite/subscriptions",
                    json{{"visitor", visitor}, {"subscription", given}}.dump(),
                    shop + "User-Agent: Firefox\r\n");
  };

  EXPECT_EQ(post(subscription).status, 201);

  EXPECT_EQ(fake.last().at("type"), "push_subscription");
  const json record{{"visitor_id", visitor},
                    {"endpoint", "https://push.example/1"},
                    {"keys", keys},
                    {"user_agent", "Firefox"},
                    {"created_at", to_text(clock.now())}};
  EXPECT_EQ(fake.last().at("data"), record);
  auto plain = subscription;
  plain["endpoint"] = "http://push.example/1";
  auto without_keys = subscription;
  without_keys.erase("keys");
  for (const auto& wrong : {plain, without_keys, json::object()})
    EXPECT_EQ(post(wrong).status, 422);
}

TEST_F(onsite, a_stream_begins_with_what_there_is_and_tells_what_changes) {
  fake.placements.show({"first"});
  listener page{port(), "/v1/onsite/stream?visitor=" + visitor};

  EXPECT_NE(page.head().find("200 OK"), std::string::npos);
  EXPECT_NE(page.head().find("Content-Type: text/event-stream"), std::string::npos);
  EXPECT_NE(page.head().find("Access-Control-Allow-Origin: https://shop.example"),
            std::string::npos);
  EXPECT_EQ(page.head().find("Content-Length"), std::string::npos);
  EXPECT_EQ(page.next(), (json{{"items", {"first"}}}));
  fake.wait_for(fake.asked().size() + 2); // it looks again, and says nothing where nothing is new
  fake.placements.show({"second"});
  EXPECT_EQ(page.next(), (json{{"items", {"second"}}}));
}

TEST_F(onsite, a_stream_tells_what_a_commit_changes_without_waiting_for_its_next_look) {
  options.pages.stream_interval = milliseconds{3'600'000};
  listener page{port(), "/v1/onsite/stream?visitor=" + visitor};
  page.next();
  fake.placements.show({"at once"});

  EXPECT_EQ(fake.placements.ring("visitor:" + visitor), 1u);

  EXPECT_EQ(page.next(), (json{{"items", {"at once"}}}));
  EXPECT_EQ(fake.asked().size(), 2u);
}

TEST_F(onsite, a_stream_goes_on_when_one_look_fails) {
  listener page{port(), "/v1/onsite/stream?visitor=" + visitor};
  page.next();
  fake.turn(recorder::manner::fail, {error_code::overloaded, "busy"});
  fake.wait_for(fake.asked().size() + 2);
  fake.turn(recorder::manner::at_once);
  fake.placements.show({"later"});

  EXPECT_EQ(page.next(), (json{{"items", {"later"}}}));
}

TEST_F(onsite, a_stream_goes_on_through_a_proxy_that_asks_for_no_other_request) {
  listener page{port(), "/v1/onsite/stream?visitor=" + visitor, "Connection: close\r\n"};
  page.next();
  fake.placements.show({"later"});

  EXPECT_EQ(page.next(), (json{{"items", {"later"}}}));
}

TEST_F(onsite, a_stream_ends_with_the_server) {
  listener page{port(), "/v1/onsite/stream?visitor=" + visitor};
  page.next();

  stop(milliseconds{10'000});

  EXPECT_TRUE(page.ended());
}

TEST_F(onsite, one_client_cannot_take_all_streams) {
  trust_this_machine_as_proxy();
  options.pages.client_streams = 2;
  const std::string target = "/v1/onsite/stream?visitor=" + visitor;
  listener first{port(), target, "X-Forwarded-For: 203.0.113.1\r\n"};
  listener second{port(), target, "X-Forwarded-For: 203.0.113.1\r\n"};

  EXPECT_EQ(ask("GET", target, from("203.0.113.1")).status, 429);
  listener of_another{port(), target, "X-Forwarded-For: 203.0.113.2\r\n"};
  EXPECT_NE(of_another.head().find(" 200 "), std::string::npos);
}

TEST_F(onsite, streams_have_a_limit_and_a_page_that_leaves_makes_room) {
  options.pages.max_streams = 1;
  const std::string target = "/v1/onsite/stream?visitor=" + visitor;
  {
    listener page{port(), target};
    page.next();
    EXPECT_EQ(ask("GET", target, shop).status, 503);
  }
  // The place is free once the server has seen the page leave.
  int status = 503;
  for (int tries = 0; status == 503 && tries < 200; ++tries) {
    listener again{port(), target};
    status = again.head().find(" 200 ") != std::string::npos ? 200 : 503;
  }
  EXPECT_EQ(status, 200);
}

} // namespace sojourn::tests
