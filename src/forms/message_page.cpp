// Pages that say something instead of asking.
#include "forms/markup.hpp"
#include "forms/say.hpp"
#include "forms/words.hpp"
#include "signing/base64.hpp"
#include "signing/digest.hpp"

namespace sojourn::forms {

page message_page(const message_view& view) {
  auto body = "<h1>" + escaped(view.title) + "</h1>" + paragraphs(view.text);
  if (!view.button.empty())
    body += "<form method=\"post\"" + attribute("action", view.action) +
            "><p><button type=\"submit\">" + escaped(view.button) + "</button></p></form>";
  return whole_page(view.language, view.title,
                    view.of != nullptr ? view.of->colours : plain_colours, body);
}

page code_page(const code_view& view) {
  const auto& language = view.language;
  json nothing = json::object();
  work_budget work{text::max_render_units};
  const auto title =
      say(view.of.header.title, view.of,
          {.known = nothing, .language = language, .zone = view.of.timezone, .work = work});
  auto body = "<h1>" + escaped(title) + "</h1><form method=\"post\" novalidate" +
              attribute("action", view.action) + "><div class=\"field" +
              (view.wrong.empty() ? "" : " wrong") + "\"><label for=\"i-code\">" +
              escaped(phrase("code", language)) + "</label>";
  if (!view.wrong.empty())
    body += "<p class=\"error\" id=\"e-code\" role=\"alert\">" + escaped(view.wrong) + "</p>";
  body += "<input type=\"text\" class=\"text\" id=\"i-code\" autocomplete=\"off\" required" +
          attribute("name", code_input) +
          (view.wrong.empty() ? ">" : " aria-describedby=\"e-code\" aria-invalid=\"true\">") +
          "</div>";
  for (const auto& [name, values] : view.given) {
    for (const auto& value : values)
      body += hidden_input(name, value);
  }
  body += hidden_input(token_input, view.token) + "<p><button type=\"submit\"" +
          attribute("name", go_input) + " value=\"code\">" + escaped(phrase("open", language)) +
          "</button></p></form>";
  const auto prefix = view.wrong.empty() ? "" : std::string{phrase("problem_title", language)};
  return whole_page(language, prefix + title, view.of.colours, body);
}

std::string content_policy(const page& of, std::string_view redirect) {
  auto policy = "default-src 'none'; img-src 'self'; style-src 'sha256-" +
                signing::base64_encode(signing::sha256(of.style)) +
                "'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
  // Browsers hold the address that an answer leads on to against form-action, too.
  constexpr std::string_view scheme = "https://";
  if (redirect.starts_with(scheme))
    policy += " " + std::string{redirect.substr(0, redirect.find('/', scheme.size()))};
  return policy;
}

} // namespace sojourn::forms
