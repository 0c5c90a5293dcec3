#include "content/reads.hpp"

#include "text/format.hpp"
#include "text/token.hpp"

#include <algorithm>
#include <array>

namespace sojourn::content {

namespace {

using text::token;
using text::token_kind;

/// First parts of the data's names; inside of a section other names are its value's.
constexpr auto roots =
    std::to_array<std::string_view>({"customer", "traits", "products", "trigger", "change", "vars",
                                     "campaign", "instance", "subject"});

bool begins_with_root(std::string_view name) {
  const auto root = name.substr(0, name.find('.'));
  return std::find(roots.begin(), roots.end(), root) != roots.end();
}

struct place {
  std::vector<std::string> there; ///< names whose sections stand around it
  bool has_fallback = false;
};

bool is_there(const place& at, std::string_view name) {
  return std::any_of(at.there.begin(), at.there.end(), [&](const std::string& section) {
    return name == section || (name.starts_with(section) && name[section.size()] == '.');
  });
}

void collect(const std::vector<token>& children, const place& at, std::vector<name_read>& found) {
  for (const auto& each : children) {
    if (each.kind == token_kind::variable || each.kind == token_kind::raw) {
      if (begins_with_root(each.text) || at.there.empty())
        found.push_back({each.text, at.has_fallback || is_there(at, each.text)});
    } else if (each.kind == token_kind::section && each.text == text::fallback_name) {
      const auto bar =
          std::find_if(each.children.begin(), each.children.end(),
                       [](const token& child) { return child.kind == token_kind::alternative; });
      auto inside = at;
      inside.has_fallback = at.has_fallback || bar != each.children.end();
      collect({each.children.begin(), bar}, inside, found);
      if (bar != each.children.end())
        collect({bar + 1, each.children.end()}, at, found);
    } else if (each.kind == token_kind::section && text::is_formatting(each.text)) {
      collect(each.children, at, found);
    } else if (each.kind == token_kind::section) {
      auto inside = at;
      inside.there.push_back(each.text);
      collect(each.children, inside, found);
    } else if (each.kind == token_kind::inverted) {
      collect(each.children, at, found);
    }
  }
}

} // namespace

std::vector<name_read> names_shown(const text::message_template& read) {
  std::vector<name_read> found;
  if (const auto parsed = text::parse_tokens(read.source()))
    collect(parsed->children, {}, found);
  return found;
}

} // namespace sojourn::content
