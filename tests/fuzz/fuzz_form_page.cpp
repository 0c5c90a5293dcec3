// Any bytes as what a browser sends of a form: they are read or refused, and no page that shows
// them again has markup of theirs.
#include "base/ids.hpp"
#include "base/work_budget.hpp"
#include "forms/body.hpp"
#include "forms/link.hpp"
#include "forms/page.hpp"
#include "forms/visit.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace sojourn;

constexpr auto document = R"({
  "header": {"title": "Hi"}, "access": {"who": "public"}, "components": [
  {"type": "short_text", "name": "a", "label": "A"}, {"type": "long_text", "name": "b", "label": "B"},
  {"type": "number", "name": "c", "label": "C", "decimals": 3},
  {"type": "phone", "name": "d", "label": "D"}, {"type": "email", "name": "e", "label": "E"},
  {"type": "date", "name": "f", "label": "F"},
  {"type": "choices", "name": "g", "label": "G", "choices": [{"value": "1", "label": "one"}]},
  {"type": "tax_code", "name": "h", "label": "H", "personal_id": true}, {"type": "page"},
  {"type": "address", "name": "i", "label": "I", "show_when": {"==": [{"var": "answers.a"}, "x"]}},
  {"type": "hidden", "name": "j", "from_link": true}]})";

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const auto form = forms::read_form("fuzzed", json::parse(document)).value();
  const std::string_view text{reinterpret_cast<const char*>(bytes), size};
  static_cast<void>(forms::open_personal(text, "a key"));
  static_cast<void>(forms::open_draft(text, "a key"));
  static_cast<void>(forms::open_page(text, "a form", "a key"));
  const auto sent = forms::read_body(text);
  if (!sent)
    return 0;
  const auto page = forms::read_sent(form, *sent);
  if (forms::decode_inputs(forms::encode(page.given)) != page.given)
    std::abort();
  const json known = json::object();
  work_budget work{1'000'000};
  const auto read = forms::read_answers(
      form, page.given, {.known = known, .language = "vi", .now = {}, .work = work});
  const auto next = forms::decide(form, page, read);
  if (next.what != forms::outcome_of_page::show)
    return 0;
  if (!forms::shows_anything(form, read, forms::pages_of(form)[next.number]))
    std::abort();
  const auto made = forms::form_page({.of = form,
                                      .language = "vi",
                                      .known = known,
                                      .read = read,
                                      .given = page.given,
                                      .number = next.number,
                                      .errors = next.errors,
                                      .action = "TOKEN",
                                      .token = "token",
                                      .work = work});
  if (!is_utf8(made.html) || made.html.find("<script") != std::string::npos)
    std::abort();
  return 0;
}
