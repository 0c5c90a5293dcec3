// A settings file as a tree of plain values that know their lines.
#pragma once

#include "base/json.hpp"

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace sojourn::config {

enum class node_kind { boolean, integer, number, text, date_time, list, table };

/// "an integer", "a table": the kind as a message calls it.
[[nodiscard]] std::string_view to_text(node_kind kind);

/// One value of a file, or of an environment variable.
struct node {
  node_kind kind = node_kind::table;
  int line = 0;
  json scalar{};             ///< boolean, integer, number, text; a date_time as RFC 3339 text
  std::vector<node> items{}; ///< list
  std::vector<std::pair<std::string, node>> members{}; ///< table
};

/// Why a text is not TOML.
struct syntax_error {
  int line = 0;
  std::string message; ///< never holds a value of the file, which may be a secret
};

/// Reads TOML 1.0. The first mistake of syntax ends it.
[[nodiscard]] tl::expected<node, syntax_error> parse_toml(std::string_view text);

} // namespace sojourn::config
