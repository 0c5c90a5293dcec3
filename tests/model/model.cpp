// Kept whole: a model is believed because it can be read from top to bottom.
#include "tests/model/model.hpp"

#include "engine/chance.hpp"

#include <algorithm>

namespace sojourn::model {

namespace {

bool is_of(const std::optional<effect>& one, const engine::effect_settled& outcome) {
  return one && one->step == outcome.step && one->visit == outcome.visit &&
         one->attempt == outcome.attempt;
}

/// An event as conditions and variables see it.
json seen(const engine::event_arrived& event) {
  json data = event.data;
  if (!data.is_object())
    data = {{"data", event.data}};
  if (!data.contains("type"))
    data["type"] = event.type;
  if (!data.contains("id"))
    data["id"] = event.id;
  return data;
}

} // namespace

void model::begin_turn(instant at, const engine::facts& world) {
  at_ = at;
  world_ = world;
  record = world.record;
  starts = 0;
  pauses_campaign = false;
  due_not_before.reset();
}

answer model::take(const engine::input& what, instant at, const engine::facts& world) {
  begin_turn(at, world);
  const auto told = [](bool moved) { return moved ? answer::moved : answer::meant_nothing; };
  if (const auto* how = std::get_if<engine::started>(&what))
    return begin(*how);
  if (std::holds_alternative<engine::timer_due>(what))
    return told(fire());
  if (const auto* event = std::get_if<engine::event_arrived>(&what))
    return told(on_event(*event));
  if (const auto* outcome = std::get_if<engine::effect_settled>(&what))
    return told(settle(*outcome));
  const auto& words = std::get<engine::commanded>(what);
  return on_command(words.kind, words);
}

// ---- inputs ----

answer model::begin(const engine::started& how) {
  how_ = how;
  const auto inside = holds(plan_->audience, nullptr);
  if (!inside)
    return answer::audience_broken;
  if (!*inside)
    return answer::not_in_audience;
  last_settled_ = at_;
  enter(plan_->start);
  return answer::moved;
}

bool model::fire() {
  if (!due || at_ < *due)
    return false;
  due.reset();
  if (world_.campaign_paused) {
    put_off_.push_back(engine::timer_due{at_});
    park();
  } else if (here().type == step_type::delay) {
    pass_to(here().next);
  } else if (here().type == step_type::wait || here().type == step_type::start) {
    if (here().timeout_hours)
      pass_to(here().on_timeout);
    else // of another version, whose wait had a timeout
      status = instance_status::waiting;
  } else {
    request(false);
  }
  return true;
}

bool model::on_event(const engine::event_arrived& event) {
  if (ended())
    return false;
  const auto data = seen(event);
  const auto cannot_tell = [&] {
    if (status == instance_status::paused)
      keep(event);
    else
      hold();
    return true;
  };
  for (const auto& goal : plan_->goals) {
    if (goal.event != event.type)
      continue;
    const auto matches = holds(goal.match, &data);
    if (!matches)
      return cannot_tell();
    if (*matches) {
      finish(instance_status::converted, "goal: " + event.type);
      return true;
    }
  }
  for (const auto& exit : plan_->exits) {
    if (exit.event != event.type)
      continue;
    const auto matches = holds(exit.match, &data);
    if (!matches)
      return cannot_tell();
    if (*matches) {
      finish(instance_status::cancelled, "exit: " + event.type);
      return true;
    }
  }
  const bool paused = status == instance_status::paused;
  if ((paused ? before_pause_ : waiting) != waiting_for::event)
    return false;
  if (here().type == step_type::start)
    return on_other_event(event);
  for (const auto& one : here().events) {
    if (one.event != event.type)
      continue;
    const auto matches = holds(one.match, &data);
    if (!matches)
      return cannot_tell();
    if (!*matches)
      continue;
    if (paused) {
      keep(event);
    } else if (world_.campaign_paused) {
      if (keep(event))
        park();
    } else {
      if (!one.as.empty())
        vars[one.as] = data;
      pass_to(one.next);
    }
    return true;
  }
  return false;
}

bool model::on_other_event(const engine::event_arrived& event) {
  const auto& told = event.data;
  if (event.type != "campaign.ended" || !told.is_object() || told.value("step", json{}) != step ||
      told.value("visit", json{}) != visit_)
    return false;
  if (status == instance_status::paused) {
    keep(event);
  } else if (world_.campaign_paused) {
    if (keep(event))
      park();
  } else {
    if (!here().as.empty()) {
      json kept = json::object();
      for (const auto* member : {"instance", "status", "reason"}) {
        if (told.contains(member))
          kept[member] = told.at(member);
      }
      vars[here().as] = kept;
    }
    if (told.value("status", json{}) == "refused")
      fail_to(here().on_failure);
    else
      pass_to(here().next);
  }
  return true;
}

bool model::settle(const engine::effect_settled& outcome) {
  if (is_of(taken_back, outcome)) {
    if (taken_back->is_message)
      outcomes_[outcome.step] = to_text(outcome.how);
    taken_back.reset();
    return true;
  }
  if (!is_of(pending, outcome))
    return false;
  const bool told_before = std::any_of(put_off_.begin(), put_off_.end(), [](const auto& input) {
    return std::holds_alternative<engine::effect_settled>(input);
  });
  if (told_before)
    return false;
  if (pending->is_message)
    outcomes_[outcome.step] = to_text(outcome.how);
  follow(outcome);
  return true;
}

bool model::keep(const engine::event_arrived& event) {
  const auto kept = std::count_if(put_off_.begin(), put_off_.end(), [](const auto& input) {
    return std::holds_alternative<engine::event_arrived>(input);
  });
  // How another campaign ended is told once, and never dropped.
  if (event.type != "campaign.ended" && kept >= plan_->kept_events)
    return false;
  put_off_.push_back(event);
  return true;
}

// ---- another version ----

bool model::can_move(const plan& to, const std::string& name) const {
  if (ended() || !to.steps.contains(name))
    return false;
  const bool renamed = name != step;
  if (status != instance_status::held &&
      (to.steps.at(name).type != here().type || (renamed && here().type == step_type::start)))
    return false;
  return !renamed || !pending;
}

answer model::move(const engine::migration& how, const plan& to, instant at,
                   const engine::facts& world) {
  begin_turn(at, world);
  const auto before = *this;
  plan_ = &to;
  if (how.step != step) {
    step = how.step;
    visit_ = how.back ? visits_[step] : ++visits_[step];
  }
  const bool paused = status == instance_status::paused;
  auto& timer = paused ? due_before_pause_ : due;
  const bool awaits_event = (paused ? before_pause_ : waiting) == waiting_for::event;
  if (!how.back && awaits_event && !here().timeout_hours)
    timer.reset();
  if (how.back)
    timer = how.due;
  else if (how.re_time && !set_timer_anew()) {
    *this = before;
    return answer::refused;
  }
  return answer::moved;
}

/// False: the new delay does not say until when.
bool model::set_timer_anew() {
  const bool fell_due = std::any_of(put_off_.begin(), put_off_.end(), [](const auto& input) {
    return std::holds_alternative<engine::timer_due>(input);
  });
  if (fell_due)
    return true;
  const bool paused = status == instance_status::paused;
  const auto awaits = paused ? before_pause_ : waiting;
  auto& timer = paused ? due_before_pause_ : due;
  if (here().type == step_type::delay && awaits == waiting_for::timer) {
    const auto until = delay_end();
    if (!until)
      return false;
    timer = until;
  } else if (here().type == step_type::wait && awaits == waiting_for::event) {
    timer.reset();
    if (here().timeout_hours)
      timer = last_settled_ + hours{*here().timeout_hours};
  }
  return true;
}

// Kept whole: one case a command, as the engine has it.
answer model::on_command(engine::command_kind order, const engine::commanded& words) {
  using engine::command_kind;
  const bool paused = status == instance_status::paused;
  if (order == command_kind::campaign_resumed) {
    if (!paused || waiting != waiting_for::campaign_resume)
      return answer::meant_nothing;
    go_on_after_pause();
    return answer::moved;
  }
  if (ended())
    return answer::refused;
  switch (order) {
  case command_kind::cancel:
    finish(instance_status::cancelled, words.why.empty() ? "cancelled by " + words.who : words.why);
    return answer::moved;
  case command_kind::restarted:
    finish(instance_status::cancelled, words.why.empty() ? "restarted" : words.why);
    return answer::moved;
  case command_kind::pause:
    if (status != instance_status::waiting)
      return answer::refused;
    park();
    waiting = waiting_for::operator_decision;
    return answer::moved;
  case command_kind::resume:
    if (!paused)
      return answer::refused;
    go_on_after_pause();
    return answer::moved;
  case command_kind::retry: {
    const bool between_attempts = waiting == waiting_for::timer && is_effect_step();
    if (status != instance_status::held && !between_attempts)
      return answer::refused;
    if (is_effect_step())
      request(status == instance_status::held);
    else
      enter(step);
    return answer::moved;
  }
  case command_kind::skip:
    if (paused)
      return answer::refused;
    if (pending)
      taken_back = std::exchange(pending, std::nullopt);
    if (here().type == step_type::branch || here().type == step_type::count_gate)
      pass_to(here().otherwise);
    else if (here().type == step_type::wait)
      pass_to(here().timeout_hours ? here().on_timeout : here().events.front().next);
    else if (here().type == step_type::split)
      pass_to(here().shares.front().next);
    else if (here().type == step_type::end || here().type == step_type::pause_campaign)
      finish(instance_status::completed, "skipped");
    else
      pass_to(here().next);
    return answer::moved;
  case command_kind::continue_from:
    if (paused || (words.step != "end" && !plan_->steps.contains(words.step)))
      return answer::refused;
    if (pending)
      taken_back = std::exchange(pending, std::nullopt);
    pass_to(words.step);
    return answer::moved;
  case command_kind::edit:
    for (const auto& [name, value] : words.vars.items()) {
      const auto held = vars.find(name);
      if (held != vars.end() && held->contains("code") && held->contains("pool"))
        return answer::refused;
    }
    vars.merge_patch(words.vars);
    return answer::moved;
  case command_kind::link:    // the model knows one subject
  case command_kind::migrate: // has a way of its own
  case command_kind::campaign_resumed:
    break;
  }
  return answer::meant_nothing;
}

// ---- what they lead to ----

void model::follow(const engine::effect_settled& outcome) {
  if (status == instance_status::paused || world_.campaign_paused) {
    put_off_.push_back(outcome);
    if (pending && !pending->is_voucher)
      pending.reset();
    if (status != instance_status::paused)
      park();
    return;
  }
  pending.reset();
  const auto& at = here();
  if (at.type == step_type::voucher) {
    if (outcome.how == outcome::accepted && outcome.response.contains("code")) {
      vars[at.as] = {
          {"code", outcome.response.at("code")}, {"pool", pool_name}, {"issued_at", to_text(at_)}};
      if (outcome.response.contains("expires_at"))
        vars[at.as]["expires_at"] = outcome.response.at("expires_at");
      pass_to(at.next);
    } else {
      fail_to(at.on_exhausted.empty() ? at.on_failure : at.on_exhausted);
    }
    return;
  }
  if (at.type == step_type::count_gate || at.type == step_type::points ||
      at.type == step_type::tier) {
    follow_booking(outcome);
    return;
  }
  if (at.type == step_type::http && !at.as.empty() && !outcome.response.is_null())
    vars[at.as] = outcome.response;
  if (outcome.how == outcome::accepted)
    pass_to(at.next);
  else if (outcome.how == outcome::rejected)
    fail_to(at.on_failure);
  else if (outcome.how == outcome::unreachable)
    fail_to(at.on_unreachable.empty() ? at.on_failure : at.on_unreachable);
  else if (outcome.how == outcome::transient || at.unknown == campaign::on_unknown::retry)
    try_again_or_fail(outcome);
  else if (at.unknown == campaign::on_unknown::next)
    pass_to(at.next);
  else
    hold();
}

void model::follow_booking(const engine::effect_settled& outcome) {
  const auto& at = here();
  const bool done = outcome.how == outcome::accepted;
  if (at.type == step_type::count_gate) {
    if (!done || !outcome.response.is_object()) {
      hold();
      return;
    }
    if (!at.as.empty())
      vars[at.as] = outcome.response;
    pass_to(outcome.response.at("number").get<int>() <= at.first_ones ? at.next : at.otherwise);
    return;
  }
  if (!at.as.empty() && outcome.response.is_object())
    vars[at.as] = outcome.response;
  if (done)
    pass_to(at.next);
  else if (at.type == step_type::tier)
    fail_to(at.on_failure);
  else if (outcome.code == "insufficient_points")
    fail_to(at.on_insufficient);
  else
    hold();
}

void model::start_other() {
  const auto& at = here();
  if (!world_.campaigns.contains(other_campaign) ||
      world_.campaigns.at(other_campaign) != "active") {
    fail_to(at.on_failure);
    return;
  }
  if (at.broken) {
    hold();
    return;
  }
  ++starts;
  if (!at.waits) {
    pass_to(at.next);
    return;
  }
  status = instance_status::waiting;
  waiting = waiting_for::event;
  if (at.timeout_hours)
    due = last_settled_ + hours{*at.timeout_hours};
}

void model::try_again_or_fail(const engine::effect_settled& outcome) {
  const auto& at = here();
  if (attempts_counted_ >= at.max_attempts) {
    fail_to(at.on_failure);
    return;
  }
  milliseconds longest = at.initial;
  for (std::uint32_t i = 1; i < attempts_counted_; ++i)
    longest = std::min<milliseconds>(longest * 2, at.longest);
  const milliseconds shortest{
      static_cast<std::int64_t>(static_cast<double>(longest.count()) * (1 - at.jitter))};
  const auto asked = outcome.retry_after.value_or(milliseconds{0});
  status = instance_status::waiting;
  waiting = waiting_for::timer;
  due = at_ + std::max(longest, asked);
  due_not_before = at_ + std::max(shortest, asked);
}

void model::go_on_after_pause() {
  status = instance_status::waiting;
  waiting = before_pause_;
  due = std::exchange(due_before_pause_, std::nullopt);
  const auto inputs = std::exchange(put_off_, {});
  for (const auto& one : inputs) {
    if (ended() || status == instance_status::held)
      return;
    if (std::holds_alternative<engine::timer_due>(one)) {
      due = at_;
      fire();
    } else if (const auto* event = std::get_if<engine::event_arrived>(&one)) {
      on_event(*event);
    } else {
      follow(std::get<engine::effect_settled>(one));
    }
  }
}

void model::pass_to(const std::string& target) {
  // An instance remembers when it left what a delay of its version counts from.
  const bool counts = std::any_of(plan_->steps.begin(), plan_->steps.end(), [&](const auto& one) {
    return one.second.type == step_type::delay && one.second.from == step;
  });
  if (counts)
    settled_[step] = at_;
  last_settled_ = at_;
  enter(target);
}

// Kept whole: the model is obvious because each type of step stands in one place.
void model::enter(const std::string& target) {
  due.reset();
  if (target == "end") {
    finish(instance_status::completed, "");
    return;
  }
  step = target;
  visit_ = ++visits_[step];
  attempts_made_ = 0;
  attempts_counted_ = 0;
  const auto& at = here();
  switch (at.type) {
  case step_type::send:
  case step_type::http:
  case step_type::voucher:
    request(false);
    return;
  case step_type::delay: {
    const auto until = delay_end();
    if (!until) {
      hold();
    } else if (*until <= at_) {
      pass_to(at.next);
    } else {
      status = instance_status::waiting;
      waiting = waiting_for::timer;
      due = until;
    }
    return;
  }
  case step_type::wait:
    status = instance_status::waiting;
    waiting = waiting_for::event;
    if (at.timeout_hours)
      due = last_settled_ + hours{*at.timeout_hours};
    return;
  case step_type::branch:
    for (const auto& one : at.cases) {
      const auto taken = holds(one.when, nullptr);
      if (!taken) {
        hold();
        return;
      }
      if (*taken) {
        pass_to(one.next);
        return;
      }
    }
    pass_to(at.otherwise);
    return;
  case step_type::split: {
    int total = 0;
    for (const auto& one : at.shares)
      total += one.weight;
    const auto drawn = engine::draw({plan_->id, step, to_text(how_.subject)}) * total;
    int upto = 0;
    for (const auto& one : at.shares) {
      upto += one.weight;
      if (drawn < upto) {
        pass_to(one.next);
        return;
      }
    }
    return;
  }
  case step_type::update: {
    if (at.broken) {
      hold();
      return;
    }
    if (!record.is_object())
      record = json::object();
    if (at.add_points != 0)
      record["points"] = record.value("points", 0) + at.add_points;
    if (!at.set_tier.empty())
      record["tier"] = at.set_tier;
    pass_to(at.next);
    return;
  }
  case step_type::tag: {
    if (at.broken) {
      hold();
      return;
    }
    if (!record.is_object())
      record = json::object();
    json tags = json::array();
    for (const auto& tag : record.value("tags", json::array())) {
      if (tag != "new")
        tags.push_back(tag);
    }
    if (std::find(tags.begin(), tags.end(), "vip") == tags.end())
      tags.push_back("vip");
    record["tags"] = tags;
    pass_to(at.next);
    return;
  }
  case step_type::task:
    pass_to(at.next);
    return;
  case step_type::show:
    shown[step] = {at.slot,
                   at.shown_hours ? std::optional{at_ + hours{*at.shown_hours}} : std::nullopt};
    pass_to(at.next);
    return;
  case step_type::count_gate:
  case step_type::tier:
    request(false);
    return;
  case step_type::points:
    if (!how_.trigger.is_object() || !how_.trigger.contains("plan") || at.broken)
      hold();
    else
      request(false);
    return;
  case step_type::start:
    start_other();
    return;
  case step_type::pause_campaign:
    pauses_campaign = true;
    finish(instance_status::completed, at.reason);
    return;
  case step_type::end:
    finish(instance_status::completed, at.reason);
    return;
  }
}

void model::request(bool again_by_operator) {
  attempts_counted_ = again_by_operator ? 1 : attempts_counted_ + 1;
  ++attempts_made_;
  pending = effect{step, visit_, attempts_made_, here().type == step_type::voucher,
                   here().type == step_type::send || here().type == step_type::http};
  due.reset();
  status = instance_status::waiting;
  waiting = waiting_for::effect_result;
}

void model::fail_to(const std::string& target) {
  if (target.empty())
    hold();
  else
    pass_to(target);
}

void model::hold() {
  if (pending)
    taken_back = std::exchange(pending, std::nullopt);
  due.reset();
  status = instance_status::held;
  waiting = waiting_for::operator_decision;
}

void model::finish(instance_status how, const std::string& why) {
  if (pending)
    taken_back = std::exchange(pending, std::nullopt);
  due.reset();
  due_before_pause_.reset();
  put_off_.clear();
  shown.clear();
  status = how;
  waiting = waiting_for::nothing;
  end_reason = why;
}

void model::park() {
  before_pause_ = waiting;
  due_before_pause_ = std::exchange(due, std::nullopt);
  status = instance_status::paused;
  waiting = waiting_for::campaign_resume;
}

// ---- reading ----

bool model::is_effect_step() const {
  const auto type = here().type;
  return type == step_type::send || type == step_type::http || type == step_type::voucher;
}

std::optional<bool> model::holds(const condition& what, const json* event) const {
  using kind = condition::kind;
  const json none = json::object();
  const auto& customer = record.is_object() ? record : none;
  switch (what.what) {
  case kind::always:
    return true;
  case kind::broken:
    return std::nullopt;
  case kind::tier_is:
  case kind::tier_is_by_path:
    return customer.contains("tier") && customer.at("tier") == what.text;
  case kind::points_over:
    return customer.value("points", 0) > what.number;
  case kind::tags_over:
    return customer.contains("tags") && static_cast<int>(customer.at("tags").size()) > what.number;
  case kind::has_no_nick:
    return !customer.contains("nick") || customer.at("nick") == "none";
  case kind::gift_redeemed:
    return vars.contains("gift") && vars.at("gift").is_object() && world_.redeemed.contains("gift");
  case kind::plan_is:
    return how_.trigger.is_object() && how_.trigger.value("plan", "") == what.text;
  case kind::was_accepted:
    return outcomes_.contains(what.text) && outcomes_.at(what.text) == "accepted";
  case kind::event_n_is:
    return event != nullptr && event->contains("n") && event->at("n") == what.number;
  }
  return std::nullopt;
}

std::optional<instant> model::delay_end() const {
  const auto& at = here();
  auto anchor = last_settled_;
  if (!at.from.empty() && settled_.contains(at.from))
    anchor = settled_.at(at.from);
  switch (at.form) {
  case delay_form::for_hours:
    return anchor + hours{at.hours_long};
  case delay_form::until_instant:
    return at.until;
  case delay_form::until_field:
    if (!record.is_object() || !record.contains("date"))
      return std::nullopt;
    return parse_instant(record.at("date").get<std::string>()).value();
  case delay_form::in_window: {
    // Hour by hour: now if it is open, or else the next full hour that is.
    const auto day = std::chrono::floor<std::chrono::days>(at_);
    const auto is_open = [&](int hour) {
      return at.opens == at.closes || (at.opens < at.closes ? hour >= at.opens && hour < at.closes
                                                            : hour >= at.opens || hour < at.closes);
    };
    const auto hour_now = static_cast<int>((at_ - day) / hours{1});
    if (is_open(hour_now))
      return at_;
    for (int later = 1;; ++later) {
      if (is_open((hour_now + later) % 24))
        return instant{day} + hours{hour_now + later};
    }
  }
  case delay_form::best_hour: {
    const auto day = std::chrono::floor<std::chrono::days>(at_);
    const auto& best = world_.best_hour;
    if (!best || static_cast<int>((at_ - day) / hours{1}) == best->hour)
      return at_;
    const auto today = instant{day} + hours{best->hour};
    return today > at_ ? today : today + hours{24};
  }
  }
  return std::nullopt;
}

} // namespace sojourn::model
