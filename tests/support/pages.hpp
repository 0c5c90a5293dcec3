// Hosted pages as a test reads them: their links, tokens and inputs.
#pragma once

#include "base/percent.hpp"

#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sojourn::tests {

/// The path of the first link to a hosted page in a text: "/f/TOKEN" or "/c/TOKEN"; empty: there is
/// none.
inline std::string path_in(const std::string& text) {
  static const std::regex link{R"(https://go\.shop\.example(/[fc]/[A-Za-z0-9_-]+))"};
  std::smatch found;
  return std::regex_search(text, found, link) ? found[1].str() : std::string{};
}

/// The value of a hidden input of a page; empty: there is none.
inline std::string hidden_in(const std::string& html, const std::string& name) {
  const auto begin = "name=\"" + name + "\" value=\"";
  const auto at = html.find(begin);
  if (at == std::string::npos)
    return {};
  const auto from = at + begin.size();
  return html.substr(from, html.find('"', from) - from);
}

using inputs_of_page = std::vector<std::pair<std::string, std::string>>;

/// What a browser sends: the inputs, and what the page sends of itself.
inline std::string sent_form(const std::string& html, const inputs_of_page& inputs,
                             const std::string& go = "send") {
  std::string body;
  const auto add = [&body](const std::string& name, const std::string& value) {
    body += (body.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
  };
  for (const auto& [name, value] : inputs)
    add(name, value);
  for (const auto* name : {"sojourn.shown", "sojourn.page", "sojourn.token"})
    add(name, hidden_in(html, name));
  add("sojourn.go", go);
  return body;
}

} // namespace sojourn::tests
