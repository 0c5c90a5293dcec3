// Which page comes after the one that was sent.
#include "tests/unit/forms/forms.hpp"

namespace sojourn::forms {

namespace {

form two_pages() {
  return form_of(R"([
    {"type": "rating", "name": "score", "label": "Score", "required": true},
    {"type": "short_text", "name": "why", "label": "Why", "required": true,
     "show_when": {"<": [{"var": "answers.score"}, 5]}},
    {"type": "page", "show_when": {">": [{"var": "answers.score"}, 8]}},
    {"type": "short_text", "name": "friend", "label": "Friend",
     "show_when": {">": [{"var": "answers.score"}, 8]}},
    {"type": "page"},
    {"type": "email", "name": "email", "label": "E-mail", "required": true}])");
}

decision after(const form& of, const std::string& page, const std::string& shown, inputs sent,
               const std::string& go = "next") {
  sent[std::string{number_input}] = {page};
  sent[std::string{shown_input}] = {shown};
  sent[std::string{go_input}] = {go};
  const auto read = read_sent(of, sent);
  return decide(of, read, answers_to(of, read.given));
}

} // namespace

TEST(a_visit, goes_on_to_the_next_page_that_shows_anything) {
  const auto form = two_pages();
  EXPECT_EQ(after(form, "0", "score", {{"score", {"7"}}}).number, 2u);
  EXPECT_EQ(after(form, "0", "score", {{"score", {"9"}}}).number, 1u);
}

TEST(a_visit, stays_where_something_is_wrong) {
  const auto next = after(two_pages(), "0", "score", {});
  EXPECT_EQ(next.what, outcome_of_page::show);
  EXPECT_EQ(next.number, 0u);
  ASSERT_EQ(next.errors.size(), 1u);
  EXPECT_EQ(next.errors[0].code, "required");
}

TEST(a_visit, asks_what_an_answer_brought_up_without_calling_it_wrong) {
  const auto next = after(two_pages(), "0", "score", {{"score", {"2"}}});
  EXPECT_EQ(next.number, 0u);
  EXPECT_TRUE(next.asks_more);
  EXPECT_TRUE(next.errors.empty());
}

TEST(a_visit, goes_back_without_looking_at_mistakes) {
  EXPECT_EQ(after(two_pages(), "2", "email", {{"score", {"7"}}, {"email", {"no"}}}, "back").number,
            0u);
}

TEST(a_visit, ends_when_all_pages_fit) {
  const auto form = two_pages();
  EXPECT_EQ(
      after(form, "2", "email", {{"score", {"7"}}, {"email", {"an@shop.example"}}}, "send").what,
      outcome_of_page::take);
  const auto back = after(form, "2", "email", {{"email", {"an@shop.example"}}}, "send");
  EXPECT_EQ(back.what, outcome_of_page::show);
  EXPECT_EQ(back.number, 0u) << "the score of the first page is missing";
}

TEST(a_visit, that_names_a_page_that_is_none_is_on_the_last) {
  EXPECT_EQ(after(two_pages(), "999999999999999999999", "email", {{"score", {"7"}}}).number, 0u);
  EXPECT_EQ(after(two_pages(), "50", "email", {{"score", {"7"}}}).number, 2u);
}

TEST(what_was_written, is_the_same_after_it_was_stored) {
  const inputs given{{"a", {"1", "2"}}, {"b.street", {"x"}}};
  EXPECT_EQ(decode_inputs(encode(given)), given);
  EXPECT_EQ(decode_inputs(json::parse(R"({"a": [1, "x"], "b": 3})")),
            (inputs{{"a", {"x"}}, {"b", {}}}));
}

} // namespace sojourn::forms
