// Links and page tokens: nobody makes them but the daemon, and none passes for another.
#include "forms/body.hpp"
#include "forms/link.hpp"

#include <gtest/gtest.h>

namespace sojourn::forms {

namespace {

constexpr std::string_view key = "0123456789abcdef0123456789abcdef";
const personal_link an{"survey", "00112233445566778899aabbccddeeff", "customer:an"};

} // namespace

TEST(a_personal_link, says_whose_it_is) { EXPECT_EQ(open_personal(seal(an, key), key), an); }

TEST(a_personal_link, with_any_character_changed_is_none) {
  const auto token = seal(an, key);
  for (std::size_t at = 0; at < token.size(); ++at) {
    auto other = token;
    other[at] = other[at] == 'A' ? 'B' : 'A';
    const auto opened = open_personal(other, key);
    EXPECT_TRUE(!opened || *opened == an) << at; // the last character may have spare bits
  }
  EXPECT_EQ(open_personal(token, "another key, of some other installation"), std::nullopt);
  EXPECT_EQ(open_personal("", key), std::nullopt);
}

TEST(a_token, of_one_kind_is_none_of_another) {
  const draft_link draft{"survey", "00112233445566778899aabbccddeeff"};
  EXPECT_EQ(open_draft(seal(draft, key), key), draft);
  EXPECT_EQ(open_personal(seal(draft, key), key), std::nullopt);
  EXPECT_EQ(open_draft(seal(an, key), key), std::nullopt);
  const confirmation_link seven{7, "customer:an"};
  EXPECT_EQ(open_confirmation(seal(seven, key), key), seven);
  EXPECT_EQ(open_confirmation(seal(an, key), key), std::nullopt);
  EXPECT_EQ(open_draft(seal(seven, key), key), std::nullopt);
}

TEST(a_page_token, is_of_one_form_and_one_browser) {
  const page_token page{"00112233445566778899aabb", from_unix_ms(1'772'442'000'000), true};
  const auto token = seal(page, "form survey cookie-1", key);
  EXPECT_EQ(open_page(token, "form survey cookie-1", key), page);
  EXPECT_EQ(open_page(token, "form survey cookie-2", key), std::nullopt);
  EXPECT_EQ(open_page(token, "form other cookie-1", key), std::nullopt);
}

TEST(links_in_a_text, get_the_persons_token_in_the_place_of_the_id) {
  const auto replace = [](std::string_view id) -> std::optional<std::string> {
    return id == "survey" ? std::optional<std::string>{"TOKEN"} : std::nullopt;
  };
  const auto made = [&](std::string_view text) {
    return replace_ids(text, "https://go.example/f/", replace);
  };
  EXPECT_EQ(made("at https://go.example/f/survey."), "at https://go.example/f/TOKEN.");
  EXPECT_EQ(made("https://go.example/f/survey?lang=en"), "https://go.example/f/TOKEN?lang=en");
  EXPECT_EQ(made("https://go.example/f/surveys"), "https://go.example/f/surveys");
  EXPECT_EQ(made("https://go.example/f/other"), "https://go.example/f/other");
  EXPECT_EQ(made("r?to=https%3A%2F%2Fgo.example%2Ff%2Fsurvey"),
            "r?to=https%3A%2F%2Fgo.example%2Ff%2FTOKEN");
}

TEST(what_a_browser_sends, is_read_as_the_standard_says) {
  const auto read = read_body("a=1&b=x+y%26z&a=2&&c&d=");
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, (inputs{{"a", {"1", "2"}}, {"b", {"x y&z"}}, {"c", {""}}, {"d", {""}}}));
}

TEST(what_a_browser_sends, has_limits_and_is_utf8) {
  EXPECT_FALSE(read_body("a=%FF"));
  EXPECT_FALSE(read_body("a=%ED%A0%80"));
  EXPECT_FALSE(read_body(std::string(most_body_bytes + 1, 'x')));
  std::string many;
  for (std::size_t i = 0; i <= most_inputs; ++i)
    many += "a=1&";
  EXPECT_FALSE(read_body(many));
}

} // namespace sojourn::forms
