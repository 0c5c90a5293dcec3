// The table of all keys: each is declared once, and everything else is derived from here.
#pragma once

#include "config/node.hpp"
#include "config/settings.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::config {

/// One key of `Owner`: how it is called, explained, read and shown.
template <class Owner>
struct key {
  std::string name{};    ///< dotted from the owner: "http.port"
  std::string manual{};  ///< for a person: unit, range and reason
  std::string allowed{}; ///< the range or the choices, as in the manual; empty: see `set`
  node_kind kind = node_kind::text;
  bool secret = false; ///< its value is never shown
  /// Checks a value and keeps it. The answer says what is wrong with it; it repeats a value
  /// only where that cannot be a secret.
  std::function<std::optional<std::string>(Owner&, const node&)> set{};
  std::function<json(const Owner&)> get{};
};

template <class Owner>
using key_table = std::vector<key<Owner>>;

/// A table of the file: its dotted name and what it is about.
struct area {
  std::string name;
  std::string manual;
};

/// The tables that have keys of their own, in the order of the shipped file.
[[nodiscard]] const std::vector<area>& areas();

/// Every key outside of lists, grouped by area, in the order of the shipped file.
[[nodiscard]] const key_table<settings>& settings_keys();

/// The keys of [[auth.tokens]].
[[nodiscard]] const key_table<access_token>& access_token_keys();

/// The keys of [channels.webhooks.NAME].
[[nodiscard]] const key_table<webhook_endpoint>& webhook_endpoint_keys();

/// The keys of [channels.providers.NAME].
[[nodiscard]] const key_table<provider_settings>& provider_keys();

/// SOJOURN_HTTP_PORT for "http.port": the variable that overrides a key.
[[nodiscard]] std::string variable_of(std::string_view key);

} // namespace sojourn::config
