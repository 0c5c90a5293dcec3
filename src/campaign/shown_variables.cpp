#include "campaign/shown_variables.hpp"

#include <algorithm>
#include <vector>

namespace sojourn::campaign {

namespace {

/// A path or a name of a template, dotted.
bool names_variable(std::string_view name, std::string_view variable) {
  constexpr std::string_view root = "vars.";
  if (name.empty() || name == "vars") // all of them
    return true;
  if (!name.starts_with(root))
    return false;
  name.remove_prefix(root.size());
  return name.substr(0, name.find('.')) == variable;
}

bool reads_variable(const text::message_template& text, std::string_view variable) {
  const auto names = text.names();
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return !name.empty() && names_variable(name, variable);
  });
}

bool reads_variable(const rules::rule& rule, std::string_view variable) {
  const auto& paths = rule.paths();
  return !paths || std::any_of(paths->begin(), paths->end(), [&](const std::string& path) {
    return names_variable(path, variable);
  });
}

template <class Fields>
bool any_reads(const Fields& fields, std::string_view variable) {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const auto& field) { return reads_variable(field.second, variable); });
}

template <class... Ts>
struct showing_visitor : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
showing_visitor(Ts...) -> showing_visitor<Ts...>;

} // namespace

bool shows_variable(const message& message, std::string_view variable) {
  return std::any_of(message.languages.begin(), message.languages.end(), [&](const auto& language) {
    const auto& parts = language.second;
    return reads_variable(parts.subject, variable) || reads_variable(parts.text, variable) ||
           (parts.html && reads_variable(*parts.html, variable)) ||
           any_reads(parts.channels, variable);
  });
}

std::set<std::string, std::less<>> steps_showing(const definition& campaign,
                                                 std::string_view variable) {
  std::set<std::string, std::less<>> found;
  const auto all_read = [&](const std::vector<rules::rule>& rules) {
    return std::any_of(rules.begin(), rules.end(),
                       [&](const rules::rule& rule) { return reads_variable(rule, variable); });
  };
  for (const auto& [id, step] : campaign.steps) {
    const bool shows = std::visit(
        showing_visitor{
            [&](const send_step& send) {
              const auto sent = campaign.messages.find(send.message);
              return sent != campaign.messages.end() && shows_variable(sent->second, variable);
            },
            [&](const http_step& call) {
              return reads_variable(call.url, variable) || any_reads(call.headers, variable) ||
                     (call.body && reads_variable(*call.body, variable));
            },
            [&](const show_step& show) { return reads_variable(show.content, variable); },
            [&](const update_step& update) { return any_reads(update.set, variable); },
            [&](const start_step& start) { return any_reads(start.data, variable); },
            [&](const tag_step& tag) { return all_read(tag.add); },
            [&](const task_step& task) { return any_reads(task.texts, variable); },
            [](const auto&) { return false; },
        },
        step.kind);
    if (shows)
      found.insert(id);
  }
  return found;
}

bool can_reach(const definition& campaign, const std::string& from,
               const std::set<std::string, std::less<>>& steps) {
  std::set<std::string, std::less<>> seen;
  std::vector<std::string> next{from};
  while (!next.empty()) {
    auto id = std::move(next.back());
    next.pop_back();
    const auto* step = campaign.find(id);
    if (step == nullptr || !seen.insert(id).second)
      continue;
    if (steps.contains(id))
      return true;
    for (const auto& transition : transitions_of(*step))
      next.push_back(transition.target);
  }
  return false;
}

} // namespace sojourn::campaign
