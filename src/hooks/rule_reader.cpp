#include "hooks/rule_reader.hpp"

#include <algorithm>

namespace sojourn::hooks {

namespace {

void check_names(const rules::rule& rule, const std::string& place, const rule_roots& roots,
                 mistake_list& mistakes) {
  if (!rule.paths())
    return; // computed
  for (const auto& path : *rule.paths()) {
    const auto root = std::string_view{path}.substr(0, path.find('.'));
    if (!root.empty() && std::ranges::find(roots, root) == roots.end())
      mistakes.add(place, in_quotes(path) + " reads nothing: there is no " + in_quotes(root) +
                              hint(root, roots, "in reach are", mistakes));
  }
}

void check_operators(const json& source, const std::string& place, mistake_list& mistakes) {
  if (source.is_array()) {
    for (std::size_t i = 0; i < source.size(); ++i)
      check_operators(source[i], pointer_to(place, i), mistakes);
  } else if (source.is_object()) {
    for (const auto& [name, argument] : source.items()) {
      if (name == "outcome" || name == "in_segment")
        mistakes.add(pointer_to(place, name),
                     "a call has no " + in_quotes(name) + "; ask for it in the campaign");
      check_operators(argument, pointer_to(place, name), mistakes);
    }
  }
}

} // namespace

std::optional<rules::rule> read_rule(const json& source, const std::string& place,
                                     const rule_roots& roots, mistake_list& mistakes) {
  auto rule = rules::rule::parse(source, place);
  if (!rule) {
    for (auto& detail : rule.error().details)
      mistakes.add(detail.pointer, std::move(detail.message));
    return std::nullopt;
  }
  check_names(*rule, place, roots, mistakes);
  check_operators(source, place, mistakes);
  return std::move(*rule);
}

const json* find_member(const json& of, const char* name) {
  const auto found = of.find(name);
  return found == of.end() ? nullptr : &*found;
}

} // namespace sojourn::hooks
