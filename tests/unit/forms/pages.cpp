// Pages of forms as HTML.
#include "forms/words.hpp"
#include "tests/unit/forms/forms.hpp"

#include <gmock/gmock.h>

namespace sojourn::forms {

namespace {

using testing::HasSubstr;
using testing::Not;

form contact() {
  return form_of(R"([
    {"type": "short_text", "name": "company", "required": true,
     "label": {"vi": "Công ty", "en": "Company"}, "help": {"vi": "Tên đầy đủ", "en": "The full name"}},
    {"type": "email", "name": "email", "label": "E-mail", "value": "{{customer.email}}"},
    {"type": "page"},
    {"type": "long_text", "name": "comment", "label": {"vi": "Lời nhắn", "en": "Message"}}])");
}

} // namespace

TEST(a_page, has_no_script_and_one_style_that_its_policy_names) {
  const auto page = page_of(contact(), {});
  EXPECT_THAT(page.html, Not(HasSubstr("<script")));
  EXPECT_THAT(page.html, Not(HasSubstr(" style=")));
  EXPECT_THAT(page.html, HasSubstr("<style>" + page.style + "</style>"));
  const auto policy = content_policy(page, "");
  EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
  EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
  EXPECT_THAT(policy, HasSubstr("form-action 'self'"));
  EXPECT_THAT(policy, HasSubstr("style-src 'sha256-"));
}

TEST(a_page, says_everything_that_people_wrote_as_text) {
  const std::string hostile = R"("><script>alert(1)</script>&amp;<b>)";
  const auto form = form_of(R"([
    {"type": "short_text", "name": "company", "label": "<i>Company</i>"},
    {"type": "long_text", "name": "comment", "label": "Comment"},
    {"type": "text", "text": "Hello {{customer.name}} <img src=x>"}])");
  const auto page = page_of(form, {{"company", {hostile}}, {"comment", {"</textarea>" + hostile}}},
                            "en", 0, {}, {{"customer", {{"name", hostile}}}});
  EXPECT_THAT(page.html, Not(HasSubstr("<script")));
  EXPECT_THAT(page.html, Not(HasSubstr("<i>Company")));
  EXPECT_THAT(page.html, Not(HasSubstr("<img src=x")));
  EXPECT_THAT(page.html, HasSubstr("&lt;/textarea&gt;"));
  EXPECT_THAT(page.html, HasSubstr("value=\"&quot;&gt;&lt;script&gt;"));
}

TEST(a_page, tells_those_who_hear_it_what_every_input_is) {
  const auto page = page_of(contact(), {}, "en");
  EXPECT_THAT(page.html, HasSubstr("<html lang=\"en\""));
  EXPECT_THAT(page.html, HasSubstr("<h1>Survey</h1>"));
  EXPECT_THAT(page.html, HasSubstr("<label for=\"i-company\">Company"));
  EXPECT_THAT(page.html, HasSubstr("The full name"));
  EXPECT_THAT(page.html, HasSubstr("autocomplete=\"organization\""));
  EXPECT_THAT(page.html, HasSubstr("hreflang=\"vi\"")) << "the other language is a link away";
}

TEST(a_page, tells_mistakes_at_the_top_and_at_the_input) {
  const auto page = page_of(contact(), {{"company", {""}}}, "vi", 0, {{"company", "required", ""}});
  EXPECT_THAT(page.html, HasSubstr("<title>Lỗi: Khảo sát</title>"));
  EXPECT_THAT(page.html, HasSubstr("role=\"alert\""));
  EXPECT_THAT(page.html, HasSubstr("href=\"#i-company\">Công ty: Xin điền phần này."));
  EXPECT_THAT(page.html, HasSubstr("id=\"e-company\""));
  EXPECT_THAT(page.html, HasSubstr("aria-invalid=\"true\""));
  EXPECT_THAT(page.html, HasSubstr("Xin điền phần này."));
}

TEST(a_page, has_what_was_written_or_else_what_is_known) {
  const json known{{"customer", {{"email", "an@shop.example"}}}};
  EXPECT_THAT(page_of(contact(), {}, "en", 0, {}, known).html,
              HasSubstr("value=\"an@shop.example\""));
  EXPECT_THAT(page_of(contact(), {{"email", {"other@shop.example"}}}, "en", 0, {}, known).html,
              HasSubstr("value=\"other@shop.example\""));
}

TEST(a_page, brings_along_what_was_written_on_the_pages_before) {
  const auto page = page_of(contact(), {{"company", {"A & B"}}}, "en", 1);
  EXPECT_THAT(page.html, HasSubstr("type=\"hidden\" name=\"company\" value=\"A &amp; B\""));
  EXPECT_THAT(page.html, HasSubstr("id=\"i-comment\""));
  EXPECT_THAT(page.html, HasSubstr("value=\"back\""));
  EXPECT_THAT(page.html, HasSubstr("value=\"send\""));
}

TEST(a_page, speaks_the_language_that_was_asked_for_or_the_browsers) {
  const std::vector<std::string> offered{"vi", "en"};
  EXPECT_EQ(language_for(offered, "en", ""), "en");
  EXPECT_EQ(language_for(offered, "", "en-GB,en;q=0.9"), "en");
  EXPECT_EQ(language_for(offered, "", "fr,en;q=0.5"), "en");
  EXPECT_EQ(language_for(offered, "fr", "fr"), "vi");
}

} // namespace sojourn::forms
