#include "retention/policy.hpp"

#include "base/json_schema.hpp"
#include "base/mistakes.hpp"

#include <algorithm>
#include <memory>

namespace sojourn::retention {

extern const std::string_view policy_schema_text; // retention.schema.json

namespace {

constexpr std::array<std::string_view, areas> area_names{
    "instances", "send_contents", "events",  "hook_calls",   "runs", "jobs",
    "imports",   "audit",         "figures", "form_answers", "desk"};

const std::shared_ptr<const json>& document() {
  static const auto parsed = std::make_shared<const json>(json::parse(policy_schema_text));
  return parsed;
}

period read_period(const json& days) {
  return days.is_null() ? period{} : period{std::chrono::days{days.get<int>()}};
}

json show(const period& kept) { return kept ? json(kept->count()) : json(); }

void read_rule(const json& source, instance_rule& into) {
  if (const auto days = source.find("days"); days != source.end())
    into.days = read_period(*days);
  if (const auto by_status = source.find("by_status"); by_status != source.end()) {
    for (const auto& [status, days] : by_status->items())
      into.by_status[status] = read_period(days);
  }
}

json show(const instance_rule& rule) {
  json shown = json::object();
  if (rule.days)
    shown["days"] = show(*rule.days);
  if (!rule.by_status.empty()) {
    auto& by_status = shown["by_status"] = json::object();
    for (const auto& [status, days] : rule.by_status)
      by_status[status] = show(days);
  }
  return shown;
}

/// The days that a rule names for the status, or for all.
std::optional<period> days_in(const instance_rule& rule, std::string_view status) {
  const auto found = rule.by_status.find(status);
  return found != rule.by_status.end() ? std::optional{found->second} : rule.days;
}

policy read_parts(const json& source) {
  policy read;
  if (const auto instances = source.find("instances"); instances != source.end()) {
    read_rule(*instances, read.instances);
    if (const auto campaigns = instances->find("by_campaign"); campaigns != instances->end()) {
      for (const auto& [campaign, rule] : campaigns->items())
        read_rule(rule, read.by_campaign[campaign]);
    }
  }
  for (std::size_t i = 1; i < areas; ++i) {
    if (const auto found = source.find(area_names[i]); found != source.end())
      read.others[i] = read_period(found->at("days"));
  }
  return read;
}

} // namespace

std::string_view to_text(area which) { return area_names[static_cast<std::size_t>(which)]; }

const json& policy_schema() { return *document(); }

result<policy> read_policy(const json& source) {
  static const json_schema schema{document()};
  mistake_list mistakes;
  schema.check(source, "", mistakes);
  if (!mistakes.empty())
    return fail(error_code::invalid_request, "the retention has errors", mistakes.sorted());
  return read_parts(source);
}

json as_json(const policy& what) {
  json shown{{"instances", show(what.instances)}};
  if (!what.by_campaign.empty()) {
    auto& campaigns = shown["instances"]["by_campaign"] = json::object();
    for (const auto& [campaign, rule] : what.by_campaign)
      campaigns[campaign] = show(rule);
  }
  for (std::size_t i = 1; i < areas; ++i)
    shown[std::string{area_names[i]}] = {{"days", show(what.others[i])}};
  return shown;
}

period keep_of(const policy& what, std::string_view campaign, std::string_view status) {
  if (const auto own = what.by_campaign.find(campaign); own != what.by_campaign.end()) {
    if (const auto days = days_in(own->second, status))
      return *days;
  }
  return days_in(what.instances, status).value_or(period{});
}

std::optional<instant> due_before(const period& kept, instant now) {
  return kept ? std::optional{now - *kept} : std::nullopt;
}

period longer(const period& one, const period& other) {
  return one && other ? period{std::max(*one, *other)} : period{};
}

} // namespace sojourn::retention
