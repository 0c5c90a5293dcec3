// Links to hosted pages become those of one person when a message leaves.
#include "actors/dispatch/personal_links.hpp"

#include "forms/link.hpp"

#include <gtest/gtest.h>

namespace sojourn::actors {
namespace {

const link_tracker tracked{.base_url = "https://go.shop.example",
                           .key = "0123456789abcdef0123456789abcdef"};

channels::send_attempt message_to(const std::string& who, const std::string& text) {
  channels::send_attempt attempt;
  attempt.tracking = "00112233445566778899aabbccddeeff";
  attempt.subject = {"customer", who};
  attempt.content.text = text;
  return attempt;
}

std::string token_in(const std::string& text) { return text.substr(text.rfind('/') + 1); }

TEST(links_to_hosted_pages, are_of_the_person_and_the_message) {
  auto attempt = message_to("an", "https://go.shop.example/f/survey");
  attempt.content.html = "<a href=\"https://go.shop.example/f/survey?lang=en\">x</a>";
  attempt.content.fields = {{"buttons", {{{"url", "https://go.shop.example/f/survey"}}}}};
  make_links_personal(tracked, attempt);

  const auto link = forms::open_personal(token_in(attempt.content.text), tracked.key);
  ASSERT_TRUE(link);
  EXPECT_EQ(*link, (forms::personal_link{"survey", attempt.tracking, "customer:an"}));
  EXPECT_EQ(attempt.content.html.find("/f/survey"), std::string::npos);
  EXPECT_NE(attempt.content.html.find("?lang=en\">x</a>"), std::string::npos);
  const auto url = attempt.content.fields.at("buttons").at(0).at("url").get<std::string>();
  EXPECT_TRUE(forms::open_personal(token_in(url), tracked.key));
}

// Whoever writes such an address into a field of theirs gets a link that confirms nothing of
// others.
TEST(links_to_hosted_pages, that_confirm_say_to_whom_they_were_sent) {
  auto attempt = message_to("mallory", "https://go.shop.example/c/7");
  make_links_personal(tracked, attempt);
  const auto link = forms::open_confirmation(token_in(attempt.content.text), tracked.key);
  ASSERT_TRUE(link);
  EXPECT_EQ(*link, (forms::confirmation_link{7, "customer:mallory"}));
}

TEST(links_to_hosted_pages, elsewhere_stay) {
  for (const auto* text : {"https://shop.example/f/survey", "https://go.shop.example/t/survey",
                           "https://go.shop.example/c/x7"}) {
    auto attempt = message_to("an", text);
    make_links_personal(tracked, attempt);
    EXPECT_EQ(attempt.content.text, text);
  }
}

TEST(links_to_hosted_pages, may_stand_where_links_lead_to_some_domains_only) {
  EXPECT_EQ(with_own_host({"shop.example"}, tracked),
            (std::vector<std::string>{"shop.example", "go.shop.example"}));
  EXPECT_TRUE(with_own_host({}, tracked).empty()) << "they lead anywhere";
}

} // namespace
} // namespace sojourn::actors
