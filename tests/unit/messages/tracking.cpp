// Links that tell when they are followed.
#include "messages/tracking.hpp"

#include <gtest/gtest.h>

namespace sojourn::messages {
namespace {

const std::string key(link_key_bytes, 'k');
const link_token some_token{
    .tracking = "0123456789abcdef0011223344556677", .use = link_use::follow, .link = 3};

std::optional<std::string> through_us(std::string_view url) {
  return leads_to(url, {"shop.example"}) ? std::optional{"T(" + std::string{url} + ")"}
                                         : std::nullopt;
}

TEST(link_tokens, are_read_back_as_they_were_sealed) {
  const auto text = seal_link(some_token, key);
  EXPECT_EQ(text.size(), 38u);
  EXPECT_EQ(text.find_first_of("+/="), std::string::npos);
  EXPECT_EQ(open_link(text, key), some_token);
}

TEST(link_tokens, of_another_key_or_with_any_character_changed_are_none) {
  const auto text = seal_link(some_token, key);
  EXPECT_EQ(open_link(text, std::string(link_key_bytes, 'x')), std::nullopt);
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto forged = text;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(open_link(forged, key), std::nullopt) << i;
  }
  EXPECT_EQ(open_link("", key), std::nullopt);
  EXPECT_EQ(open_link(text + "A", key), std::nullopt);
}

TEST(hosts, are_of_a_domain_that_they_are_or_are_below) {
  EXPECT_TRUE(is_host_of("shop.vn", {"shop.vn"}));
  EXPECT_TRUE(is_host_of("m.Shop.vn", {"other.vn", "SHOP.vn"}));
  EXPECT_FALSE(is_host_of("myshop.vn", {"shop.vn"}));
  EXPECT_FALSE(is_host_of("shop.vn.evil.com", {"shop.vn"}));
  EXPECT_FALSE(is_host_of("vn", {"shop.vn"}));
  EXPECT_FALSE(is_host_of("shop.vn", {}));
}

TEST(links, lead_to_a_domain_and_what_is_below_it_and_nowhere_else) {
  const std::vector<std::string> domains{"shop.example"};
  for (const auto* url : {"https://shop.example", "http://www.shop.example/a?b#c",
                          "HTTPS://SHOP.EXAMPLE:8443/", "https://shop.example?x=@y"})
    EXPECT_TRUE(leads_to(url, domains)) << url;
  for (const auto* url :
       {"https://shop.example.evil.example", "https://evilshop.example", "ftp://shop.example",
        "https://shop.example@evil.example/", "https://evil.example/?shop.example",
        "https://evil.example\\@shop.example", "javascript:alert(1)", "//shop.example", ""})
    EXPECT_FALSE(leads_to(url, domains)) << url;
}

TEST(links, in_a_text_are_replaced_without_the_sentence_around_them) {
  EXPECT_EQ(replace_links("See https://shop.example/a, (https://shop.example/b) or "
                          "https://other.example/c.",
                          through_us),
            "See T(https://shop.example/a), (T(https://shop.example/b)) or "
            "https://other.example/c.");
  EXPECT_EQ(replace_links("https://shop.example/wiki/A_(b)", through_us),
            "T(https://shop.example/wiki/A_(b))");
  EXPECT_EQ(replace_links("xhttps://shop.example", through_us), "xhttps://shop.example");
}

TEST(links, in_html_are_replaced_in_href_alone) {
  EXPECT_EQ(
      replace_links_in_html(
          R"(<a href="https://shop.example/?a=1&amp;b=2" data-href="https://shop.example/x">)"
          R"(https://shop.example</a><img src="https://shop.example/i.png">)"
          R"(<A HREF='https://other.example'>)",
          through_us),
      R"x(<a href="T(https://shop.example/?a=1&amp;b=2)" data-href="https://shop.example/x">)x"
      R"(https://shop.example</a><img src="https://shop.example/i.png">)"
      R"(<A HREF='https://other.example'>)");
  EXPECT_EQ(replace_links_in_html("<a href=", through_us), "<a href=");
  EXPECT_EQ(replace_links_in_html(R"(<a href="https://shop.example)", through_us),
            R"(<a href="https://shop.example)");
}

TEST(a_visit, of_a_machine_is_told_from_one_of_a_person) {
  const link_visit person{.method = "GET",
                          .user_agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)",
                          .purpose = {},
                          .age = std::chrono::minutes{3}};
  EXPECT_FALSE(is_automatic(person));
  auto machine = person;
  machine.method = "HEAD";
  EXPECT_TRUE(is_automatic(machine));
  machine = person;
  machine.purpose = "prefetch";
  EXPECT_TRUE(is_automatic(machine));
  machine = person;
  machine.user_agent = "Mozilla/5.0 (compatible; Googlebot/2.1)";
  EXPECT_TRUE(is_automatic(machine));
  for (const auto* robot :
       {"AdsBot-Google (+http://www.google.com/adsbot.html)", "Baiduspider/2.0", "Twitterbot/1.0",
        "Mozilla/5.0 (compatible; bingbot/2.0)", "SkypeUriPreview Preview/0.5", "BingPreview/1.0b",
        "Mozilla/5.0 (compatible) Google Web Preview", "facebookexternalhit/1.1", "curl/7.88.1",
        "python-requests/2.31", "Go-http-client/1.1", "Wget/1.21", "HeadlessChrome/120.0"}) {
    machine = person;
    machine.user_agent = robot;
    EXPECT_TRUE(is_automatic(machine)) << robot;
  }
  machine = person;
  machine.age = milliseconds{200};
  EXPECT_TRUE(is_automatic(machine));
}

TEST(a_visit, by_a_phone_whose_name_holds_that_of_a_robot_is_of_a_person) {
  for (const auto* agent :
       {"Mozilla/5.0 (Linux; Android 12; CUBOT NOTE 20 Pro) AppleWebKit/537.36",
        "Mozilla/5.0 (Linux; Android 11; CUBOT_P40) Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 14; PreviewPhone X1) Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 10; Botswana) Mobile", "ScannerPro/8.1 CFNetwork/1490"})
    EXPECT_FALSE(is_automatic(
        {.method = "GET", .user_agent = agent, .purpose = {}, .age = std::chrono::minutes{3}}))
        << agent;
}

} // namespace
} // namespace sojourn::messages
