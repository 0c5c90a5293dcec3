#include "tests/documents/form_shapes.hpp"

#include "base/ids.hpp"
#include "base/work_budget.hpp"
#include "forms/form.hpp"
#include "forms/page.hpp"
#include "forms/visit.hpp"
#include "tests/documents/shapes.hpp"

#include <array>
#include <stdexcept>

namespace sojourn::tests {

namespace {

const json form_person{{"customer", {{"id", "1"}, {"name", "An <b>"}}}};

const json form_components = json::parse(R"([
  {"type": "short_text", "name": "before", "label": "Before"},
  {"type": "email", "name": "email", "label": "E-mail"},
  {"type": "consent", "name": "terms", "label": "Terms", "channel": "email",
   "purpose": "promotional", "double_opt_in": true, "address": "email"}])");

const good_values form_words{
    .of_definition = {{"words", "Hi {{customer.name}}"},
                      {"language", "vi"},
                      {"colour", "#000000"},
                      {"name", "mine"},
                      {"day", "2026-03-01"},
                      {"choice_option", {{"value", "a"}, {"label", "A"}}}},
    .of_member = {{"components", form_components},
                  {"customer", {{"fields", {{"tier", "before"}}}, {"consent", "terms"}}},
                  {"pictures",
                   {{"logo",
                     {{"content_type", "image/gif"},
                      {"base64", "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"}}}}},
                  {"picture", "logo"},
                  {"background", "#ffffff"},
                  {"timezone", "Asia/Ho_Chi_Minh"},
                  {"redirect", "https://shop.example/thanks"},
                  {"from", "2026-03-01T09:00:00+07:00"},
                  {"until", "2026-04-01T09:00:00+07:00"},
                  {"show_when", {{"==", {{{"var", "answers.before"}}, "x"}}}},
                  {"value", "{{customer.name}}"},
                  {"address", "email"}}};

/// What browsers might send for every input, one after the other.
constexpr std::array sent_texts{"", "yes", "5", "1.250,5", "2026-03-01", "0100109106", "<b>\"&'"};

void fill_in(const forms::form& form, const std::string& text, const std::string& language) {
  forms::inputs given;
  for (const auto& one : form.components) {
    for (const auto& name : forms::input_names(one))
      given[name] = {text};
  }
  work_budget work{1'000'000};
  const auto read = forms::read_answers(form, given,
                                        {.known = form_person,
                                         .language = language,
                                         .now = from_unix_ms(1'772'442'000'000),
                                         .work = work});
  if (read.shown.size() != form.components.size())
    throw std::logic_error{"nobody knows whether a component is shown"};
  const auto sent = forms::read_sent(form, given);
  const auto next = forms::decide(form, sent, read);
  const auto pages = forms::pages_of(form);
  if (next.number >= pages.size())
    throw std::logic_error{"the next page is none"};
  for (std::size_t page = 0; page < pages.size(); ++page) {
    if (!forms::shows_anything(form, read, pages[page]))
      continue;
    const auto made = forms::form_page({.of = form,
                                        .language = language,
                                        .known = form_person,
                                        .read = read,
                                        .given = given,
                                        .number = page,
                                        .errors = read.errors,
                                        .action = "TOKEN",
                                        .token = "token",
                                        .work = work});
    if (!is_utf8(made.html) || made.html.find("<b>") != std::string::npos)
      throw std::logic_error{"a page repeats markup"};
  }
}

} // namespace

std::vector<shape> form_shapes() {
  std::vector<shape> shapes;
  const auto& schema = forms::form_schema();
  for (auto& whole : shapes_of(schema, schema, form_words)) {
    if (whole.at("header").contains("picture"))
      whole["pictures"] = form_words.of_member.at("pictures");
    shapes.push_back(shape{std::move(whole)});
  }
  for (const auto name : forms::component_names) {
    for (auto& one : shapes_of_definition(schema, std::string{name}, form_words)) {
      json whole{{"header", {{"title", "Hi"}}},
                 {"components", form_components},
                 {"pictures", form_words.of_member.at("pictures")}};
      whole["components"].push_back(std::move(one));
      shapes.push_back({std::move(whole), "/components/3"});
    }
  }
  return shapes;
}

result<void> read_form_document(const json& source) {
  const auto read = forms::read_form("fuzzed", source);
  if (!read)
    return fail(read.error().code, read.error().message, read.error().details);
  for (const auto* text : sent_texts)
    fill_in(*read, text, read->languages.back());
  return {};
}

} // namespace sojourn::tests
