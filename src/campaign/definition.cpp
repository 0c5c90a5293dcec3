#include "campaign/definition.hpp"

#include "text/language.hpp"

#include <array>

namespace sojourn::campaign {

namespace {

constexpr auto step_names = std::to_array<std::string_view>(
    {"send", "delay", "wait", "branch", "split", "voucher", "update", "http", "end", "count_gate",
     "points", "tier", "start", "pause_campaign", "show"});
constexpr auto show_names = std::to_array<std::string_view>({"banner", "popup", "form", "push"});
static_assert(step_names.size() == std::variant_size_v<step_kind>);

constexpr auto trigger_names = std::to_array<std::string_view>(
    {"record_changed", "manual", "webhook", "event", "schedule", "broadcast"});
static_assert(trigger_names.size() == std::variant_size_v<trigger>);

/// Collects ways; a target that is not given is no way.
class way_list {
public:
  void add(std::string name, const std::string& target) {
    if (!target.empty())
      ways_.push_back({std::move(name), target});
  }
  [[nodiscard]] std::vector<way> take() && { return std::move(ways_); }

private:
  std::vector<way> ways_;
};

void add_ways(way_list& ways, const send_step& send) {
  ways.add("next", send.next);
  ways.add("unreachable", send.on_unreachable);
  ways.add("failure", send.effect.on_failure);
}
void add_ways(way_list& ways, const delay_step& delay) { ways.add("next", delay.next); }
void add_ways(way_list& ways, const wait_step& wait) {
  for (const auto& awaited : wait.events)
    ways.add(awaited.event, awaited.next);
  ways.add("timeout", wait.on_timeout);
}
void add_ways(way_list& ways, const branch_step& branch) {
  std::size_t number = 0;
  for (const auto& option : branch.cases)
    ways.add("case " + std::to_string(++number), option.next);
  ways.add("otherwise", branch.otherwise);
}
void add_ways(way_list& ways, const split_step& split) {
  for (const auto& share : split.shares)
    ways.add(share.name, share.next);
}
void add_ways(way_list& ways, const voucher_step& voucher) {
  ways.add("next", voucher.next);
  ways.add("exhausted", voucher.on_exhausted);
  ways.add("failure", voucher.effect.on_failure);
}
void add_ways(way_list& ways, const update_step& update) { ways.add("next", update.next); }
void add_ways(way_list& ways, const http_step& http) {
  ways.add("next", http.next);
  ways.add("failure", http.effect.on_failure);
}
void add_ways(way_list&, const end_step&) {}
void add_ways(way_list& ways, const count_gate_step& gate) {
  for (const auto& one : gate.cases)
    ways.add("up to " + std::to_string(one.up_to), one.next);
  ways.add("otherwise", gate.otherwise);
}
void add_ways(way_list& ways, const points_step& points) {
  ways.add("next", points.next);
  ways.add("insufficient", points.on_insufficient);
}
void add_ways(way_list& ways, const tier_step& tier) {
  ways.add("next", tier.next);
  ways.add("failure", tier.on_failure);
}
void add_ways(way_list& ways, const start_step& start) {
  ways.add("next", start.next);
  ways.add("timeout", start.on_timeout);
  ways.add("failure", start.on_failure);
}
void add_ways(way_list&, const pause_campaign_step&) {}
void add_ways(way_list& ways, const show_step& show) { ways.add("next", show.next); }

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

std::vector<way> ways_of(const step& from) {
  way_list ways;
  std::visit([&](const auto& kind) { add_ways(ways, kind); }, from.kind);
  return std::move(ways).take();
}

} // namespace sojourn::campaign
