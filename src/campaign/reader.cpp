#include "campaign/reader.hpp"

#include "campaign/broadcast.hpp"
#include "campaign/graph.hpp"
#include "campaign/message_reader.hpp"
#include "campaign/schedule_reader.hpp"
#include "campaign/step_reader.hpp"

#include <algorithm>
#include <array>

namespace sojourn::campaign {

namespace {

/// Whether the type of the step or trigger at `place` is one that there is;
/// complains where it is not.
bool check_type(const node& place, const std::string& kind) {
  if (!place.is_object())
    return false;
  const auto& known = types_of(kind);
  if (!place.value().contains("type")) {
    place.complain_at(pointer_to(place.pointer(), "type"),
                      "\"type\" is missing: one of " + listed(known));
    return false;
  }
  const auto type = place["type"];
  if (!type.is_text()) {
    type.complain("expected one of " + listed(known) + ", not " + shown(type.value()));
    return false;
  }
  const auto name = type.text();
  if (std::find(known.begin(), known.end(), name) != known.end())
    return true;
  type.complain("there is no " + kind + " type " + in_quotes(name) +
                hint(name, known, "there are", place.mistakes()));
  return false;
}

/// Checks the whole document against the schema, each choice in it by itself.
void check_whole(const json& source, mistake_list& mistakes) {
  check_schema(whole_definition, source, "", mistakes);
  const node root{source, mistakes};
  if (const auto trigger = root["trigger"]; check_type(trigger, "trigger"))
    check_schema("trigger_" + trigger["type"].text(), trigger.value(), trigger.pointer(), mistakes);
  for (const auto& key : {"goal", "exit"}) {
    if (const auto place = root[key])
      check_schema(place.is_array() ? "endings" : "ending", place.value(), place.pointer(),
                   mistakes);
  }
  for (const auto& [id, step] : root["steps"].members()) {
    if (check_type(step, "step"))
      check_schema(step_schema(step), step.value(), step.pointer(), mistakes);
  }
}

std::vector<std::string> keys_of(const json& source, const char* member) {
  std::vector<std::string> keys;
  if (!source.is_object() || !source.contains(member) || !source[member].is_object())
    return keys;
  for (const auto& [key, value] : source[member].items())
    keys.push_back(key);
  return keys;
}

std::string read_timezone(const node& place) {
  const std::string fallback = "UTC";
  if (!place)
    return fallback;
  if (calendar::is_zone(place.text()))
    return place.text();
  place.complain("there is no zone " + in_quotes(place.text()) +
                 "; write an IANA name such as \"Asia/Ho_Chi_Minh\"");
  return fallback;
}

std::vector<std::string> read_texts(const node& list) {
  std::vector<std::string> texts;
  for (const auto& element : list.elements())
    texts.push_back(element.text());
  return texts;
}

trigger read_schedule(const node& place, const std::string& timezone) {
  auto when = read_when(place, timezone);
  if (!when)
    return manual_trigger{}; // something was said of it
  schedule_trigger read{.when = std::move(*when)};
  read.missed = calendar::find_missed_policy(place["missed"].text()).value_or(read.missed);
  if (const auto window = place["missed_window"])
    read.missed_window = read_length(window);
  const auto overlap = place["overlap"].text();
  if (overlap == "queue")
    read.overlap = overlap_policy::queue;
  else if (overlap == "parallel")
    read.overlap = overlap_policy::parallel;
  return read;
}

record_trigger read_record_trigger(const node& place, record_moment on) {
  record_trigger read{.on = on,
                      .record = place["record"].text(),
                      .fields = read_texts(place["fields"]),
                      .order = {}};
  const auto towards = place["direction"].text();
  read.towards = towards == "up"     ? direction::up
                 : towards == "down" ? direction::down
                                     : direction::any;
  for (const auto& value : place["order"].elements()) {
    if (!value.value().is_string() && !value.value().is_number())
      value.complain("values in order are texts or numbers");
    read.order.push_back(value.value());
  }
  return read;
}

trigger read_trigger(const node& place, const data_scope& scope, const std::string& timezone) {
  const auto type = place["type"].text();
  if (type == "schedule")
    return read_schedule(place, timezone);
  for (const auto on :
       {record_moment::created, record_moment::changed, record_moment::created_or_changed}) {
    if (type == to_text(on))
      return read_record_trigger(place, on);
  }
  if (type == "broadcast") {
    const auto to = place["to"].text();
    return broadcast_trigger{to == "customers"  ? broadcast_to::customers
                             : to == "visitors" ? broadcast_to::visitors
                                                : broadcast_to::both};
  }
  if (type == "event")
    return event_trigger{place["event"].text()};
  if (type != "webhook")
    return manual_trigger{};
  const auto subject = place["subject"];
  webhook_trigger read{place["hook"].text(), std::nullopt};
  if (subject)
    read.subject = scope.read_rule(subject, seen_from::hook);
  return read;
}

reentry read_reentry(const node& place, const data_scope& scope) {
  constexpr auto policies = std::to_array({reentry_policy::once, reentry_policy::skip_if_open,
                                           reentry_policy::restart, reentry_policy::parallel});
  static const auto subject_id = rules::rule::parse({{"var", "subject.id"}}).value();
  const auto key = place["key"];
  reentry read{.key = key ? scope.read_rule(key, seen_from::key) : subject_id};
  if (const auto& paths = read.key.paths();
      key && paths && paths->empty() && !key.mistakes().any_below(key.pointer()))
    key.complain(
        "the key reads nothing of the start, so everybody would have the same one; write " +
        (key.is_text() ? "{\"var\": \"" + key.text() + "\"}"
                       : std::string{"{\"var\": \"customer.id\"}, for example"}));
  const auto named = std::find_if(policies.begin(), policies.end(), [&](reentry_policy policy) {
    return to_text(policy) == place["policy"].text();
  });
  if (named != policies.end())
    read.policy = *named;
  return read;
}

std::vector<ending> read_endings(const node& place, const data_scope& scope) {
  std::vector<ending> endings;
  const auto add = [&](const node& one) {
    endings.push_back({one["event"].text(), scope.read_rule(one["match"], seen_from::match)});
  };
  if (place.is_object())
    add(place);
  for (const auto& one : place.elements())
    add(one);
  return endings;
}

pause_policy read_pause_policy(const node& place, const trigger& starts) {
  pause_policy read;
  const auto timers = place["timers"].text();
  if (timers == "keep_remaining")
    read.timers = pause_timers::keep_remaining;
  else if (timers == "spread")
    read.timers = pause_timers::spread;
  if (const auto window = place["window"]) {
    read.window = read_length(window);
    if (read.timers != pause_timers::spread)
      window.complain("only timers that are spread have a window: \"timers\": \"spread\"");
  }
  read.keep_events = static_cast<std::uint32_t>(
      place["keep_events"].number(static_cast<double>(read.keep_events)));
  read.keeps_starts = place["starts"].text() != "drop";
  if (const auto kept = place["keep_starts"]) {
    read.keep_starts = static_cast<std::uint32_t>(kept.number(read.keep_starts));
    if (!read.keeps_starts)
      kept.complain("only starts that are kept have a limit: \"starts\": \"keep\"");
  }
  if (const auto occurrences = place["occurrences"]) {
    read.occurrences = calendar::find_missed_policy(occurrences.text());
    if (!std::holds_alternative<schedule_trigger>(starts))
      occurrences.complain("only a campaign with the trigger \"schedule\" has occurrences");
  }
  return read;
}

limits read_limits(const node& place, const std::string& campaign_id) {
  limits read;
  if (const auto least = place["least"])
    read.least = static_cast<std::int64_t>(least.number(0));
  if (const auto audience = place["audience"]) {
    const auto seed = audience["seed"];
    read.audience = {.most = static_cast<std::int64_t>(audience["most"].number(1)),
                     .seed = seed ? seed.text() : campaign_id,
                     .counts_for_the_day = audience["counts_for_the_day"].value() == json(true)};
  }
  if (const auto person = place["person"]) {
    const auto per = person["per"].text();
    read.person = {.campaigns = person["campaigns"].text(),
                   .most = static_cast<std::int64_t>(person["most"].number(1)),
                   .per = per == "week"    ? calendar::period::week
                          : per == "month" ? calendar::period::month
                                           : calendar::period::day};
  }
  return read;
}

void read_steps(const node& steps, const reading& context, definition& into) {
  for (const auto& [id, place] : steps.members()) {
    auto kind = read_step(place, context);
    if (!kind)
      continue;
    if (id == end_target && !std::holds_alternative<end_step>(*kind))
      place.complain("the target \"end\" ends the instance; give this step another id, or the "
                     "type \"end\"");
    into.steps.emplace(id, step{id, std::move(*kind), place["title"].value()});
  }
}

definition read_parts(const json& source, const surroundings& around, mistake_list& mistakes) {
  const node root{source, mistakes};
  const data_scope scope{source, around.own_lists};
  definition read;
  read.id = root["id"].text();
  read.name = root["name"].text();
  read.tags = read_texts(root["tags"]);
  read.timezone = read_timezone(root["timezone"]);
  read.trigger = read_trigger(root["trigger"], scope, read.timezone);
  for (const auto& [name, place] : root["reads"].members())
    read.reads.emplace(name, subject_ref{place["record"].text(), place["id"].text()});
  read.audience = scope.read_rule(root["audience"], seen_from::audience);
  read.reentry = read_reentry(root["reentry"], scope);
  read.goals = read_endings(root["goal"], scope);
  read.exits = read_endings(root["exit"], scope);
  read.on_pause = read_pause_policy(root["on_pause"], read.trigger);
  read.limits = read_limits(root["limits"], read.id);
  for (const auto& [name, place] : root["messages"].members())
    read.messages.emplace(name, read_message(place, scope));

  read_taken_messages(root["steps"], around, scope, read);

  const reading context{.around = around,
                        .scope = scope,
                        .step_ids = keys_of(source, "steps"),
                        .message_names = keys_of(source, "messages"),
                        .retry = read_retry(root["retry"], around.default_retry),
                        .timezone = read.timezone,
                        .campaign_id = read.id};
  if (is_broadcast(root))
    check_broadcast(root);
  read.start = read_target(root["start"], context);
  read_steps(root["steps"], context, read);
  check_graph(read, root["steps"]);
  return read;
}

} // namespace

result<definition_ptr> read_definition(const json& source, const surroundings& around) {
  constexpr std::string_view refusal = "the campaign definition has errors";
  const auto refuse = [&](std::vector<error_detail> details) {
    return fail(error_code::invalid_definition, std::string{refusal}, std::move(details));
  };
  if (auto problem = hostile_shape(source))
    return refuse({std::move(*problem)});
  mistake_list mistakes;
  if (!around.passed_schema)
    check_whole(source, mistakes);
  auto read = read_parts(source, around, mistakes);
  if (!mistakes.empty())
    return refuse(mistakes.sorted());
  read.source = source;
  return std::make_shared<const definition>(std::move(read));
}

json encode_library(const message_library& taken) {
  json stored;
  for (const auto& [id, message] : taken)
    stored[id] = {{"version", message.version}, {"source", message.source}};
  return stored;
}

result<definition_ptr> read_stored(const json& source, const json& library,
                                   const retry_policy& default_retry) {
  message_library taken;
  for (const auto& [id, message] : library.items()) {
    const auto* version = find_path(message, "version");
    const auto* parts = find_path(message, "source");
    if (version == nullptr || !version->is_number_integer() || parts == nullptr)
      return fail(error_code::data_corrupt,
                  "the message \"" + id + "\" that the campaign took cannot be read");
    taken.emplace(id, pinned_message{version->get<std::int64_t>(), *parts});
  }
  return read_definition(source,
                         {.default_retry = default_retry,
                          .passed_schema = true,
                          .library = std::make_shared<const message_library>(std::move(taken)),
                          .own_lists = std::nullopt}); // the types may have changed since
}

} // namespace sojourn::campaign
