#include "content/lint_call.hpp"

#include "base/ascii.hpp"
#include "base/json.hpp"
#include "base/mistakes.hpp"
#include "campaign/forms_named.hpp"
#include "campaign/secrets.hpp"
#include "content/lint_links.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace sojourn::content {

namespace {

/// A shorter text is hardly a key: "no", "1", "Bearer".
constexpr std::size_t shortest_key_bytes = 8;

/// Whether what is called so usually holds something that nobody else may know.
bool names_a_secret(std::string_view name) {
  constexpr auto words = std::to_array<std::string_view>(
      {"authorization", "cookie", "password", "passwd", "secret", "token", "api-key", "apikey",
       "api_key", "access-key", "access_key", "private-key", "private_key", "auth-key",
       "auth_key"});
  const auto plain = lower_ascii(std::string{name});
  return plain != "idempotency-key" && std::any_of(words.begin(), words.end(), [&](auto word) {
           return plain.find(word) != std::string::npos;
         });
}

/// How much of a template is written out, and comes from no value.
std::size_t written_bytes(std::string_view source) {
  std::size_t bytes = 0;
  while (!source.empty()) {
    const auto open = std::min(source.find("{{"), source.size());
    bytes += open;
    source.remove_prefix(open);
    const auto close = source.find("}}");
    source.remove_prefix(close == std::string_view::npos ? source.size() : close + 2);
  }
  return bytes;
}

/// The parameter of a URL's query, or "user" before the host, in which a key is written out; empty:
/// there is none.
std::string key_in_url(std::string_view url) {
  const auto host = url.find("://");
  if (host != std::string_view::npos) {
    const auto authority = url.substr(host + 3, url.find_first_of("/?#", host + 3) - (host + 3));
    const auto user = authority.substr(0, std::min(authority.rfind('@'), authority.size()));
    if (user.size() < authority.size() && user.find(':') != std::string_view::npos &&
        written_bytes(user.substr(user.find(':') + 1)) > 0)
      return "user";
  }
  const auto query = std::min(url.find('?'), url.size());
  auto left = url.substr(query);
  while (!left.empty()) {
    left.remove_prefix(1);
    const auto pair = left.substr(0, left.find_first_of("&#"));
    const auto equals = std::min(pair.find('='), pair.size());
    if (names_a_secret(pair.substr(0, equals)) &&
        written_bytes(pair.substr(std::min(equals + 1, pair.size()))) >= shortest_key_bytes)
      return std::string{pair.substr(0, equals)};
    left.remove_prefix(pair.size());
  }
  return {};
}

constexpr std::string_view advice =
    " is written out, and everybody who may read the campaign sees it; set it with PUT "
    "/v1/secrets/NAME and write {\"secret\": \"NAME\"}, or {{secrets.NAME}} within a text";

} // namespace

std::vector<finding> lint_call(const campaign::http_step& step, const std::string& pointer,
                               const lint_figures& figures) {
  std::vector<finding> found;
  for (const auto& name : campaign::secrets_of(step)) {
    if (figures.secrets && !figures.secrets->contains(name))
      found.push_back(
          {"no_secret", severity::error, pointer,
           "there is no secret " + in_quotes(name) + "; set it with PUT /v1/secrets/" + name});
  }
  for (const auto& [name, value] : step.headers) {
    if (names_a_secret(name) && !value.reads("secrets") &&
        written_bytes(value.source()) >= shortest_key_bytes)
      found.push_back({"secret_in_clear", severity::warning, pointer_to(pointer + "/headers", name),
                       "the value of " + in_quotes(name) + std::string{advice}});
  }
  if (const auto name = key_in_url(step.url.source()); !name.empty())
    found.push_back({"secret_in_clear", severity::warning, pointer + "/url",
                     "the value of " + in_quotes(name) + std::string{advice}});
  campaign::each_text(
      step, pointer, [&](const text::message_template& text, const std::string& where) {
        std::ranges::move(lint_form_links(text, where, figures), std::back_inserter(found));
      });
  return found;
}

} // namespace sojourn::content
