#include "tests/model/plan.hpp"

#include "tests/unit/engine/builders.hpp"

namespace sojourn::model {

namespace build = engine::testing;

namespace {

json var(const std::string& path) { return {{"var", path}}; }

json compare(const char* by, json left, json right) {
  return {{by, json::array({std::move(left), std::move(right)})}};
}

rules::rule rule_of(const condition& what) {
  return what.what == condition::kind::always ? rules::rule{} : build::rule(source_of(what));
}

std::vector<campaign::ending> endings_of(const std::vector<ending>& endings) {
  std::vector<campaign::ending> made;
  for (const auto& one : endings)
    made.push_back({one.event, rule_of(one.match)});
  return made;
}

campaign::effect_rules effect_rules_of(const step& from) {
  campaign::effect_rules made;
  made.retry = {from.max_attempts, from.initial, 2.0, from.longest, from.jitter};
  made.unknown = from.unknown;
  made.on_failure = from.on_failure;
  return made;
}

campaign::delay_step delay_of(const step& from) {
  campaign::delay_step made;
  made.next = from.next;
  made.from = from.from;
  switch (from.form) {
  case delay_form::for_hours:
    // Whole days are written as days; in UTC they are 24 hours each.
    made.until =
        build::lasting(from.hours_long % 24 == 0 ? "P" + std::to_string(from.hours_long / 24) + "D"
                                                 : "PT" + std::to_string(from.hours_long) + "H");
    break;
  case delay_form::until_instant:
    made.until = from.until;
    break;
  case delay_form::until_field:
    made.until = build::var("customer.date");
    break;
  case delay_form::in_window:
    made.until = calendar::window{{from.opens, 0}, {from.closes, 0}};
    break;
  case delay_form::best_hour:
    made.until = campaign::best_hour_window{};
    break;
  }
  return made;
}

campaign::wait_step wait_of(const step& from) {
  campaign::wait_step made;
  for (const auto& one : from.events)
    made.events.push_back({one.event, rule_of(one.match), one.next, one.as});
  if (from.timeout_hours)
    made.timeout = build::lasting("PT" + std::to_string(*from.timeout_hours) + "H");
  made.on_timeout = from.on_timeout;
  return made;
}

// Kept whole: one branch a type of step.
campaign::step_kind kind_of(const step& from) {
  switch (from.type) {
  case step_type::send:
    return build::send(from.next, effect_rules_of(from), from.on_unreachable);
  case step_type::http:
    return build::http(from.next, from.as, effect_rules_of(from));
  case step_type::voucher:
    return build::voucher(pool_name, from.as, from.next, from.on_exhausted, from.on_failure);
  case step_type::delay:
    return delay_of(from);
  case step_type::wait:
    return wait_of(from);
  case step_type::branch: {
    campaign::branch_step made;
    for (const auto& one : from.cases)
      made.cases.push_back({rule_of(one.when), one.next});
    made.otherwise = from.otherwise;
    return made;
  }
  case step_type::split: {
    campaign::split_step made;
    for (const auto& one : from.shares)
      made.shares.push_back({one.next, static_cast<double>(one.weight), one.next});
    return made;
  }
  case step_type::update: {
    campaign::update_step made;
    if (from.broken)
      made.set.emplace("odd", build::broken());
    if (from.add_points != 0)
      made.set.emplace(
          "points", build::rule(compare("+", {{"var", {"customer.points", 0}}}, from.add_points)));
    if (!from.set_tier.empty())
      made.set.emplace("tier", build::rule(from.set_tier));
    made.next = from.next;
    return made;
  }
  case step_type::tag: {
    campaign::tag_step made;
    made.field = "tags";
    made.add.push_back(from.broken ? build::broken() : build::rule("vip"));
    made.remove.push_back(build::rule("new"));
    made.next = from.next;
    return made;
  }
  case step_type::task: {
    campaign::task_step made;
    made.texts.emplace("", text::message_template::parse("Greet {{customer.tier}}").value());
    made.reads = build::rule({{"cat", {{{"var", "customer.tier"}}}}});
    made.lasts = build::lasting("P3D");
    made.next = from.next;
    return made;
  }
  case step_type::show:
    if (from.shown_hours)
      return build::show(from.slot, from.next,
                         build::lasting("PT" + std::to_string(*from.shown_hours) + "H"));
    return build::show(from.slot, from.next);
  case step_type::count_gate: {
    campaign::count_gate_step made;
    made.counter = "gate";
    made.cases = {{from.first_ones, from.next}};
    made.otherwise = from.otherwise;
    made.as = from.as;
    return made;
  }
  case step_type::points: {
    campaign::points_step made;
    made.amount = from.broken ? build::broken() : build::rule(from.add_points);
    made.reference = build::var("trigger.plan");
    made.book = "book";
    made.on_insufficient = from.on_insufficient;
    made.as = from.as;
    made.next = from.next;
    return made;
  }
  case step_type::tier: {
    campaign::tier_step made;
    made.field = "tier";
    made.tiers = {{"gold", true}};
    made.on_failure = from.on_failure;
    made.as = from.as;
    made.next = from.next;
    return made;
  }
  case step_type::start: {
    campaign::start_step made;
    made.campaign = other_campaign;
    if (from.broken)
      made.data.emplace("odd", build::broken());
    made.waits = from.waits;
    if (from.timeout_hours)
      made.timeout = build::lasting("PT" + std::to_string(*from.timeout_hours) + "H");
    made.on_timeout = from.on_timeout;
    made.on_failure = from.on_failure;
    made.as = from.as;
    made.next = from.next;
    return made;
  }
  case step_type::pause_campaign:
    return campaign::pause_campaign_step{from.reason};
  case step_type::end:
    break;
  }
  return build::stop(from.reason);
}

} // namespace

json source_of(const condition& what) {
  using kind = condition::kind;
  switch (what.what) {
  case kind::always:
    return true;
  case kind::broken:
    return {{"in_segment", "nobody-can-tell"}};
  case kind::tier_is:
    return compare("==", var("customer.tier"), what.text);
  case kind::tier_is_by_path:
    return compare("==", {{"var", {{"cat", {"customer.", "tier"}}}}}, what.text);
  case kind::points_over:
    return compare(">", var("customer.points"), what.number);
  case kind::tags_over:
    return compare(">", var("customer.tags.length"), what.number);
  case kind::has_no_nick:
    return compare("==", {{"var", {"customer.nick", "none"}}}, "none");
  case kind::gift_redeemed:
    return var("vars.gift.redeemed_at");
  case kind::plan_is:
    return compare("==", var("trigger.plan"), what.text);
  case kind::was_accepted:
    return compare("==", {{"outcome", {what.text, "status"}}}, "accepted");
  case kind::event_n_is:
    return compare("==", var("event.n"), what.number);
  }
  return nullptr;
}

campaign::definition definition_of(const plan& what) {
  build::step_list steps;
  for (const auto& [id, one] : what.steps)
    steps.emplace_back(id, kind_of(one));
  auto made = build::campaign_of(steps);
  made.id = what.id;
  made.start = what.start;
  made.goals = endings_of(what.goals);
  made.exits = endings_of(what.exits);
  made.audience = rule_of(what.audience);
  made.on_pause.keep_events = static_cast<std::uint32_t>(what.kept_events);
  return made;
}

} // namespace sojourn::model
