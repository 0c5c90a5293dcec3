#include "actors/guarded.hpp"
#include "actors/spawn.hpp"
#include "actors/starter.hpp"

namespace sojourn::actors {

namespace {

gateway_actor::behavior_type gateway_body(gateway_actor::pointer self, services* with) {
  return {
      [with](const request_start& message) {
        auto& call = *message.call;
        auto plan = guarded([&] {
          return plan_start(*with, call.campaign, call.subject,
                            json{{"type", "manual"}, {"data", std::move(call.data)}}, call.who);
        });
        if (plan)
          with->directory.tell_router(begin_in_order{
              std::make_shared<planned_start>(std::move(*plan)), std::move(call.input)});
        else
          call.input->done(fail(std::move(plan.error())));
      },
      [with](const request_input& message) {
        with->directory.tell_registry(deliver{message.id, message.input});
      },
      [self](stop_now) { self->quit(); },
  };
}

query_actor::behavior_type query_body(query_actor::pointer self) {
  return {
      [](const query& message) {
        // Who asked is answered by what was asked; the worker goes on.
        static_cast<void>(error_thrown_by(*message.run));
      },
      [self](stop_now) { self->quit(); },
  };
}

} // namespace

gateway_actor spawn_gateway(caf::actor_system& system, services& with) {
  return system.spawn(gateway_body, &with);
}

query_actor spawn_query_worker(caf::actor_system& system) { return system.spawn(query_body); }

} // namespace sojourn::actors
