#include "campaign/step_reader.hpp"

#include "campaign/form.hpp"
#include "campaign/json_template.hpp"
#include "campaign/schedule_reader.hpp"
#include "campaign/task_reader.hpp"

#include <algorithm>
#include <array>

namespace sojourn::campaign {

namespace {

using namespace std::chrono_literals;

constexpr milliseconds longest_pause = 30 * 24h;

/// The exact length of a pause between attempts, or `otherwise`.
milliseconds read_pause(const node& place, milliseconds otherwise) {
  const auto length = read_duration(place);
  if (!length)
    return otherwise;
  if (length->years != 0 || length->months != 0 || length->days != 0) {
    place.complain("a pause between attempts is counted in hours, minutes and seconds; write "
                   "\"PT24H\" for a day");
    return otherwise;
  }
  if (length->exact > longest_pause) {
    place.complain("a pause between attempts is 30 days at most, \"PT720H\"");
    return otherwise;
  }
  return length->exact;
}

on_unknown read_unknown(const node& place) {
  if (place.text() == "retry")
    return on_unknown::retry;
  return place.text() == "next" ? on_unknown::next : on_unknown::hold;
}

effect_rules read_effect(const node& step, const reading& context) {
  return {.retry = read_retry(step["retry"], context.retry),
          .unknown = read_unknown(step["on_unknown"]),
          .on_failure = read_target(step["on_failure"], context)};
}

/// Complains where `name` is not among `known`.
void check_known(const node& place, std::string_view what, const std::vector<std::string>& known) {
  const auto name = place.text();
  if (name.empty() || std::find(known.begin(), known.end(), name) != known.end())
    return;
  place.complain("there is no " + std::string{what} + " " + in_quotes(name) +
                 hint(name, known, "there are", place.mistakes()));
}

step_kind read_send(const node& step, const reading& context) {
  if (!step["message"].text().starts_with(library_prefix)) // read_taken_messages checks those
    check_known(step["message"], "message", context.message_names);
  std::vector<std::string> via;
  for (const auto& channel : step["via"].elements()) {
    if (!context.around.channels.empty())
      check_known(channel, "channel", context.around.channels);
    via.push_back(channel.text());
  }
  return send_step{.message = step["message"].text(),
                   .via = std::move(via),
                   .unpaid = step["on_unpaid"].text() == "next_channel" ? on_unpaid::next_channel
                                                                        : on_unpaid::wait,
                   .on_unreachable = read_target(step["on_unreachable"], context),
                   .effect = read_effect(step, context),
                   .next = read_target(step["next"], context)};
}

calendar::window read_window(const node& place) {
  const auto read_time = [](const node& time) {
    return calendar::parse_time_of_day(time.text()).value_or(calendar::time_of_day{});
  };
  const auto from = place["from"];
  const auto to = place["to"];
  const calendar::window open{read_time(from), read_time(to)};
  if (from && to && open.from == open.to)
    place.complain("from and to are the same time, so the window is always open and delays "
                   "nothing");
  return open;
}

instant read_until(const node& place, const std::string& zone) {
  const auto at = calendar::parse_local(place.text(), zone);
  if (!at && place)
    place.complain(at.error().message);
  return at.value_or(instant{});
}

step_kind read_delay(const node& step, const reading& context) {
  constexpr auto kinds = std::to_array<std::string_view>({"for", "until", "at", "window"});
  std::vector<std::string_view> given;
  std::copy_if(kinds.begin(), kinds.end(), std::back_inserter(given),
               [&](std::string_view kind) { return step.value().contains(kind); });
  if (given.empty())
    step.complain("a delay needs one of " + listed(kinds));
  else if (given.size() > 1)
    step.complain("a delay takes one of " + listed(kinds) + "; this one has " + listed(given));

  const auto from = step["from"];
  if (from && !step.value().contains("for"))
    from.complain("\"from\" says what the duration \"for\" counts from; without \"for\" nothing "
                  "reads it");
  else
    check_known(from, "step", context.step_ids);

  delay_step delay{.until = read_duration(step["for"]).value_or(calendar::duration{}),
                   .from = from.text(),
                   .next = read_target(step["next"], context)};
  if (const auto until = step["until"])
    delay.until = read_until(until, context.timezone);
  if (const auto at = step["at"])
    delay.until = context.scope.read_rule(at, seen_from::step);
  if (const auto window = step["window"]; window.is_text()) // the schema knows the only one
    delay.until = best_hour_window{};
  else if (window)
    delay.until = read_window(window);
  return delay;
}

step_kind read_wait(const node& step, const reading& context) {
  wait_step wait;
  std::set<std::string> always_taken; // by an earlier event without a match
  for (const auto& place : step["events"].elements()) {
    const auto type = place["event"].text();
    const bool has_match = place.is_object() && place.value().contains("match");
    if (always_taken.contains(type))
      place.complain("an earlier event " + in_quotes(type) +
                     " without a match takes every one of them; give that one a match, or put "
                     "it last");
    else if (!has_match && !type.empty())
      always_taken.insert(type);
    wait.events.push_back({.event = type,
                           .match = context.scope.read_rule(place["match"], seen_from::match),
                           .next = read_target(place["next"], context),
                           .as = place["as"].text(),
                           .title = place["title"].value()});
  }
  wait.look_back = read_length(step["look_back"]);
  wait.timeout = read_duration(step["timeout"]);
  wait.on_timeout = read_target(step["on_timeout"], context);
  return wait;
}

step_kind read_branch(const node& step, const reading& context) {
  branch_step branch;
  const auto on = step["on"];
  if (on)
    static_cast<void>(context.scope.read_rule(on, seen_from::step)); // tells its mistakes once
  for (const auto& [value, place] : step["cases"].members()) {
    const json equality{{"===", {on ? on.value() : json{}, value}}};
    const auto next = place.is_object() ? place["next"] : place;
    branch.cases.push_back({.when = rules::rule::parse(equality).value_or(rules::rule{}),
                            .next = read_target(next, context),
                            .title = place["title"] ? place["title"].value() : json(value)});
  }
  for (const auto& place : step["cases"].elements())
    branch.cases.push_back({.when = context.scope.read_rule(place["when"], seen_from::step),
                            .next = read_target(place["next"], context),
                            .title = place["title"].value()});
  branch.otherwise = read_target(step["otherwise"], context);
  return branch;
}

step_kind read_split(const node& step, const reading& context) {
  split_step split;
  for (const auto& place : step["shares"].elements()) {
    const auto name = place["name"].text();
    const bool is_taken = std::any_of(split.shares.begin(), split.shares.end(),
                                      [&](const split_share& other) { return other.name == name; });
    if (is_taken && !name.empty())
      place["name"].complain("another share of this split is called " + in_quotes(name) + " too");
    split.shares.push_back({.name = name,
                            .share = place["share"].number(1),
                            .next = read_target(place["next"], context),
                            .title = place["title"].value()});
  }
  return split;
}

std::optional<rules::rule> read_optional_rule(const node& place, const reading& context) {
  return place ? std::optional{context.scope.read_rule(place, seen_from::step)} : std::nullopt;
}

step_kind read_voucher(const node& step, const reading& context) {
  if (!step["points"] && step["on_insufficient"])
    step["on_insufficient"].complain(
        "without \"points\" the code costs none, so nobody has too few");
  return voucher_step{.pool = step["pool"].text(),
                      .as = step["as"].text(),
                      .valid_for = read_duration(step["valid_for"]),
                      .points = read_optional_rule(step["points"], context),
                      .returns = step["if_unreached"].text() != "keep",
                      .on_exhausted = read_target(step["on_exhausted"], context),
                      .on_limit = read_target(step["on_limit"], context),
                      .on_insufficient = read_target(step["on_insufficient"], context),
                      .effect = read_effect(step, context),
                      .next = read_target(step["next"], context)};
}

step_kind read_update(const node& step, const reading& context) {
  update_step update{.set = {}, .next = read_target(step["next"], context)};
  for (const auto& [field, place] : step["set"].members()) {
    if (field == "id")
      place.complain("the id of a record cannot be changed");
    update.set.emplace(field, context.scope.read_rule(place, seen_from::step));
  }
  return update;
}

step_kind read_tag(const node& step, const reading& context) {
  tag_step tag{.field = step["field"] ? step["field"].text() : "tags",
               .next = read_target(step["next"], context)};
  if (tag.field == "id")
    step["field"].complain("the id of a record cannot be changed");
  const auto read_all = [&](const node& list, std::vector<rules::rule>& into) {
    for (const auto& place : list.elements())
      into.push_back(context.scope.read_rule(place, seen_from::step));
  };
  read_all(step["add"], tag.add);
  read_all(step["remove"], tag.remove);
  if (tag.add.empty() && tag.remove.empty())
    step.complain("a tag step needs \"add\" or \"remove\"");
  return tag;
}

step_kind read_http(const node& step, const reading& context) {
  http_step http{.method = step["method"].text(),
                 .url = context.scope.read_template(step["url"], seen_from::call),
                 .headers = {},
                 .body = std::nullopt,
                 .as = step["as"].text(),
                 .effect = read_effect(step, context),
                 .next = read_target(step["next"], context)};
  if (const auto body = step["body"])
    http.body = read_call_body(body, context.scope);
  for (const auto& [name, place] : step["headers"].members()) {
    check_one_line(place);
    http.headers.emplace(name, read_call_header(place, context.scope));
  }
  return http;
}

show_kind read_show_kind(const node& place) {
  for (const auto kind : {show_kind::popup, show_kind::form, show_kind::push}) {
    if (place.text() == to_text(kind))
      return kind;
  }
  return show_kind::banner;
}

form_identity read_identity(const node& place, show_kind of) {
  if (!place)
    return form_identity::nobody;
  if (of != show_kind::form)
    place.complain("only a form identifies anybody");
  return place.text() == "known"          ? form_identity::known
         : place.text() == "known_or_new" ? form_identity::known_or_new
                                          : form_identity::nobody;
}

step_kind read_show(const node& step, const reading& context) {
  show_step show{.kind = read_show_kind(step["kind"]),
                 .slot = step["slot"].text(),
                 .content = read_json_template(step["content"], context.scope),
                 .is_text = step["content"].is_text(),
                 .identifies = read_identity(step["identifies"], read_show_kind(step["kind"])),
                 .from = std::nullopt,
                 .until = {},
                 .next = read_target(step["next"], context)};
  if (const auto from = step["from"])
    show.from = read_until(from, context.timezone);
  const auto until = step["until"];
  const auto length = step["for"];
  if (until && length)
    length.complain("it is shown \"until\" an instant or \"for\" a time, not both");
  else if (until)
    show.until = read_until(until, context.timezone);
  else if (const auto read = read_duration(length))
    show.until = *read;
  if (const auto* end = std::get_if<instant>(&show.until);
      end != nullptr && show.from && *end <= *show.from &&
      !until.mistakes().any_below(step.pointer()))
    until.complain("this is not after \"from\", so nobody would see it");
  check_consent(step["content"], show);
  return show;
}

step_kind read_count_gate(const node& step, const reading& context) {
  const auto id = step.pointer().substr(step.pointer().rfind('/') + 1);
  count_gate_step gate{.counter = step["counter"] ? step["counter"].text() : id,
                       .cases = {},
                       .otherwise = read_target(step["otherwise"], context),
                       .resets = {},
                       .as = step["as"].text()};
  std::int64_t before = 0;
  for (const auto& place : step["cases"].elements()) {
    const auto up_to = static_cast<std::int64_t>(place["up_to"].number(1));
    if (up_to <= before && place["up_to"])
      place["up_to"].complain("the cases of a gate are in ascending order, and an earlier one "
                              "takes the passages up to " +
                              std::to_string(before) + " already");
    before = std::max(before, up_to);
    gate.cases.push_back({.up_to = up_to,
                          .next = read_target(place["next"], context),
                          .title = place["title"].value()});
  }
  if (const auto resets = step["resets"])
    gate.resets = read_when(resets, context.timezone);
  return gate;
}

step_kind read_points(const node& step, const reading& context) {
  points_step points{.amount = read_optional_rule(step["amount"], context),
                     .reference = {},
                     .reverses = read_optional_rule(step["reverse"], context),
                     .book = step["book"] ? step["book"].text() : context.campaign_id,
                     .on_insufficient = read_target(step["on_insufficient"], context),
                     .as = step["as"].text(),
                     .next = read_target(step["next"], context)};
  if (const auto reference = step["reference"])
    points.reference = context.scope.read_rule(reference, seen_from::step);
  else if (points.reverses)
    points.reference = *points.reverses;
  return points;
}

step_kind read_tier(const node& step, const reading& context) {
  tier_step tier{.field = step["field"] ? step["field"].text() : "tier",
                 .tiers = {},
                 .otherwise = step["otherwise"] ? step["otherwise"].value() : json{},
                 .keeps_higher = step["keep_higher"] && step["keep_higher"].value() == json(true),
                 .on_failure = read_target(step["on_failure"], context),
                 .as = step["as"].text(),
                 .next = read_target(step["next"], context)};
  if (tier.field == "id")
    step["field"].complain("the id of a record cannot be changed");
  if (const auto to = step["to"])
    tier.tiers.push_back({to.value(), true});
  for (const auto& place : step["tiers"].elements()) {
    static_cast<void>(
        context.scope.read_rule(place["when"], seen_from::tier)); // tells its mistakes
    tier.tiers.push_back({place["value"].value(), place["when"].value()});
  }
  return tier;
}

step_kind read_start(const node& step, const reading& context) {
  start_step start{.campaign = step["campaign"].text(),
                   .data = {},
                   .waits = step["wait"] && step["wait"].value() == json(true),
                   .timeout = read_duration(step["timeout"]),
                   .on_timeout = read_target(step["on_timeout"], context),
                   .on_failure = read_target(step["on_failure"], context),
                   .as = step["as"].text(),
                   .next = read_target(step["next"], context)};
  for (const auto& [field, place] : step["data"].members())
    start.data.emplace(field, context.scope.read_rule(place, seen_from::step));
  if (!start.waits && step["timeout"])
    step["timeout"].complain("without \"wait\": true nothing waits, so nothing can time out");
  if (!start.waits && step["as"])
    step["as"].complain("without \"wait\": true it is not known how the started instance ended");
  if (start.campaign == context.campaign_id)
    step["campaign"].complain("a campaign cannot start itself; lead the way back to a step");
  return start;
}

step_kind read_pause_campaign(const node& step, const reading&) {
  return pause_campaign_step{step["reason"].text()};
}

step_kind read_end(const node& step, const reading&) { return end_step{step["reason"].text()}; }

using step_function = step_kind (*)(const node&, const reading&);

constexpr auto step_functions = std::to_array<std::pair<std::string_view, step_function>>({
    {"send", read_send},
    {"delay", read_delay},
    {"wait", read_wait},
    {"branch", read_branch},
    {"split", read_split},
    {"voucher", read_voucher},
    {"update", read_update},
    {"http", read_http},
    {"end", read_end},
    {"count_gate", read_count_gate},
    {"points", read_points},
    {"tier", read_tier},
    {"start", read_start},
    {"pause_campaign", read_pause_campaign},
    {"show", read_show},
    {"tag", read_tag},
    {"task", read_task},
});

} // namespace

void check_one_line(const node& place) {
  const auto text = place.text();
  if (std::any_of(text.begin(), text.end(),
                  [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
    place.complain("expected one line without control characters");
}

std::string read_target(const node& place, const reading& context) {
  auto target = place.text();
  const auto& ids = context.step_ids;
  if (target.empty() || target == end_target || ids.empty() ||
      std::binary_search(ids.begin(), ids.end(), target))
    return target;
  auto near = meant(target, ids, place.mistakes());
  place.complain("there is no step " + in_quotes(target) +
                 hint(target, ids, "there are", place.mistakes()));
  return near;
}

milliseconds read_length(const node& place) {
  const auto length = read_duration(place);
  if (!length)
    return milliseconds{0};
  if (length->years != 0 || length->months != 0)
    place.complain("months and years differ in length; write days, or hours");
  return std::chrono::days{length->days} + length->exact;
}

std::optional<calendar::duration> read_duration(const node& place) {
  if (!place)
    return std::nullopt;
  const auto length = calendar::parse_duration(place.text());
  if (!length) {
    place.complain(length.error().message);
    return std::nullopt;
  }
  if (calendar::is_zero(*length)) {
    place.complain(in_quotes(place.text()) + " is no time at all; write a longer duration");
    return std::nullopt;
  }
  return *length;
}

retry_policy read_retry(const node& place, const retry_policy& inherited) {
  auto policy = inherited;
  if (!place)
    return policy;
  policy.max_attempts =
      static_cast<std::uint32_t>(place["max_attempts"].number(policy.max_attempts));
  policy.initial = read_pause(place["initial"], policy.initial);
  policy.backoff = place["backoff"].number(policy.backoff);
  policy.max = read_pause(place["max"], policy.max);
  policy.jitter = place["jitter"].number(policy.jitter);
  if (policy.initial > policy.max && (place["initial"] || place["max"]))
    place.complain("the first pause, " + calendar::to_text({.exact = policy.initial}) +
                   ", is longer than the longest, " + calendar::to_text({.exact = policy.max}) +
                   "; raise \"max\" or lower \"initial\"");
  return policy;
}

std::optional<step_kind> read_step(const node& place, const reading& context) {
  const auto type = place["type"].text();
  const auto found = std::find_if(step_functions.begin(), step_functions.end(),
                                  [&](const auto& row) { return row.first == type; });
  if (found == step_functions.end())
    return std::nullopt;
  return found->second(place, context);
}

std::string step_schema(const node& place) {
  const auto type = place["type"].text();
  if (type == "points")
    return place.value().contains("reverse") ? "step_points_reverse" : "step_points";
  if (type == "tier")
    return place.value().contains("to") ? "step_tier_to" : "step_tier";
  if (type != "branch")
    return "step_" + type;
  return place.value().contains("on") || place["cases"].is_object() ? "step_branch_on"
                                                                    : "step_branch_cases";
}

} // namespace sojourn::campaign
