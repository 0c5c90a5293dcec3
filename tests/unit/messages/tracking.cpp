// Links that tell when they are followed.
#include "messages/tracking.hpp"

#include "messages/web_address.hpp"

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

/// The links to the shop in HTML, marked.
std::string in_html(const std::string& html) {
  const auto mark = [](std::string_view written) -> std::optional<std::string> {
    const auto address = read_web_address(written);
    return address && leads_to(written, {"shop.example"}) ? std::optional{"T(" + address->url + ")"}
                                                          : std::nullopt;
  };
  return replace_links_in_html(html, mark);
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

TEST(links, in_a_text_end_before_the_marks_of_any_script) {
  for (const auto* mark :
       {"…", "。", "，", "）", "！", "？", "」", "”", "»", "\u00a0", "\u3000", "*"})
    EXPECT_EQ(replace_links("Xem https://shop.example/giày-dép" + std::string{mark}, through_us),
              "Xem T(https://shop.example/giày-dép)" + std::string{mark});
  EXPECT_EQ(replace_links("请看https://shop.example/鞋（新）。", through_us),
            "请看T(https://shop.example/鞋)（新）。");
}

TEST(links, in_html_are_replaced_where_somebody_clicks) {
  EXPECT_EQ(
      in_html(R"(<a href="https://shop.example/?a=1&amp;b=2" data-href="https://shop.example/x">)"
              R"(https://shop.example</a><img src="https://shop.example/i.png">)"
              R"(<A HREF='https://other.example'>)"),
      R"x(<a href="T(https://shop.example/?a=1&amp;b=2)" data-href="https://shop.example/x">)x"
      R"(https://shop.example</a><img src="https://shop.example/i.png">)"
      R"(<A HREF='https://other.example'>)");
  EXPECT_EQ(in_html("<map><area href='https://shop.example/a'></map>"),
            "<map><area href='T(https://shop.example/a)'></map>");
  for (const std::string untouched :
       {"<a href=", R"(<a href="https://shop.example)",
        R"(<link rel="stylesheet" href="https://shop.example/a.css">)",
        R"(<base href="https://shop.example/">)", R"(<!-- <a href="https://shop.example/"> -->)",
        R"(<style>a[href="https://shop.example/"] {color: red}</style>)",
        R"(<html xmlns="https://shop.example/"><p title='<a href="https://shop.example/">'>)",
        R"(<textarea><a href="https://shop.example/"></textarea>)"})
    EXPECT_EQ(in_html(untouched), untouched);
}

TEST(links, in_html_are_read_with_their_references_and_whatever_quotes_they_have) {
  EXPECT_EQ(in_html(R"(<a href="https&#58;//shop.example/?a=1&#38;b=&quot;2&quot;">)"),
            R"x(<a href="T(https://shop.example/?a=1&amp;b=%222%22)">)x");
  EXPECT_EQ(in_html("<a\nhref = https://shop.example/a>x</a>"),
            "<a\nhref = \"T(https://shop.example/a)\">x</a>");
  EXPECT_EQ(in_html("<a class=\"x\"href =\n ' https://shop.example/a\r\n'>x</a>"),
            "<a class=\"x\"href =\n 'T(https://shop.example/a)'>x</a>");
  EXPECT_EQ(in_html("<p><a href='https://shop.example/it&#39;s?q=\"1\"'>x</a>"),
            "<p><a href='T(https://shop.example/it&#39;s?q=%221%22)'>x</a>");
  EXPECT_EQ(in_html("<b><p><a href=\"https://shop.example/a\"></b><p>x</a>"),
            "<b><p><a href=\"T(https://shop.example/a)\"></b><p>x</a>")
      << "a tag that the rules of nesting repeat";
}

TEST(links, in_html_for_outlook_are_replaced_too) {
  EXPECT_EQ(
      in_html(R"x(<!--[if mso]><v:rect href="https://shop.example/a"><![endif]-->)x"
              R"x(<!--[if !mso]><!--><a href="https://shop.example/b">b</a><!--<![endif]-->)x"),
      R"x(<!--[if mso]><v:rect href="T(https://shop.example/a)"><![endif]-->)x"
      R"x(<!--[if !mso]><!--><a href="T(https://shop.example/b)">b</a><!--<![endif]-->)x");
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

TEST(a_link_to_unsubscribe, says_whom_it_is_of) {
  link_token token{.tracking = std::string(32, 'a'), .use = link_use::unsubscribe};
  token.of =
      link_addressee{.subject = "customer:42", .channel = "email", .purpose = purpose::promotional};
  const auto text = seal_link(token, key);
  EXPECT_EQ(open_link(text, key), token);
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto forged = text;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(open_link(forged, key), std::nullopt) << i;
  }
}

TEST(a_link_to_unsubscribe, holds_as_it_was_before_links_said_whom_they_are_of) {
  const link_token token{.tracking = std::string(32, 'a'), .use = link_use::unsubscribe};
  EXPECT_EQ(open_link(seal_link(token, key), key), token);
}

TEST(another_link, says_of_nobody) {
  link_token token{.tracking = std::string(32, 'a'), .use = link_use::open};
  token.of = link_addressee{.subject = "customer:42", .channel = "email"};
  EXPECT_EQ(open_link(seal_link(token, key), key), std::nullopt);
}

} // namespace
} // namespace sojourn::messages
