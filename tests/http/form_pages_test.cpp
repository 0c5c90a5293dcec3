// Hosted pages over HTTP: headers, cookies, who asks too often, and the table of answers.
#include "http_fixture.hpp"

namespace sojourn::tests {

namespace {

const std::string as_form = "Content-Type: application/x-www-form-urlencoded\r\n";

class form_pages : public http {
protected:
  form_pages() {
    // People open pages without a token, and although the shop's own pages are switched off.
    options.tokens = {{.name = "ci", .sha256_hex = std::string(64, '0')}};
    options.pages.enabled = false;
  }
  static std::string from(const std::string& client) {
    return as_form + "X-Forwarded-For: 198.51.100.99, " + client + "\r\n";
  }
};

} // namespace

TEST_F(form_pages, run_nothing_and_are_framed_and_kept_by_nobody) {
  const auto page = ask("GET", "/f/survey?lang=en&source=fair");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.header("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(page.header("content-security-policy"), "default-src 'none'");
  EXPECT_EQ(page.header("x-frame-options"), "DENY");
  EXPECT_EQ(page.header("x-content-type-options"), "nosniff");
  EXPECT_NE(page.header("cache-control").find("no-store"), std::string::npos);
  EXPECT_EQ(fake.last().at("language"), "en");
  EXPECT_EQ(fake.last().at("query").at("source"), "fair");
}

TEST_F(form_pages, tie_a_page_to_the_browser_by_a_cookie) {
  const auto cookie = ask("GET", "/f/survey").header("set-cookie");
  EXPECT_EQ(cookie.find("sojourn-form=0123456789abcdef0123456789abcdef; HttpOnly; SameSite=Lax"),
            0u)
      << cookie;
  ask("POST", "/f/survey",
      as_form + "Cookie: a=b; sojourn-form=00112233445566778899aabbccddeeff\r\n", "x=1");
  EXPECT_EQ(fake.last().at("browser"), "00112233445566778899aabbccddeeff");
  ask("POST", "/f/survey", as_form + "Cookie: sojourn-form=made-up\r\n", "x=1");
  EXPECT_EQ(fake.last().at("browser"), "");
}

TEST_F(form_pages, that_are_sent_lead_on) {
  const auto sent = ask("POST", "/f/survey", as_form, "score=9");
  EXPECT_EQ(sent.status, 303);
  EXPECT_EQ(sent.header("location"), "survey?sent=1");
  EXPECT_EQ(fake.last().at("body"), "score=9");
}

TEST_F(form_pages, take_nothing_but_what_browsers_send) {
  EXPECT_EQ(ask("POST", "/f/survey", "Content-Type: text/plain\r\n", "score=9").status, 415);
}

TEST_F(form_pages, tell_a_client_on_a_page_that_it_asks_too_often_and_serve_the_others) {
  options.trusted_proxies = {"127.0.0.0/8"};
  options.pages.client_requests_per_second = 1;
  client to{port()};
  answered page;
  for (int i = 0; i < 400 && page.status != 429; ++i)
    page = to.ask("POST", "/f/survey", from("203.0.113.1"), "score=9");
  EXPECT_EQ(page.status, 429);
  EXPECT_EQ(page.header("content-type"), "text/html; charset=utf-8");
  EXPECT_NE(page.header("retry-after"), "");
  EXPECT_EQ(to.ask("POST", "/f/survey", from("203.0.113.2"), "score=9").status, 303);
}

} // namespace sojourn::tests
