// What is shown instead of personal data, and what the audit says of a change.
#include "accounts/masking.hpp"

#include "accounts/changes.hpp"

#include <gtest/gtest.h>

namespace sojourn::tests {

namespace {

std::string masked(const std::string& text) {
  return accounts::mask_contacts(std::string_view{text});
}

} // namespace

TEST(masking, takes_addresses_out_of_a_text) {
  EXPECT_EQ(masked("write to an.nguyen+shop@example.com now"), "write to ••• now");
  EXPECT_EQ(masked("<an@shop.example>,binh@b.vn"), "<•••>,•••");
  EXPECT_EQ(masked("nguyễn@ví-dụ.vn"), "•••");
  EXPECT_EQ(masked("an@example.com@example.com"), "•••@example.com");
}

TEST(masking, takes_phone_numbers_out_of_a_text) {
  EXPECT_EQ(masked("call 0912345678"), "call •••");
  EXPECT_EQ(masked("call 0912 345 678."), "call •••.");
  EXPECT_EQ(masked("+84912345678 and +84 (91) 234-56-78"), "••• and •••");
}

TEST(masking, leaves_what_is_no_contact) {
  for (const auto* text :
       {"", "ins_01hqz3k8c0000", "2026-03-01T09:00:00Z", "order 20260301000123", "0.5", "a @ b",
        "@handle", "30 % off", "v0912345678x", "customer:42", "spring-2026", "0123", "00000000000"})
    EXPECT_EQ(masked(text), text);
}

TEST(masking, of_a_document_leaves_its_shape) {
  json document{{"note", "mail an@shop.example"}, {"points", 7}, {"an@shop.example", {true, "x"}}};
  auto all = document;
  accounts::mask_contacts(document);
  EXPECT_EQ(document, (json{{"note", "mail •••"}, {"points", 7}, {"•••", {true, "x"}}}));
  accounts::mask_all(all);
  EXPECT_EQ(all, (json{{"note", "•••"}, {"points", nullptr}, {"•••", {nullptr, "•••"}}}));
}

TEST(changes, are_the_innermost_places_that_differ) {
  const json before{{"name", "Spring"}, {"steps", {{"rest", {{"for", "P25D"}}}, {"gone", 1}}}};
  const json after{{"name", "Spring"}, {"steps", {{"rest", {{"for", "P20D"}}}, {"new", "x"}}}};
  EXPECT_EQ(accounts::changes_between(before, after),
            (json{{{"pointer", "/steps/gone"}, {"before", 1}},
                  {{"pointer", "/steps/rest/for"}, {"before", "P25D"}, {"after", "P20D"}},
                  {{"pointer", "/steps/new"}, {"after", "x"}}}));
  EXPECT_EQ(accounts::changes_between(before, before), json::array());
}

TEST(changes, of_a_document_that_begins_or_ends_are_the_whole) {
  const json document{{"name", "Spring"}};
  EXPECT_EQ(accounts::changes_between({}, document),
            (json{{{"pointer", ""}, {"after", document}}}));
  EXPECT_EQ(accounts::changes_between(document, {}),
            (json{{{"pointer", ""}, {"before", document}}}));
}

TEST(changes, tell_no_secret_and_no_contact) {
  const auto found = accounts::changes_between({{"password", "one"}, {"test_mode", "a@b.vn"}},
                                               {{"password", "two"}, {"test_mode", "0912345678"}});
  EXPECT_EQ(found, (json{{{"pointer", "/password"}, {"before", "•••"}, {"after", "••• (another)"}},
                         {{"pointer", "/test_mode"}, {"before", "•••"}, {"after", "•••"}}}));
  const auto whole = accounts::changes_between({}, {{"hook", {{"secrets", {"s1"}}}}});
  EXPECT_EQ(whole, (json{{{"pointer", ""}, {"after", {{"hook", {{"secrets", "•••"}}}}}}}));
}

TEST(changes, that_are_long_or_many_are_told_by_how_much_they_are) {
  json before = json::object();
  json after = json::object();
  for (int i = 0; i < 60; ++i) {
    before["k" + std::to_string(i)] = i;
    after["k" + std::to_string(i)] = i + 1;
  }
  const auto many = accounts::changes_between(before, after);
  EXPECT_EQ(many.size(), accounts::most_changes_told + 1);
  EXPECT_EQ(many.back(), (json{{"left_out", 10}}));
  const auto longer = accounts::changes_between({{"t", "x"}}, {{"t", std::string(500, 'x')}});
  EXPECT_EQ(longer.at(0).at("after"), "(502 bytes)");
}

} // namespace sojourn::tests
