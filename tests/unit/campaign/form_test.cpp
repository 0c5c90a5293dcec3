// What a form on a page asks for, and what does not fit it.
#include "campaign/form.hpp"
#include "definitions.hpp"

#include <gmock/gmock.h>

namespace sojourn::campaign {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<form_field> declared_by(const std::string& content) {
  return form_fields(
      only_step<show_step>(R"({"type": "show", "kind": "form", "slot": "side", "next": "end",
                               "content": )" +
                           content + "}"));
}

/// Where something is wrong with the answers.
std::vector<std::string> wrong(const json& answers, const std::vector<form_field>& declared = {}) {
  std::vector<std::string> found;
  for (const auto& one : check_form(answers, declared))
    found.push_back(one.pointer);
  return found;
}

} // namespace

TEST(form_answers, need_what_the_form_requires) {
  const auto form = declared_by(R"({"title": "Hi {{customer.name}}",
    "fields": [{"name": "email", "required": true}, {"name": "size"}]})");

  EXPECT_THAT(wrong({{"email", "an@example.com"}}, form), IsEmpty());
  EXPECT_THAT(wrong(json::object(), form), ElementsAre("/fields/email"));
  EXPECT_THAT(wrong({{"email", " \n"}, {"size", "M"}}, form), ElementsAre("/fields/email"));
}

TEST(form_answers, need_nothing_of_a_form_that_declares_nothing) {
  EXPECT_THAT(declared_by(R"("Write to us")"), IsEmpty());
  EXPECT_THAT(declared_by(R"({"fields": "email"})"), IsEmpty());
  EXPECT_THAT(declared_by(R"({"fields": ["email", {"required": true},
                              {"name": "{{customer.id}}", "required": true}]})"),
              IsEmpty());
  EXPECT_THAT(wrong(json::object()), IsEmpty());
}

TEST(form_answers, are_one_short_line_unless_the_form_declares_a_longer_text) {
  const auto form = declared_by(R"({"fields": [{"name": "wish", "type": "textarea"}]})");
  const std::string lines = "one\r\n\ttwo" + std::string(1990, '.');

  EXPECT_THAT(wrong({{"wish", lines}}, form), IsEmpty());
  EXPECT_THAT(wrong({{"wish", lines}}), ElementsAre("/fields/wish"));
  EXPECT_THAT(wrong({{"wish", "a\x1b[2J"}}, form), ElementsAre("/fields/wish"));
  EXPECT_THAT(wrong({{"size", std::string(500, 'x')}}), IsEmpty());
  EXPECT_THAT(wrong({{"size", std::string(501, 'x')}}), ElementsAre("/fields/size"));
  for (const auto* line : {"a\nb", "a\rb", "a\u2028b", "a\u0085b", "a\u202eb", "a\x7f", "a\tb"})
    EXPECT_THAT(wrong({{"size", line}}), ElementsAre("/fields/size")) << line;
}

TEST(form_answers, have_names_that_are_short_and_hold_no_link) {
  EXPECT_THAT(wrong({{"name", "Công Tằng Tôn Nữ Thị Nguyễn Hoàng Phương Anh"}}), IsEmpty());
  EXPECT_THAT(wrong({{"name", std::string(200, 'x')}}), IsEmpty());
  EXPECT_THAT(wrong({{"name", std::string(201, 'x')}}), ElementsAre("/fields/name"));
  EXPECT_THAT(wrong({{"name", "You won: HTTPS://evil.example"}}), ElementsAre("/fields/name"));
  EXPECT_THAT(wrong({{"name", "Look at WWW.evil.example"}}), ElementsAre("/fields/name"));
  EXPECT_THAT(wrong({{"name", "Ann\r\nSet-Cookie: session=x"}}), ElementsAre("/fields/name"));
  EXPECT_THAT(wrong({{"email", std::string(255, 'x')}}), ElementsAre("/fields/email"));
  EXPECT_THAT(wrong({{"phone", std::string(41, '1')}}), ElementsAre("/fields/phone"));
}

TEST(form_answers, have_a_size_all_together) {
  auto answers = json::object();
  for (int i = 0; i < 32; ++i)
    answers["field" + std::to_string(i)] = std::string(490, 'x');

  EXPECT_THAT(wrong(answers), IsEmpty());
  for (int i = 32; i < 34; ++i)
    answers["field" + std::to_string(i)] = std::string(490, 'x');
  EXPECT_THAT(wrong(answers), ElementsAre("/fields"));
}

} // namespace sojourn::campaign
