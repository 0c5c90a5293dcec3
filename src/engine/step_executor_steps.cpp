// What each kind of step does when an instance comes to it.
#include "engine/chance.hpp"
#include "engine/step_executor.hpp"
#include "engine/view.hpp"
#include "records/tags.hpp"
#include "text/text_length.hpp"

#include <algorithm>

namespace sojourn::engine {

namespace {

/// Campaigns that may have started each other in a chain; more of them run in a circle.
constexpr std::int64_t max_start_depth = 16;

/// How many starts by other campaigns led to this trigger.
std::int64_t start_depth(const json& trigger) {
  const auto* depth = find_path(trigger, "depth");
  return depth != nullptr && depth->is_number_integer() ? depth->get<std::int64_t>() : 0;
}

} // namespace

std::optional<std::string> step_executor::enter(const campaign::step&, const campaign::send_step&) {
  request(effect_kind::send);
  return std::nullopt;
}

std::optional<std::string> step_executor::enter(const campaign::step&, const campaign::http_step&) {
  request(effect_kind::http);
  return std::nullopt;
}

std::optional<std::string> step_executor::enter(const campaign::step& step,
                                                const campaign::delay_step& delay) {
  const auto until = delay_until(delay);
  if (!until) {
    hold({"invalid_time", until.error().message});
    return std::nullopt;
  }
  write(delayed{step.id, state_.visit, *until});
  if (*until <= at_)
    return delay.next;
  wait_for(waiting_for::timer, *until);
  return std::nullopt;
}

result<instant> step_executor::delay_until(const campaign::delay_step& delay) {
  auto anchor = state_.settled_at;
  if (!delay.from.empty()) {
    if (const auto found = state_.anchors.find(delay.from); found != state_.anchors.end())
      anchor = found->second;
  }
  const auto& zone = campaign_.timezone;
  if (const auto* length = std::get_if<calendar::duration>(&delay.until))
    return calendar::add(anchor, *length, zone);
  if (const auto* fixed = std::get_if<instant>(&delay.until))
    return *fixed;
  if (const auto* window = std::get_if<calendar::window>(&delay.until))
    return calendar::next_opening(at_, *window, zone);
  if (std::holds_alternative<campaign::best_hour_window>(delay.until))
    return next_best_hour();
  auto date = value_of(std::get<rules::rule>(delay.until));
  if (!date)
    return fail(std::move(date.error()));
  if (!date->is_string())
    return fail(error_code::invalid_instant,
                "the delay \"" + state_.step + "\" got " + dump(*date) + " where a date belongs");
  return calendar::parse_local(date->get_ref<const std::string&>(), zone);
}

result<instant> step_executor::next_best_hour() {
  constexpr int hours_a_day = 24;
  if (!given_.best_hour)
    return at_;
  const auto& best = *given_.best_hour;
  add_used_best_hour(best, used_);
  const calendar::window open{.from = {.hour = best.hour, .minute = 0},
                              .to = {.hour = (best.hour + 1) % hours_a_day, .minute = 0}};
  return calendar::next_opening(at_, open, best.zone);
}

std::optional<std::string> step_executor::enter(const campaign::step& step,
                                                const campaign::wait_step& wait) {
  if (const auto until = end_of_wait(wait.timeout))
    await_event(step, *until);
  else
    hold({"invalid_time", until.error().message});
  return std::nullopt;
}

result<std::optional<instant>>
step_executor::end_of_wait(const std::optional<calendar::duration>& timeout) const {
  if (!timeout)
    return std::nullopt;
  const auto end = calendar::add(state_.settled_at, *timeout, campaign_.timezone);
  if (!end)
    return fail(end.error());
  return *end;
}

void step_executor::await_event(const campaign::step& step, std::optional<instant> until) {
  write(wait_began{step.id, state_.visit, until});
  wait_for(waiting_for::event, until);
}

std::optional<std::string> step_executor::enter(const campaign::step&,
                                                const campaign::branch_step& branch) {
  std::size_t number = 0;
  for (const auto& option : branch.cases) {
    ++number;
    const auto holds = holds_true(option.when);
    if (!holds)
      return std::nullopt;
    if (*holds)
      return choose("case " + std::to_string(number), option.next);
  }
  return choose("otherwise", branch.otherwise);
}

std::optional<std::string> step_executor::enter(const campaign::step& step,
                                                const campaign::split_step& split) {
  double total = 0;
  for (const auto& share : split.shares)
    total += share.share;
  auto left = draw({campaign_.id, step.id, to_text(state_.subject)}) * total;
  const auto* chosen = &split.shares.back();
  for (const auto& share : split.shares) {
    if (left < share.share) {
      chosen = &share;
      break;
    }
    left -= share.share;
  }
  return choose(chosen->name, chosen->next);
}

std::optional<std::string> step_executor::enter(const campaign::step& step,
                                                const campaign::update_step& update) {
  auto set = values_of(update.set);
  if (!set)
    return std::nullopt;
  auto record = known_.record.is_object() ? known_.record : json::object();
  record.merge_patch(*set);
  if (auto why = refusal_of(record); !why.empty()) {
    add_used_refused({state_.step, state_.visit, why}, used_);
    hold({"update_refused", "the record cannot be updated: " + why});
    return std::nullopt;
  }
  // Later steps of this turn see the record as it will be.
  known_.record = std::move(record);
  write(subject_updated{step.id, *set});
  patches_.push_back({state_.subject, std::move(*set)});
  return update.next;
}

std::optional<std::vector<std::string>>
step_executor::tags_of(const std::vector<rules::rule>& rules) {
  constexpr std::size_t most_characters = 64;
  std::vector<std::string> tags;
  const auto take = [&](const json& value) {
    const bool is_tag = value.is_string() && !value.get_ref<const std::string&>().empty() &&
                        text::characters(value.get_ref<const std::string&>()) <= most_characters;
    if (is_tag && std::find(tags.begin(), tags.end(), value) == tags.end())
      tags.push_back(value.get<std::string>());
    return is_tag || value.is_null();
  };
  for (const auto& rule : rules) {
    const auto value = value_or_hold(rule);
    if (!value)
      return std::nullopt;
    const bool all_taken =
        value->is_array() ? std::all_of(value->begin(), value->end(), take) : take(*value);
    if (!all_taken) {
      hold({"invalid_tag", "a tag of \"" + state_.step + "\" is " + dump(*value) +
                               ", which is no text of 1 to " + std::to_string(most_characters) +
                               " characters"});
      return std::nullopt;
    }
  }
  return tags;
}

std::optional<std::string> step_executor::enter(const campaign::step& step,
                                                const campaign::tag_step& tag) {
  auto add = tags_of(tag.add);
  if (!add)
    return std::nullopt;
  auto remove = tags_of(tag.remove);
  if (!remove)
    return std::nullopt;
  auto record = known_.record.is_object() ? known_.record : json::object();
  const auto tags = record.find(tag.field);
  auto why = tags != record.end() && !tags->is_array() && !tags->is_null()
                 ? "/" + tag.field + ": it is no list"
                 : std::string{};
  const records::tag_change change{std::move(*add), std::move(*remove)};
  if (why.empty()) {
    record[tag.field] = records::with_tags(record.value(tag.field, json()), change);
    why = refusal_of(record);
  }
  if (!why.empty()) {
    add_used_refused({state_.step, state_.visit, why}, used_);
    hold({"update_refused", "the record cannot be updated: " + why});
    return std::nullopt;
  }
  known_.record = std::move(record);
  write(subject_tagged{step.id, tag.field, change.add, change.remove});
  // The list as it is when the turn is committed is changed: nobody's change is undone.
  patches_.push_back({.subject = state_.subject, .tags = {{tag.field, change}}});
  return tag.next;
}

std::optional<json> step_executor::values_of(const std::map<std::string, rules::rule>& fields) {
  json values = json::object();
  for (const auto& [field, rule] : fields) {
    auto value = value_of(rule);
    if (!value) {
      hold({"condition_failed", value.error().message});
      return std::nullopt;
    }
    values[field] = std::move(*value);
  }
  return values;
}

std::string step_executor::refusal_of(const json& record) const {
  if (const auto& then = given_.refused;
      then && then->step == state_.step && then->visit == state_.visit)
    return then->why;
  if (!given_.record_type)
    return {};
  std::string why;
  for (const auto& mistake : records::check(*given_.record_type, record))
    why += (why.empty() ? "" : "; ") + mistake.pointer + ": " + mistake.message;
  return why;
}

std::optional<std::string> step_executor::enter(const campaign::step&,
                                                const campaign::end_step& ending) {
  end_by("end", ending.reason);
  return std::nullopt;
}

// ---- other campaigns -------------------------------------------------------------------

std::optional<std::string> step_executor::enter(const campaign::step& step,
                                                const campaign::start_step& start) {
  const auto found = given_.campaigns.find(start.campaign);
  const auto state = found != given_.campaigns.end() ? found->second : std::string{"unknown"};
  add_used_campaign(start.campaign, state, used_);
  const auto depth = start_depth(state_.trigger) + 1;
  if (state != "active" || depth > max_start_depth) {
    const auto reason = state != "active"
                            ? "the campaign \"" + start.campaign + "\" is " + state
                            : std::to_string(max_start_depth) + " campaigns started each other";
    if (start.on_failure.empty()) {
      hold({"campaign_not_active", reason});
      return std::nullopt;
    }
    return choose("failure", start.on_failure);
  }
  auto data = values_of(start.data);
  if (!data)
    return std::nullopt;
  const auto until = end_of_wait(start.timeout);
  if (!until) {
    hold({"invalid_time", until.error().message});
    return std::nullopt;
  }
  write(start_requested{step.id, state_.visit, start.campaign, *data});
  starts_.push_back({start.campaign,
                     state_.subject,
                     {{"type", "start"},
                      {"campaign", campaign_.id},
                      {"instance", to_text(state_.id)},
                      {"step", step.id},
                      {"visit", state_.visit},
                      {"depth", depth},
                      {"waits", start.waits},
                      {"data", std::move(*data)}}});
  if (!start.waits)
    return start.next;
  await_event(step, *until);
  return std::nullopt;
}

std::optional<std::string> step_executor::enter(const campaign::step& step,
                                                const campaign::pause_campaign_step& pause) {
  pauses_campaign_ = campaign_paused{step.id, pause.reason};
  write(*pauses_campaign_);
  end_by("end", pause.reason.empty() ? "paused the campaign" : pause.reason);
  return std::nullopt;
}

} // namespace sojourn::engine
