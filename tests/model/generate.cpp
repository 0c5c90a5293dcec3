#include "tests/model/generate.hpp"

#include "tests/unit/engine/builders.hpp"

#include <array>

namespace sojourn::model {

namespace {

using engine::command_kind;
using engine::instance_status;
using engine::waiting_for;

const std::vector<std::string> event_types{"order.paid", "cart.left", "ping", "voucher.redeemed"};
const std::vector<std::string> tiers{"silver", "gold"};
const std::vector<std::string> plans{"a", "b"};
const std::vector<std::string> variables{"gift", "answer", "note"};

std::string step_name(std::size_t number) { return "s" + std::to_string(number); }

/// Draws the steps of one plan; `here` is the number of the step being drawn.
class drawing {
public:
  drawing(dice& draws, std::size_t count) : draws_{draws}, count_{count} {}

  condition some_condition() {
    using kind = condition::kind;
    switch (draws_.roll(20)) {
    case 0:
      return {kind::broken, {}, 0};
    case 1:
    case 2:
    case 3:
      return {kind::tier_is, draws_.one_of(tiers), 0};
    case 4:
      return {kind::tier_is_by_path, draws_.one_of(tiers), 0};
    case 5:
    case 6:
      return {kind::points_over, {}, static_cast<int>(draws_.roll(30))};
    case 7:
      return {kind::tags_over, {}, static_cast<int>(draws_.roll(3))};
    case 8:
    case 9:
      return {kind::has_no_nick, {}, 0};
    case 10:
    case 11:
      return {kind::gift_redeemed, {}, 0};
    case 12:
    case 13:
      return {kind::plan_is, draws_.one_of(plans), 0};
    case 14:
    case 15:
      return {kind::was_accepted, step_name(draws_.roll(count_)), 0};
    default:
      return {kind::always, {}, 0};
    }
  }

  condition some_match() {
    if (draws_.chance(40))
      return {condition::kind::event_n_is, {}, 1 + static_cast<int>(draws_.roll(3))};
    return some_condition();
  }

  step some_step(std::size_t here) {
    here_ = here;
    step made;
    made.type = static_cast<step_type>(draws_.roll(step_types));
    const bool ends = made.type == step_type::end || made.type == step_type::pause_campaign;
    if (ends && draws_.chance(70))
      made.type = step_type::send;
    made.next = forward();
    switch (made.type) {
    case step_type::send:
    case step_type::http:
    case step_type::voucher:
      fill_effect(made);
      break;
    case step_type::delay:
      fill_delay(made);
      break;
    case step_type::wait:
      fill_wait(made);
      break;
    case step_type::branch:
      for (auto left = draws_.roll(4); left > 0; --left)
        made.cases.push_back({some_condition(), forward()});
      made.otherwise = forward();
      break;
    case step_type::split:
      for (auto left = 1 + draws_.roll(3); left > 0; --left)
        made.shares.push_back({1 + static_cast<int>(draws_.roll(9)), forward()});
      break;
    case step_type::update:
      made.add_points = 1 + static_cast<int>(draws_.roll(10));
      if (draws_.chance(40))
        made.set_tier = draws_.one_of(tiers);
      made.broken = draws_.chance(10);
      break;
    case step_type::tag:
      made.broken = draws_.chance(10);
      break;
    case step_type::task:
      break;
    case step_type::show:
      made.slot = "slot-" + std::to_string(draws_.roll(2));
      if (draws_.chance(50))
        made.shown_hours = 1 + static_cast<int>(draws_.roll(48));
      break;
    case step_type::count_gate:
    case step_type::points:
    case step_type::tier:
      fill_booking(made);
      break;
    case step_type::start:
      fill_start(made);
      break;
    case step_type::pause_campaign:
    case step_type::end:
      made.reason = "end at " + step_name(here);
      break;
    }
    return made;
  }

private:
  /// A way that needs no waiting before it: only to later steps.
  std::string forward() {
    const auto to = here_ + 1 + draws_.roll(3);
    return to < count_ ? step_name(to) : "end";
  }
  /// A way out of a step that waits: back as well.
  std::string anywhere() { return draws_.chance(50) ? step_name(draws_.roll(count_)) : forward(); }
  std::string maybe(std::size_t percent) { return draws_.chance(percent) ? anywhere() : ""; }

  void fill_effect(step& made) {
    made.next = anywhere();
    made.on_failure = maybe(40);
    if (made.type == step_type::send)
      made.on_unreachable = maybe(40);
    if (made.type == step_type::voucher)
      made.on_exhausted = maybe(50);
    if (made.type == step_type::voucher)
      made.as = draws_.chance(70) ? "gift" : "note";
    else if (draws_.chance(60))
      made.as = draws_.one_of(variables);
    made.max_attempts = 1 + static_cast<std::uint32_t>(draws_.roll(4));
    made.jitter = draws_.chance(50) ? 0.0 : 0.5;
    made.unknown = static_cast<campaign::on_unknown>(draws_.roll(3));
  }

  void fill_booking(step& made) {
    made.next = anywhere();
    made.otherwise = anywhere();
    made.first_ones = 1 + static_cast<int>(draws_.roll(5));
    made.add_points = static_cast<int>(draws_.roll(40)) - 20;
    made.broken = draws_.chance(10);
    made.on_insufficient = maybe(50);
    made.on_failure = maybe(50);
    if (draws_.chance(60))
      made.as = draws_.one_of(variables);
  }

  void fill_start(step& made) {
    made.waits = draws_.chance(60);
    made.broken = draws_.chance(10);
    if (made.waits) {
      made.next = anywhere();
      made.on_failure = draws_.chance(40) ? forward() : "";
      if (draws_.chance(60))
        made.as = draws_.one_of(variables);
      if (draws_.chance(50)) {
        made.timeout_hours = 1 + static_cast<int>(draws_.roll(48));
        made.on_timeout = anywhere();
      }
    } else if (draws_.chance(40)) {
      made.on_failure = forward();
    }
  }

  void fill_delay(step& made) {
    made.form = static_cast<delay_form>(draws_.roll(5));
    made.hours_long = draws_.chance(50) ? 24 * (1 + static_cast<int>(draws_.roll(5)))
                                        : 1 + static_cast<int>(draws_.roll(40));
    made.until = instant{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}} +
                 hours{static_cast<int>(draws_.roll(24 * 20))};
    made.opens = static_cast<int>(draws_.roll(24));
    made.closes = static_cast<int>(draws_.roll(24));
    if (draws_.chance(40))
      made.from = step_name(draws_.roll(count_));
    // Only a duration from here is sure to wait.
    else if (made.form == delay_form::for_hours)
      made.next = anywhere();
  }

  void fill_wait(step& made) {
    for (auto left = 1 + draws_.roll(3); left > 0; --left)
      made.events.push_back({draws_.one_of(event_types), some_match(), anywhere(),
                             draws_.chance(50) ? draws_.one_of(variables) : ""});
    if (draws_.chance(70)) {
      made.timeout_hours = 1 + static_cast<int>(draws_.roll(48));
      made.on_timeout = anywhere();
    }
  }

  dice& draws_;
  std::size_t count_;
  std::size_t here_ = 0;
};

} // namespace

plan random_plan(dice& draws, std::uint64_t number) {
  plan made;
  made.id = "campaign-" + std::to_string(number);
  const auto count = 1 + draws.roll(12);
  drawing steps{draws, count};
  for (std::size_t i = 0; i < count; ++i)
    made.steps.emplace(step_name(i), steps.some_step(i));
  made.start = step_name(0);
  for (auto left = draws.roll(3); left > 0; --left)
    made.goals.push_back({draws.one_of(event_types), steps.some_match()});
  for (auto left = draws.roll(2); left > 0; --left)
    made.exits.push_back({draws.one_of(event_types), steps.some_match()});
  if (draws.chance(30))
    made.audience =
        draws.chance(30) ? condition{condition::kind::broken, {}, 0} : steps.some_condition();
  if (draws.chance(60))
    made.kept_events = static_cast<int>(draws.roll(2));
  return made;
}

plan next_version(dice& draws, const plan& of,
                  std::map<std::string, std::string, std::less<>>& renamed) {
  auto made = of;
  const auto count = of.steps.size();
  drawing steps{draws, count};
  for (std::size_t i = 0; i < count; ++i) {
    auto& at = made.steps.at(step_name(i));
    if (draws.chance(50))
      continue;
    // Mostly of the same type, so that instances can stand on it.
    for (int tries = draws.chance(70) ? 100 : 1; tries > 0; --tries) {
      auto drawn = steps.some_step(i);
      if (drawn.type != at.type && tries > 1)
        continue;
      at = std::move(drawn);
      break;
    }
    // Which the customer's record may lack. Those that lead back are sure to wait, and stay.
    if (at.type == step_type::delay && (at.form != delay_form::for_hours || !at.from.empty()))
      at.form = delay_form::until_field;
  }
  if (!draws.chance(50))
    return made;
  const auto old_name = step_name(draws.roll(count));
  const auto new_name = "new-" + old_name;
  renamed.emplace(old_name, new_name);
  auto node = made.steps.extract(old_name);
  node.key() = new_name;
  made.steps.insert(std::move(node));
  for (auto& [name, one] : made.steps) {
    const auto rename = [&](std::string& transition) {
      if (transition == old_name)
        transition = new_name;
    };
    for (auto* transition : {&one.next, &one.on_failure, &one.on_unreachable, &one.on_exhausted,
                             &one.on_timeout, &one.otherwise, &one.on_insufficient})
      rename(*transition);
    for (auto& each : one.events)
      rename(each.next);
    for (auto& each : one.cases)
      rename(each.next);
    for (auto& each : one.shares)
      rename(each.next);
  }
  if (made.start == old_name)
    made.start = new_name;
  return made;
}

json random_record(dice& draws) {
  if (draws.chance(10))
    return {};
  json record = json::object();
  if (draws.chance(80))
    record["tier"] = draws.one_of(tiers);
  if (draws.chance(80))
    record["points"] = draws.roll(30);
  if (draws.chance(60))
    record["tags"] =
        draws.chance(50) ? json(std::vector<int>(draws.roll(4), 7)) : json{"new", "old"};
  if (draws.chance(60))
    record["nick"] = std::vector<json>{"none", "An", nullptr}[draws.roll(3)];
  if (draws.chance(60))
    record["date"] = "2026-03-" + std::to_string(10 + draws.roll(20)) + "T12:00:00Z";
  return record;
}

engine::started random_start(dice& draws, const plan& of) {
  engine::started how;
  how.id = instance_id{1 + draws.roll(1'000'000)};
  how.campaign = of.id;
  how.version = 1;
  how.subject = {"customer", std::to_string(draws.roll(1000))};
  how.reentry_key = how.subject.id;
  how.trigger = std::vector<json>{
      {{"plan", "a"}}, {{"plan", "b"}}, json::object(), nullptr, json::array()}[draws.roll(5)];
  return how;
}

engine::input input_source::next(const engine::instance_state& state, instant& now,
                                 engine::facts& world) {
  now += std::chrono::minutes{draws_.roll(30)};
  if (draws_.chance(30))
    change_world(world, now);
  auto what = draws_.chance(75) ? useful(state, now, world) : any(state, now);
  if (!std::holds_alternative<engine::commanded>(what))
    given_.push_back(what);
  return what;
}

engine::input input_source::useful(const engine::instance_state& state, instant& now,
                                   engine::facts& world) {
  std::vector<engine::input> choices;
  if (state.due) {
    now = std::max(now, *state.due);
    choices.push_back(engine::timer_due{*state.due});
  }
  if (state.effect)
    choices.push_back(outcome_of(*state.effect));
  if (state.revoked)
    choices.push_back(outcome_of(*state.revoked));
  if (state.waiting == waiting_for::event) {
    for (const auto& one : plan_->steps.at(state.step).events)
      choices.push_back(event_of(one.event));
    choices.push_back(end_of_other(state));
  }
  if (state.status == instance_status::held) {
    choices.push_back(command(command_kind::retry));
    choices.push_back(command(command_kind::skip));
    choices.push_back(command(command_kind::continue_from));
  }
  if (state.status == instance_status::paused) {
    if (state.waiting == waiting_for::campaign_resume && draws_.chance(60)) {
      world.campaign_paused = false;
      choices.push_back(command(command_kind::campaign_resumed));
    } else {
      choices.push_back(command(command_kind::resume));
    }
    if (state.paused_while == waiting_for::event) {
      for (const auto& one : plan_->steps.at(state.step).events)
        choices.push_back(event_of(one.event));
      choices.push_back(end_of_other(state));
    }
  }
  if (choices.empty())
    return any(state, now);
  return draws_.one_of(choices);
}

engine::input input_source::any(const engine::instance_state& state, instant& now) {
  switch (draws_.roll(6)) {
  case 0:
    return engine::timer_due{now};
  case 1:
  case 2:
    return event_of(draws_.one_of(event_types));
  case 3:
    if (!given_.empty())
      return draws_.one_of(given_); // late, or twice
    return engine::timer_due{now};
  case 4: {
    engine::pending_effect foreign{step_name(draws_.roll(plan_->steps.size())),
                                   static_cast<std::uint32_t>(draws_.roll(3)),
                                   static_cast<std::uint32_t>(draws_.roll(3)),
                                   engine::effect_kind::send,
                                   {}};
    if (state.effect && draws_.chance(50))
      foreign = *state.effect;
    return outcome_of(foreign);
  }
  default:
    // The two that end it come less often before its end, so that instances live long.
    return command(
        draws_.chance(is_ended(state.status) ? 60 : 90)
            ? std::vector{command_kind::pause, command_kind::resume, command_kind::retry,
                          command_kind::skip, command_kind::campaign_resumed,
                          command_kind::continue_from, command_kind::edit}[draws_.roll(7)]
            : std::vector{command_kind::cancel, command_kind::restarted}[draws_.roll(2)]);
  }
}

engine::effect_settled input_source::outcome_of(const engine::pending_effect& effect) {
  if (effect.kind == engine::effect_kind::voucher && draws_.chance(90))
    return engine::testing::voucher_settled(
        effect,
        draws_.chance(70) ? std::optional<std::string>{"G-" + std::to_string(draws_.roll(1000))}
                          : std::nullopt,
        draws_.chance(50) ? std::optional{from_unix_ms(1'800'000'000'000 + draws_.roll(1000))}
                          : std::nullopt);
  if (engine::is_booking(effect.kind) && draws_.chance(90)) {
    if (draws_.chance(75))
      return engine::booking_settled(effect, {.booked = {{"number", 1 + draws_.roll(8)}}});
    return engine::booking_settled(effect,
                                   {outcome::rejected,
                                    draws_.chance(70) ? "insufficient_points" : "no_customer",
                                    "it is so",
                                    {}});
  }
  engine::effect_settled outcome;
  outcome.step = effect.step;
  outcome.visit = effect.visit;
  outcome.attempt = effect.attempt;
  outcome.how =
      draws_.chance(35) ? outcome::accepted : static_cast<sojourn::outcome>(1 + draws_.roll(5));
  outcome.channel = draws_.chance(50) ? "email" : "zns";
  outcome.code = "c" + std::to_string(draws_.roll(9));
  if (draws_.chance(30))
    outcome.retry_after = seconds{draws_.roll(120)};
  if (effect.kind == engine::effect_kind::http && draws_.chance(80))
    outcome.response = {{"status", 200 + draws_.roll(300)}};
  return outcome;
}

/// How the instance ended that this one started, or something like it.
engine::event_arrived input_source::end_of_other(const engine::instance_state& state) {
  json told{{"step", state.step},
            {"visit", state.visit + (draws_.chance(10) ? 1 : 0)},
            {"status", std::vector<json>{"completed", "converted", "refused"}[draws_.roll(3)]}};
  if (told.at("status") != "refused") {
    told["instance"] = "i-" + std::to_string(draws_.roll(99));
    told["reason"] = "it did";
  }
  return {"campaign.ended", "i-1", std::move(told)};
}

engine::event_arrived input_source::event_of(const std::string& type) {
  engine::event_arrived event{type, "e" + std::to_string(draws_.roll(9)), json::object()};
  if (draws_.chance(80))
    event.data = {{"n", 1 + draws_.roll(3)}};
  else
    event.data = std::vector<json>{nullptr, json::array(), "text", json::object()}[draws_.roll(4)];
  return event;
}

engine::input input_source::command(command_kind kind) {
  engine::commanded made{kind, "anna", draws_.chance(50) ? "because" : ""};
  if (kind == command_kind::continue_from)
    made.step = draws_.chance(10)   ? "nowhere"
                : draws_.chance(10) ? "end"
                                    : step_name(draws_.roll(plan_->steps.size()));
  if (kind == command_kind::edit)
    made.vars = std::vector<json>{{{"note", draws_.roll(9)}},
                                  {{"note", nullptr}},
                                  {{"gift", {{"code", "G-0"}}}},
                                  {{"note", {{"by", "anna"}}}, {"other", true}}}[draws_.roll(4)];
  return made;
}

void input_source::change_world(engine::facts& world, instant now) {
  switch (draws_.roll(5)) {
  case 4:
    world.campaigns.clear();
    if (draws_.chance(80))
      world.campaigns.emplace(other_campaign, draws_.chance(80) ? "active" : "paused");
    break;
  case 0:
    world.campaign_paused = draws_.chance(50);
    break;
  case 1:
    if (world.redeemed.empty())
      world.redeemed.emplace("gift", now);
    else
      world.redeemed.clear();
    break;
  default:
    world.record = random_record(draws_);
    break;
  }
}

} // namespace sojourn::model
