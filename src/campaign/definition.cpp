#include "campaign/definition.hpp"

#include "text/language.hpp"

#include <array>

namespace sojourn::campaign {

namespace {

constexpr auto step_names = std::to_array<std::string_view>(
    {"send", "delay", "wait", "branch", "split", "voucher", "update", "http", "end", "count_gate",
     "points", "tier", "start", "pause_campaign", "show", "tag", "task"});
constexpr auto show_names = std::to_array<std::string_view>({"banner", "popup", "form", "push"});
static_assert(step_names.size() == std::variant_size_v<step_kind>);

constexpr auto trigger_names = std::to_array<std::string_view>(
    {"record_changed", "manual", "webhook", "event", "schedule", "broadcast"});
static_assert(trigger_names.size() == std::variant_size_v<trigger>);

/// Collects ways; a target that is not given is no way.
class way_list {
public:
  void add(std::string name, const std::string& target, const json& title = {}) {
    if (!target.empty())
      ways_.push_back({std::move(name), target, title});
  }
  [[nodiscard]] std::vector<transition> take() && { return std::move(ways_); }

private:
  std::vector<transition> ways_;
};

void add_transitions(way_list& transitions, const send_step& send) {
  transitions.add("next", send.next);
  transitions.add("unreachable", send.on_unreachable);
  transitions.add("failure", send.effect.on_failure);
}
void add_transitions(way_list& transitions, const delay_step& delay) {
  transitions.add("next", delay.next);
}
void add_transitions(way_list& transitions, const wait_step& wait) {
  for (const auto& awaited : wait.events)
    transitions.add(awaited.event, awaited.next, awaited.title);
  transitions.add("timeout", wait.on_timeout);
}
void add_transitions(way_list& transitions, const branch_step& branch) {
  std::size_t number = 0;
  for (const auto& option : branch.cases)
    transitions.add("case " + std::to_string(++number), option.next, option.title);
  transitions.add("otherwise", branch.otherwise);
}
void add_transitions(way_list& transitions, const split_step& split) {
  for (const auto& share : split.shares)
    transitions.add(share.name, share.next, share.title);
}
void add_transitions(way_list& transitions, const voucher_step& voucher) {
  transitions.add("next", voucher.next);
  transitions.add("exhausted", voucher.on_exhausted);
  transitions.add("limit", voucher.on_limit);
  transitions.add("insufficient", voucher.on_insufficient);
  transitions.add("failure", voucher.effect.on_failure);
}
void add_transitions(way_list& transitions, const update_step& update) {
  transitions.add("next", update.next);
}
void add_transitions(way_list& transitions, const tag_step& tag) {
  transitions.add("next", tag.next);
}
void add_transitions(way_list& transitions, const task_step& task) {
  transitions.add("next", task.next);
}
void add_transitions(way_list& transitions, const http_step& http) {
  transitions.add("next", http.next);
  transitions.add("failure", http.effect.on_failure);
}
void add_transitions(way_list&, const end_step&) {}
void add_transitions(way_list& transitions, const count_gate_step& gate) {
  for (const auto& one : gate.cases)
    transitions.add("up to " + std::to_string(one.up_to), one.next, one.title);
  transitions.add("otherwise", gate.otherwise);
}
void add_transitions(way_list& transitions, const points_step& points) {
  transitions.add("next", points.next);
  transitions.add("insufficient", points.on_insufficient);
}
void add_transitions(way_list& transitions, const tier_step& tier) {
  transitions.add("next", tier.next);
  transitions.add("failure", tier.on_failure);
}
void add_transitions(way_list& transitions, const start_step& start) {
  transitions.add("next", start.next);
  transitions.add("timeout", start.on_timeout);
  transitions.add("failure", start.on_failure);
}
void add_transitions(way_list&, const pause_campaign_step&) {}
void add_transitions(way_list& transitions, const show_step& show) {
  transitions.add("next", show.next);
}

} // namespace

const message::parts_in_language* message::find_parts(std::string_view language) const {
  const auto found = text::find_language(languages, language);
  return found == languages.end() ? nullptr : &*found;
}

const message::parts_in_language* message::parts_for(std::string_view language) const {
  if (const auto* wanted = find_parts(language))
    return wanted;
  return find_parts(fallback_language);
}

std::string_view type_name(const step_kind& kind) { return step_names[kind.index()]; }

std::string_view to_text(record_moment on) {
  switch (on) {
  case record_moment::created:
    return "record_created";
  case record_moment::changed:
    return "record_changed";
  case record_moment::created_or_changed:
    break;
  }
  return "record_created_or_changed";
}

std::string_view type_name(const trigger& trigger) {
  const auto* record = std::get_if<record_trigger>(&trigger);
  return record != nullptr ? to_text(record->on) : trigger_names[trigger.index()];
}

std::string_view kind_name(const trigger& trigger) {
  static constexpr auto names = std::to_array<std::string_view>(
      {"changed_data", "manual", "webhook", "event", "periodic", "bulk"});
  static_assert(names.size() == std::variant_size_v<campaign::trigger>);
  const auto* record = std::get_if<record_trigger>(&trigger);
  if (record != nullptr && record->on == record_moment::created)
    return "new_data";
  if (record != nullptr && record->on == record_moment::created_or_changed)
    return "new_or_changed_data";
  return names[trigger.index()];
}

std::string_view to_text(show_kind kind) { return show_names[static_cast<std::size_t>(kind)]; }

std::string_view to_text(reentry_policy policy) {
  switch (policy) {
  case reentry_policy::once:
    return "once";
  case reentry_policy::skip_if_open:
    return "skip_if_open";
  case reentry_policy::restart:
    return "restart";
  case reentry_policy::parallel:
    return "parallel";
  }
  return "";
}

std::vector<transition> transitions_of(const step& from) {
  way_list transitions;
  std::visit([&](const auto& kind) { add_transitions(transitions, kind); }, from.kind);
  return std::move(transitions).take();
}

} // namespace sojourn::campaign
