// What was written into a form, read against its document.
#include "tests/unit/forms/forms.hpp"

#include <gmock/gmock.h>

namespace sojourn::forms {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

form survey() {
  return form_of(R"([
    {"type": "rating", "name": "score", "label": "Score", "required": true},
    {"type": "choices", "name": "reasons", "label": "Reasons", "min": 1, "max": 2,
     "choices": [{"value": "late", "label": "Late"}, {"value": "rude", "label": "Rude"}, {"value": "dear", "label": "Dear"}],
     "show_when": {"<": [{"var": "answers.score"}, 7]}},
    {"type": "long_text", "name": "comment", "label": "Comment", "max_length": 10,
     "show_when": {"in": ["rude", {"var": "answers.reasons"}]}}])");
}

form one(const std::string& component) { return form_of("[" + component + "]"); }

} // namespace

TEST(an_answer, is_read_as_its_component_says) {
  const auto form = form_of(R"([
    {"type": "short_text", "name": "company", "label": "A"},
    {"type": "number", "name": "budget", "label": "A", "decimals": 2},
    {"type": "phone", "name": "phone", "label": "A"},
    {"type": "email", "name": "email", "label": "A"},
    {"type": "date", "name": "day", "label": "A"},
    {"type": "choice", "name": "size", "label": "A", "choices": [{"value": "m", "label": "M"}]},
    {"type": "stars", "name": "stars", "label": "A"},
    {"type": "consent", "name": "terms", "label": "A", "channel": "email", "purpose": "promotional"},
    {"type": "tax_code", "name": "tax", "label": "A"},
    {"type": "address", "name": "home", "label": "A"},
    {"type": "hidden", "name": "order", "value": "{{trigger.data.order_id}}"}])");
  const auto read = answers_to(form,
                               {{"company", {"  Công ty A "}},
                                {"budget", {"1.250,5"}},
                                {"phone", {"0901 234 567"}},
                                {"email", {"An@Shop.Example"}},
                                {"day", {"1/3/2026"}},
                                {"size", {"m"}},
                                {"stars", {"4"}},
                                {"terms", {"yes"}},
                                {"tax", {"0100109106 001"}},
                                {"home.street", {"1 Hàng Bài"}},
                                {"home.ward", {"Cửa Nam"}},
                                {"home.province", {"Hà Nội"}},
                                {"order", {"what the browser says does not count"}},
                                {"other", {"x"}}},
                               "vi", {{"trigger", {{"data", {{"order_id", "an-1"}}}}}});

  EXPECT_THAT(errors_of(read), IsEmpty());
  EXPECT_EQ(read.answers, json::parse(R"({
    "company": "Công ty A", "budget": 1250.5, "phone": "+84901234567", "email": "an@shop.example",
    "day": "2026-03-01", "size": "m", "stars": 4, "terms": true, "tax": "0100109106-001",
    "home": {"street": "1 Hàng Bài", "ward": "Cửa Nam", "province": "Hà Nội",
             "text": "1 Hàng Bài, Cửa Nam, Hà Nội"},
    "order": "an-1"})"));
}

TEST(an_answer, that_does_not_fit_is_told_at_its_input) {
  const std::vector<std::tuple<std::string, inputs, std::string>> cases{
      {R"({"type": "short_text", "name": "a", "label": "A", "required": true})",
       {{"a", {"  "}}},
       "a required"},
      {R"({"type": "short_text", "name": "a", "label": "A", "max_length": 3})",
       {{"a", {"Huếơ"}}},
       "a too_long 3"},
      {R"({"type": "short_text", "name": "a", "label": "A"})", {{"a", {"x\ny"}}}, "a not_one_line"},
      {R"({"type": "short_text", "name": "name", "label": "A"})",
       {{"name", {"win at https://evil.example"}}},
       "name link"},
      {R"({"type": "number", "name": "a", "label": "A"})", {{"a", {"many"}}}, "a not_a_number 0"},
      {R"({"type": "number", "name": "a", "label": "A", "decimals": 1})",
       {{"a", {"1,25"}}},
       "a too_many_decimals 1"},
      {R"({"type": "number", "name": "a", "label": "A", "min": 2})",
       {{"a", {"1"}}},
       "a too_small 2"},
      {R"({"type": "number", "name": "a", "label": "A", "max": 2})",
       {{"a", {"3"}}},
       "a too_large 2"},
      {R"({"type": "phone", "name": "a", "label": "A"})", {{"a", {"12"}}}, "a not_a_phone"},
      {R"({"type": "email", "name": "a", "label": "A"})", {{"a", {"an@"}}}, "a not_an_email"},
      {R"({"type": "date", "name": "a", "label": "A"})", {{"a", {"31/2/2026"}}}, "a not_a_date"},
      {R"({"type": "date", "name": "a", "label": "A", "min": "2026-03-01"})",
       {{"a", {"2026-02-28"}}},
       "a too_early 2026-03-01"},
      {R"({"type": "stars", "name": "a", "label": "A"})", {{"a", {"6"}}}, "a not_a_choice"},
      {R"({"type": "rating", "name": "a", "label": "A"})", {{"a", {"-1"}}}, "a not_a_choice"},
      {R"({"type": "tax_code", "name": "a", "label": "A"})",
       {{"a", {"0100109107"}}},
       "a not_a_tax_code"},
  };
  for (const auto& [component, given, error] : cases) {
    const auto read = answers_to(one(component), given);
    EXPECT_THAT(errors_of(read), ElementsAre(error)) << component;
    EXPECT_EQ(read.answers, json::object()) << component;
  }
}

TEST(an_answer, of_a_component_that_is_not_shown_does_not_count) {
  const auto read = answers_to(survey(), {{"score", {"9"}}, {"reasons", {"late"}}});
  EXPECT_THAT(errors_of(read), IsEmpty());
  EXPECT_EQ(read.answers, json::parse(R"({"score": 9})"));
  EXPECT_EQ(read.shown, (std::vector<bool>{true, false, false}));
}

TEST(an_answer, shows_what_depends_on_it) {
  const auto read =
      answers_to(survey(), {{"score", {"2"}}, {"reasons", {"late", "rude"}}, {"comment", {"no"}}});
  EXPECT_THAT(errors_of(read), IsEmpty());
  EXPECT_EQ(read.answers,
            json::parse(R"({"score": 2, "reasons": ["late", "rude"], "comment": "no"})"));
}

TEST(an_answer, has_as_many_choices_as_it_may_and_no_invented_ones) {
  EXPECT_THAT(
      errors_of(answers_to(survey(), {{"score", {"2"}}, {"reasons", {"late", "rude", "dear"}}})),
      testing::Contains("reasons too_many 2"));
  EXPECT_EQ(answers_to(survey(), {{"score", {"2"}}, {"reasons", {"late", "other"}}}).answers,
            json::parse(R"({"score": 2, "reasons": ["late"]})"));
}

TEST(an_answer, of_all_together_has_a_limit) {
  std::string components = "[";
  inputs given;
  for (int i = 0; i < 10; ++i) {
    const auto name = "t" + std::to_string(i);
    components +=
        (i == 0 ? "" : ",") + json{{"type", "long_text"}, {"name", name}, {"label", "A"}}.dump();
    given[name] = {std::string(2000, 'x')};
  }
  EXPECT_THAT(errors_of(answers_to(form_of(components + "]"), given)),
              ElementsAre(" too_much 16000"));
}

TEST(a_number, is_read_as_people_of_the_language_write_it) {
  EXPECT_EQ(read_number("1.250,5", "vi", 1), json(1250.5));
  EXPECT_EQ(read_number("1,250.5", "en", 1), json(1250.5));
  EXPECT_EQ(read_number("1.250", "vi", 0), json(1250));
  EXPECT_EQ(read_number("1,250", "vi", 0), json(1250)) << "it can be nothing else";
  EXPECT_EQ(read_number("12,5", "en", 1), json(12.5));
  EXPECT_EQ(read_number("-3", "vi", 0), json(-3));
  for (const auto* text : {"", "1e5", "0x10", "--1", "1.2.3", "nan", "1234567890123456"})
    EXPECT_EQ(read_number(text, "vi", 2), std::nullopt) << text;
}

TEST(a_day, is_read_as_people_write_it) {
  EXPECT_EQ(read_day("2026-03-01"), "2026-03-01");
  EXPECT_EQ(read_day("1/3/2026"), "2026-03-01");
  EXPECT_EQ(read_day("01.03.2026"), "2026-03-01");
  EXPECT_EQ(read_day("29/2/2024"), "2024-02-29");
  for (const auto* text : {"29/2/2026", "2026-13-01", "1/3", "yesterday", "1/3/26x"})
    EXPECT_EQ(read_day(text), std::nullopt) << text;
}

} // namespace sojourn::forms
