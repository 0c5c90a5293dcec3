#include "config/in_force.hpp"

#include "base/json.hpp"
#include "config/keys.hpp"

namespace sojourn::config {
namespace {

json source_of(const settings& values, const std::string& path) {
  const auto found = values.sources.find(path);
  if (found == values.sources.end())
    return {{"kind", "default"}, {"name", nullptr}, {"line", nullptr}};
  const auto& [name, line] = found->second;
  const auto* kind = line > 0                       ? "file"
                     : name.starts_with("--")       ? "command_line"
                     : name.starts_with("SOJOURN_") ? "environment"
                                                    : "file";
  return {{"kind", kind}, {"name", name}, {"line", line > 0 ? json(line) : json{}}};
}

/// One key of a table; `path` is where the key stands, `named` what its variable is made of.
template <class Owner>
json item(const settings& values, const key<Owner>& one, const Owner& owner,
          const std::string& area, const std::string& path, const std::string& named) {
  auto value = one.get(owner);
  if (one.secret && value != "")
    value = "***";
  return {{"key", path},
          {"area", area},
          {"value", std::move(value)},
          {"default", nullptr},
          {"is_secret", one.secret},
          {"source", source_of(values, path)},
          {"variable", variable_of(named)},
          {"about", one.manual},
          {"allowed", one.allowed.empty() ? json{} : json(one.allowed)}};
}

template <class Entry>
void add_entry(json& items, const settings& values, const key_table<Entry>& keys,
               const Entry& entry, const std::string& area, const std::string& path,
               const std::string& named) {
  for (const auto& one : keys)
    items.push_back(item(values, one, entry, area, path + "." + one.name, named + "." + one.name));
}

} // namespace

json in_force(const settings& values) {
  static const settings defaults;
  json items = json::array();
  for (const auto& area : areas()) {
    const auto prefix = area.name + ".";
    for (const auto& one : settings_keys()) {
      if (!one.name.starts_with(prefix))
        continue;
      items.push_back(item(values, one, values, area.name, one.name, one.name));
      items.back()["default"] = one.get(defaults);
    }
  }
  for (std::size_t i = 0; i < values.auth.tokens.size(); ++i)
    add_entry(items, values, access_token_keys(), values.auth.tokens[i], "auth.tokens",
              "auth.tokens[" + std::to_string(i) + "]",
              "auth.tokens." + values.auth.tokens[i].name);
  for (const auto& [name, entry] : values.channels.webhooks)
    add_entry(items, values, webhook_endpoint_keys(), entry, "channels.webhooks",
              "channels.webhooks." + name, "channels.webhooks." + name);
  for (const auto& [name, entry] : values.channels.providers)
    add_entry(items, values, provider_keys(), entry, "channels.providers",
              "channels.providers." + name, "channels.providers." + name);
  return {{"items", std::move(items)}, {"next_cursor", nullptr}};
}

} // namespace sojourn::config
