#include "forms/markup.hpp"

#include "text/escape.hpp"

#include <algorithm>
#include <array>

namespace sojourn::forms {

extern const std::string_view style_text; // style.css

namespace {

constexpr std::string_view white = "#ffffff";
constexpr std::string_view black = "#000000";

std::string style_of(const colours& own) {
  const bool is_white = contrast(white, own.button) >= contrast(black, own.button);
  const std::array<std::pair<std::string_view, std::string_view>, 4> values{
      {{"$background", own.background},
       {"$text", own.text},
       {"$button", own.button},
       {"$label", is_white ? white : black}}};
  std::string made;
  for (std::string_view rest = style_text; !rest.empty();) {
    const auto at = std::min(rest.find('$'), rest.size());
    made.append(rest.substr(0, at));
    rest.remove_prefix(at);
    for (const auto& [name, value] : values) {
      if (!rest.starts_with(name))
        continue;
      made.append(value);
      rest.remove_prefix(name.size());
      break;
    }
    if (rest.starts_with('$')) { // of nothing that is known
      made += '$';
      rest.remove_prefix(1);
    }
  }
  return made;
}

} // namespace

std::string escaped(std::string_view text) {
  std::string made;
  text::append_escaped(made, text, text::escaping::html);
  return made;
}

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string{name} + "=\"" + escaped(value) + "\"";
}

std::string hidden_input(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\"" + attribute("name", name) + attribute("value", value) + ">";
}

std::string paragraphs(std::string_view text) {
  std::string made;
  while (!text.empty()) {
    const auto end = std::min(text.find("\n\n"), text.size());
    std::string one;
    for (const char c : escaped(text.substr(0, end))) {
      if (c == '\n')
        one += "<br>";
      else if (c != '\r')
        one += c;
    }
    if (!one.empty())
      made += "<p>" + one + "</p>";
    text.remove_prefix(end);
    while (text.starts_with('\n'))
      text.remove_prefix(1);
  }
  return made;
}

page whole_page(std::string_view language, std::string_view title, const colours& own,
                const std::string& body) {
  auto style = style_of(own);
  auto html = "<!doctype html><html" + attribute("lang", language) +
              "><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
              "content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" "
              "content=\"noindex\"><title>" +
              escaped(title) + "</title><style>" + style + "</style></head><body><main>" + body +
              "</main></body></html>";
  return {.html = std::move(html), .style = std::move(style)};
}

} // namespace sojourn::forms
