// The only file that knows toml++. It takes the compiled library, as the CMake target does: the
// header-only parser of 3.3 aborts in debug builds on a table header such as "[!".
#include "config/node.hpp"

#include <sstream>
#include <toml++/toml.h>

namespace sojourn::config {
namespace {

node convert(const toml::node& from) {
  node to{.line = static_cast<int>(from.source().begin.line)};
  from.visit([&](const auto& value) {
    using value_type = std::remove_cvref_t<decltype(value)>;
    if constexpr (toml::is_table<value_type>) {
      to.kind = node_kind::table;
      for (const auto& [name, member] : value)
        to.members.emplace_back(std::string{name.str()}, convert(member));
    } else if constexpr (toml::is_array<value_type>) {
      to.kind = node_kind::list;
      for (const auto& item : value)
        to.items.push_back(convert(item));
    } else if constexpr (toml::is_chronological<value_type>) {
      to.kind = node_kind::date_time;
      std::ostringstream text;
      text << value.get();
      to.scalar = text.str();
    } else {
      to.kind = toml::is_boolean<value_type>   ? node_kind::boolean
                : toml::is_integer<value_type> ? node_kind::integer
                : toml::is_string<value_type>  ? node_kind::text
                                               : node_kind::number;
      to.scalar = value.get();
    }
  });
  return to;
}

/// The parser quotes what it stumbled over; that may be part of a secret.
std::string without_values(std::string_view description) {
  if (description.find("is not representable") != description.npos)
    return "a number does not fit into 64 bits";
  for (const std::string_view before_quote : {", saw ", " '\\"})
    description = description.substr(0, description.find(before_quote));
  return std::string{description};
}

} // namespace

std::string_view to_text(node_kind kind) {
  switch (kind) {
  case node_kind::boolean:
    return "true or false";
  case node_kind::integer:
    return "an integer";
  case node_kind::number:
    return "a number";
  case node_kind::text:
    return "text";
  case node_kind::date_time:
    return "a date or time";
  case node_kind::list:
    return "a list";
  case node_kind::table:
    return "a table";
  }
  return "a value";
}

tl::expected<node, syntax_error> parse_toml(std::string_view text) {
  try {
    return convert(toml::parse(text));
  } catch (const toml::parse_error& failure) {
    return tl::unexpected{syntax_error{static_cast<int>(failure.source().begin.line),
                                       without_values(failure.description())}};
  }
}

} // namespace sojourn::config
