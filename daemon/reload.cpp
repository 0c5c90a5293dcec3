#include "daemon/reload.hpp"

#include "config/describe.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>

namespace sojourn::daemon {

namespace {

using json = nlohmann::json;

/// What takes effect without a restart. The files of TLS are read again whatever their names are.
constexpr std::array<std::string_view, 3> reloadable{"http.tls_certificate", "http.tls_key",
                                                     "log.level"};

void flatten_into(std::map<std::string, json>& keys, const json& values,
                  const std::string& prefix) {
  for (const auto& [name, value] : values.items()) {
    if (value.is_object())
      flatten_into(keys, value, prefix + name + ".");
    else
      keys[prefix + name] = value;
  }
}

std::map<std::string, json> keys_of(const config::settings& values) {
  std::map<std::string, json> keys;
  flatten_into(keys, config::describe(values), "");
  return keys;
}

} // namespace

changed_settings changes_between(const config::settings& in_force, const config::settings& read) {
  const auto before = keys_of(in_force);
  auto after = keys_of(read);
  changed_settings changed;
  const auto add = [&changed](const std::string& key) {
    const bool at_once = std::ranges::find(reloadable, key) != reloadable.end();
    (at_once ? changed.applied : changed.after_restart).push_back(key);
  };
  for (const auto& [key, value] : before) {
    const auto found = after.find(key);
    if (found == after.end() || found->second != value)
      add(key);
    if (found != after.end())
      after.erase(found);
  }
  for (const auto& [key, value] : after)
    add(key);
  std::ranges::sort(changed.after_restart);
  return changed;
}

config::settings with_changes(config::settings in_force, const config::settings& read,
                              const std::vector<std::string>& applied) {
  in_force.http.tls_certificate = read.http.tls_certificate;
  in_force.http.tls_key = read.http.tls_key;
  in_force.log.level = read.log.level;
  for (const auto& key : applied) {
    const auto source = read.sources.find(key);
    if (source == read.sources.end())
      in_force.sources.erase(key);
    else
      in_force.sources[key] = source->second;
  }
  return in_force;
}

} // namespace sojourn::daemon
