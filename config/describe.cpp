#include "config/describe.hpp"

#include "config/keys.hpp"

#include <algorithm>

namespace sojourn::config {
namespace {

constexpr std::size_t comment_width = 96;

template <class Owner>
json shown(const key<Owner>& one, const Owner& owner) {
  auto value = one.get(owner);
  return one.secret && value != "" ? json("***") : value;
}

json::json_pointer place_of(std::string name) {
  std::ranges::replace(name, '.', '/');
  return json::json_pointer{"/" + name};
}

template <class Owner>
json described(const key_table<Owner>& keys, const Owner& owner) {
  auto all = json::object();
  for (const auto& one : keys)
    all[place_of(one.name)] = shown(one, owner);
  return all;
}

/// `text` in lines that each begin with `mark`.
std::string as_comment(std::string_view text, std::string_view mark) {
  std::string lines{mark};
  std::size_t width = 0;
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (width > 0 && width + 1 + word.size() > comment_width) {
      lines.append("\n").append(mark);
      width = 0;
    }
    lines.append(" ").append(word);
    width += 1 + word.size();
  }
  return lines + "\n";
}

/// The key with its manual, as lines of a file. JSON's texts, numbers and lists are TOML's.
template <class Owner>
std::string as_lines(const key<Owner>& one, std::string_view name, const Owner& owner,
                     std::string_view mark) {
  return as_comment(one.manual, std::string{mark} + "#") + std::string{mark} + std::string{name} +
         " = " + dump(one.get(owner)) + "\n";
}

/// A table that has no default, as an example that is commented out.
template <class Owner>
std::string example(std::string_view about, std::string_view heading, const key_table<Owner>& keys,
                    const Owner& owner) {
  auto lines = "\n" + as_comment(about, "#") + "#" + std::string{heading} + "\n";
  for (const auto& one : keys)
    lines += as_lines(one, one.name, owner, "#");
  return lines;
}

} // namespace

json describe(const settings& values) {
  auto all = described(settings_keys(), values);
  all["auth"]["tokens"] = json::array();
  for (const auto& token : values.auth.tokens)
    all["auth"]["tokens"].push_back(described(access_token_keys(), token));
  all["channels"]["webhooks"] = json::object();
  for (const auto& [name, endpoint] : values.channels.webhooks)
    all["channels"]["webhooks"][name] = described(webhook_endpoint_keys(), endpoint);
  all["channels"]["providers"] = json::object();
  for (const auto& [name, provider] : values.channels.providers)
    all["channels"]["providers"][name] = described(provider_keys(), provider);
  return all;
}

std::string commented_defaults() {
  const settings defaults;
  auto file = as_comment("The settings of Sojourn, each with its default. A line may be left out; "
                         "a key that nothing reads is a mistake. Each key has an environment "
                         "variable that beats the file: SOJOURN_HTTP_PORT is port in [http]. "
                         "\"sojourn config check\" shows all mistakes, or what is in force.",
                         "#");
  for (const auto& area : areas()) {
    const auto prefix = area.name + ".";
    file += "\n" + as_comment(area.manual, "#") + "[" + area.name + "]\n";
    for (const auto& one : settings_keys())
      if (one.name.starts_with(prefix))
        file += as_lines(one, std::string_view{one.name}.substr(prefix.size()), defaults, "");
  }
  file +=
      example("A table for each bearer token of a program; others are made over the API. Without "
              "tokens and users everybody on this machine may do everything, and nobody else "
              "can call.",
              "[[auth.tokens]]", access_token_keys(),
              {.name = "shop",
               .sha256 = std::string(64, '0'),
               .token = "",
               .scopes = {scope::read, scope::write}});
  file += example("Named receivers of webhooks, a table for each: a campaign sends to this one by "
                  "\"via\": [\"webhook:warehouse\"].",
                  "[channels.webhooks.warehouse]", webhook_endpoint_keys(),
                  {.url = "https://warehouse.example.com/hooks/sojourn", .secret = ""});
  file +=
      example("Providers that a file describes, a table for each: a campaign sends over this one "
              "by \"via\": [\"sms\"]. examples/providers has files to begin with.",
              "[channels.providers.sms]", provider_keys(),
              {.file = "providers/sms.json", .allow_private_addresses = false});
  return file;
}

} // namespace sojourn::config
