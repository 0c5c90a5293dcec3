#include "forms/form_names.hpp"

#include "base/mistakes.hpp"
#include "text/format.hpp"
#include "text/token.hpp"

#include <algorithm>
#include <array>

namespace sojourn::forms {

namespace {

/// First parts of the data's paths. But for `answers` they are of the person whose link it is.
constexpr auto roots = std::to_array<std::string_view>(
    {"answers", "customer", "instance", "trigger", "vars", "campaign"});

/// What is wrong with a dotted path; empty: nothing.
std::string problem_of_path(std::string_view path, const std::set<std::string>& answers) {
  const auto root = path.substr(0, path.find('.'));
  const mistake_list none;
  if (std::find(roots.begin(), roots.end(), root) == roots.end())
    return in_quotes(path) + " reads nothing" + hint(root, roots, "in reach are", none);
  if (root != "answers" || path.size() <= root.size() + 1)
    return {};
  const auto rest = path.substr(root.size() + 1);
  const std::string name{rest.substr(0, rest.find('.'))};
  if (answers.contains(name))
    return {};
  return in_quotes(path) + " reads nothing: no component before this one is called " +
         in_quotes(name);
}

std::string problem_of_tokens(const text::token& parsed, const std::set<std::string>& answers,
                              bool inside_section) {
  using text::token_kind;
  for (const auto& each : parsed.children) {
    const bool formats = each.kind == token_kind::section && text::is_formatting(each.text);
    const bool reads = each.kind == token_kind::variable || each.kind == token_kind::raw ||
                       each.kind == token_kind::section || each.kind == token_kind::inverted;
    if (each.kind == token_kind::partial)
      return "there are no partials, so \"{{>" + each.text + "}}\" shows nothing";
    if (reads && !formats && each.text != ".") {
      // Inside of a section a name may belong to the section's value.
      const auto root = std::string_view{each.text}.substr(0, each.text.find('.'));
      const bool is_ours = std::find(roots.begin(), roots.end(), root) != roots.end();
      if (auto why =
              inside_section && !is_ours ? std::string{} : problem_of_path(each.text, answers);
          !why.empty())
        return why;
    }
    const bool enters = each.kind == token_kind::section && !formats;
    if (auto why = problem_of_tokens(each, answers, inside_section || enters); !why.empty())
      return why;
  }
  return {};
}

/// An operator that needs what a page does not have; empty: there is none.
std::string operator_out_of_reach(const json& source) {
  if (!source.is_structured())
    return {};
  if (source.is_object()) {
    for (const auto* name : {"in_segment", "outcome"}) {
      if (source.contains(name))
        return name;
    }
  }
  for (const auto& part : source) {
    if (auto found = operator_out_of_reach(part); !found.empty())
      return found;
  }
  return {};
}

} // namespace

std::string problem_of_names(const std::string& source, const std::set<std::string>& answers) {
  const auto parsed = text::parse_tokens(source);
  return parsed ? problem_of_tokens(*parsed, answers, false) : parsed.error().message;
}

std::string problem_of_rule(const rules::rule& rule, const std::set<std::string>& answers) {
  if (const auto found = operator_out_of_reach(rule.source()); !found.empty())
    return "a form cannot ask for " + in_quotes(found);
  if (const auto& paths = rule.paths()) {
    for (const auto& path : *paths) {
      if (auto why = problem_of_path(path, answers); !why.empty())
        return why;
    }
  }
  return {};
}

} // namespace sojourn::forms
