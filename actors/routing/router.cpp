// The router: durable deliveries on their way to instances, and to what they start. This file takes
// its messages.
#include "actors/routing/router_state.hpp"
#include "actors/spawn.hpp"
#include "storage/inbox.hpp"
#include "storage/reader.hpp"

#include <spdlog/spdlog.h>

namespace sojourn::actors {

void router_state::init(pointer self, services& services) {
  self_ = self;
  services_ = &services;
  inbox_ = inbox_window{services.options.max_deliveries};
  try {
    for (const auto& total : services.store.reader().inbox().held_totals()) {
      if (total.held > 0)
        held_.note(total.campaign);
    }
  } catch (const storage::read_failure& failure) {
    spdlog::error("the starts that pauses hold cannot be read: {}", failure.what());
  }
}

void router_state::route_all(const route& message) {
  queue_all(*message.entries);
  begin_waiting();
}

void router_state::catch_up(const actors::catch_up&) {
  tries_again_ = false;
  read_on();
  begin_waiting();
}

void router_state::begin_held(const actors::begin_held& message) {
  held_.note(message.campaign);
  read_on();
  begin_waiting();
}

void router_state::begin_in_order(const request_start& message) {
  auto& call = *message.call;
  auto planned = guarded(count(), part, "a start by hand of \"" + call.campaign + "\"", [&] {
    return plan_start(*services_, call.campaign, call.subject,
                      json{{"type", "manual"}, {"data", std::move(call.data)}}, call.who);
  });
  if (!planned) {
    call.input->done(fail(std::move(planned.error())));
    return;
  }
  auto& plan = *planned;
  const bool restarts =
      plan.version->definition->reentry.policy == campaign::reentry_policy::restart;
  start_by_hand start{.line = line_of(plan), .campaign = plan.start.campaign, .restarts = restarts};
  start.message = std::make_shared<begin>(begin_with(std::move(plan), std::move(call.input)));
  if (must_wait(start))
    later_.push_back(std::move(start));
  else
    queue_by_hand(std::move(start));
  begin_waiting();
}

void router_state::line_moves(const actors::line_moves& message) {
  move_line(message.line);
  go_on(); // what had no room in the line is in the file
  begin_waiting();
}

void router_state::done(const route_done& outcome) {
  switch (outcome.how) {
  case route_done::end::consumed:
    failures_.succeeded(outcome.number);
    end_flight(outcome.number, false);
    break;
  case route_done::end::again:
    end_flight(outcome.number, true);
    break;
  case route_done::end::failed:
    end_failed(outcome.number, outcome.why);
    break;
  case route_done::end::left: {
    failures_.set_aside(outcome.number);
    const auto* flight = inbox_.find(outcome.number);
    const auto line = flight != nullptr ? flight->line : std::string{};
    end_flight(outcome.number, false);
    remember_left(outcome.number, line);
    break;
  }
  }
  go_on();
  begin_waiting();
}

void router_state::settled(const starts_settled& message) {
  auto& batch = *message.batch;
  --batches_;
  const bool has_no_room = !batch.outcome && batch.outcome.error().code == error_code::overloaded;
  for (std::size_t i = 0; i < batch.turns.size(); ++i) {
    const auto number = batch.turns[i]->consumes;
    if (has_no_room) {
      end_flight(number, true);
    } else if (batch.outcome && batch.outcome->written[i]) {
      failures_.succeeded(number);
      end_flight(number, false);
    } else {
      // By itself it is written, refused, or fails alone.
      auto& plan = batch.plans[i];
      auto input = letter(number, "start of \"" + plan.start.campaign + "\" for " +
                                      to_text(plan.start.subject));
      services_->directory.tell_registry(begin_with(std::move(plan), std::move(input)));
    }
  }
  go_on();
  begin_waiting();
}

void router_state::held(const starts_held& message) {
  bool goes_on = false; // the pause has ended meanwhile
  for (const auto& [start, is_held] : *message.starts) {
    held_.end_writing(start.campaign);
    end_flight(start.number, !is_held); // it goes on by now
    goes_on |= !services_->catalogue.is_paused(start.campaign);
  }
  if (goes_on)
    read_on();
  else
    go_on();
  begin_waiting();
}

bool router_state::at_rest() {
  stopping_ = true;
  later_.clear(); // whoever asked hears that the daemon stops
  return inbox_.empty();
}

router_actor::behavior_type router_state::make_behavior(pointer self, services* services) {
  self->state.init(self, *services);
  return {
      guarded_handler(self, "new deliveries", &router_state::route_all),
      guarded_handler(self, "the inbox", &router_state::catch_up),
      guarded_handler(self, "the starts that a pause held", &router_state::begin_held),
      guarded_handler(self, "a start by hand", &router_state::begin_in_order),
      guarded_handler(self, "the end of a start", &router_state::line_moves),
      guarded_handler(self, "starts that are to be held", &router_state::held),
      guarded_handler(self, "the end of a delivery", &router_state::done),
      guarded_handler(self, "a commit of starts", &router_state::settled),
      [self](drain) { return self->state.at_rest(); },
      [self](stop_now) { self->quit(); },
  };
}

router_actor spawn_router(caf::actor_system& system, services& services) {
  return system.spawn(router_state::make_behavior, &services);
}

} // namespace sojourn::actors
