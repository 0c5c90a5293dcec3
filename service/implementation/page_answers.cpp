#include "service/implementation/page_answers.hpp"

#include "forms/page.hpp"
#include "forms/words.hpp"
#include "signing/digest.hpp"
#include "signing/random.hpp"

#include <charconv>

namespace sojourn::service {

namespace {

constexpr std::size_t instance_digits = 16;

/// What went wrong, as a page.
page_answer failure_page(const page_visit& visit, const error& why) {
  switch (why.code) {
  case error_code::not_found:
    return phrase_page(visit, 404, "no_page");
  case error_code::wrong_state:
    return phrase_page(visit, 410, "gone");
  case error_code::overloaded:
  case error_code::shutting_down:
    return phrase_page(visit, 503, "later");
  case error_code::invalid_request:
    return phrase_page(visit, 400, "trouble");
  default:
    return phrase_page(visit, 500, "trouble");
  }
}

} // namespace

page_answer say_on_page(const forms::form* form, const std::string& language, int status,
                        const std::string& title) {
  const auto made =
      forms::message_page({.of = form, .language = language, .title = title, .text = {}});
  return {.status = status, .html = made.html, .policy = forms::content_policy(made, "")};
}

std::string language_of_visit(const page_visit& visit) {
  return forms::language_for({"vi", "en"}, visit.language, visit.accepted);
}

page_answer phrase_page(const page_visit& visit, int status, std::string_view phrase) {
  const auto language = language_of_visit(visit);
  return say_on_page(nullptr, language, status, std::string{forms::phrase(phrase, language)});
}

std::shared_ptr<completion<page_answer>> as_page(const page_visit& visit,
                                                 completion<page_answer> done) {
  const auto by = done.by();
  auto answer = std::make_shared<completion<page_answer>>(std::move(done));
  return std::make_shared<completion<page_answer>>(completion<page_answer>{
      [visit, answer](result<page_answer> made) {
        (*answer)(made ? std::move(*made) : failure_page(visit, made.error()));
      },
      by});
}

std::string fresh_secret(std::size_t bytes) {
  return signing::hex_encode(signing::random_bytes(bytes));
}

std::string beside(const page_visit& visit, const std::string& token, const std::string& more) {
  auto made = token;
  if (!visit.language.empty())
    made += "?lang=" + visit.language;
  if (!more.empty())
    made += (visit.language.empty() ? "?" : "&") + more;
  return made;
}

std::string input_of(const forms::inputs& sent, std::string_view name) {
  const auto found = sent.find(name);
  return found == sent.end() || found->second.empty() ? std::string{} : found->second.back();
}

std::optional<instance_id> instance_in(std::string_view tracking) {
  std::uint64_t value = 0;
  const auto digits = tracking.substr(0, instance_digits);
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return read.ec == std::errc{} && value != 0 ? std::optional{instance_id{value}} : std::nullopt;
}

} // namespace sojourn::service
