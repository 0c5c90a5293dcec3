#include "text/template.hpp"

#include "base/ascii.hpp"
#include "text/format.hpp"
#include "text/renderer.hpp"
#include "text/token.hpp"

#include <algorithm>

namespace sojourn::text {

namespace {

void collect_names(const token& from, std::set<std::string>& names) {
  for (const auto& each : from.children) {
    const bool reads = each.kind == token_kind::variable || each.kind == token_kind::raw ||
                       each.kind == token_kind::inverted ||
                       (each.kind == token_kind::section && !is_formatting(each.text));
    if (reads && each.text != ".")
      names.insert(each.text);
    collect_names(each, names);
  }
}

void collect_inside(const token& from, std::string_view section, std::set<std::string>& found) {
  for (const auto& each : from.children) {
    const bool is_one = each.kind == token_kind::section && each.text == section;
    const bool is_written =
        std::all_of(each.children.begin(), each.children.end(),
                    [](const token& part) { return part.kind == token_kind::literal; });
    if (!is_one || !is_written) {
      collect_inside(each, section, found);
      continue;
    }
    std::string text;
    for (const auto& part : each.children)
      text += part.text;
    found.emplace(trimmed(text));
  }
}

} // namespace

message_template::message_template() {
  static const auto empty = std::make_shared<const token>();
  root_ = empty;
}

result<message_template> message_template::parse(std::string_view source) {
  auto root = parse_tokens(source);
  if (!root)
    return fail(std::move(root.error()));
  message_template parsed;
  parsed.root_ = std::make_shared<const token>(std::move(*root));
  parsed.source_ = source;
  return parsed;
}

std::string message_template::render(const json& data, const render_options& options) const {
  return renderer{data, options}.run(*root_);
}

std::set<std::string> message_template::names() const {
  std::set<std::string> names;
  collect_names(*root_, names);
  return names;
}

std::set<std::string> message_template::inside(std::string_view section) const {
  std::set<std::string> found;
  collect_inside(*root_, section, found);
  return found;
}

bool message_template::reads(std::string_view root) const {
  for (const auto& name : names()) {
    if (std::string_view{name}.substr(0, name.find('.')) == root)
      return true;
  }
  return false;
}

const std::string& message_template::source() const { return source_; }

} // namespace sojourn::text
