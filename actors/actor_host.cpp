#include "actors/actor_host.hpp"

#include "actors/service_addresses.hpp"
#include "actors/supervisor.hpp"

namespace sojourn::actors {

/// CAF's own settings; set before the actor system is made.
class system_settings : public caf::actor_system_config {
public:
  explicit system_settings(const options& limits) {
    set("scheduler.policy",
        limits.policy == "stealing" ? caf::atom("stealing") : caf::atom("sharing"));
    set("scheduler.max-threads", limits.threads);
    set("scheduler.max-throughput", limits.max_throughput);
  }
};

struct actor_host::running {
  running(services& services, std::function<void(std::string)> on_give_up)
      : services_{services}, settings{services.options}, system{settings},
        supervisor{spawn_supervisor(system, services, std::move(on_give_up))} {}

  template <class Service>
  bool at_rest(const Service& service) {
    if (!service)
      return true;
    bool rest = true;
    caf::scoped_actor self{system, true};
    self->request(service, caf::infinite, actors::drain{})
        .receive([&](bool answer) { rest = answer; }, [](caf::error&) {});
    return rest;
  }

  services& services_;
  system_settings settings;
  caf::actor_system system;
  supervisor_actor supervisor;
};

actor_host::actor_host(services& services, std::function<void(std::string)> on_give_up)
    : running_{std::make_unique<running>(services, std::move(on_give_up))} {
  caf::scoped_actor self{running_->system, true};
  self->request(running_->supervisor, caf::infinite, make_services{})
      .receive([] {}, [](caf::error&) {});
}

actor_host::~actor_host() {
  caf::anon_send(running_->supervisor, stop_now{});
  running_->supervisor = nullptr;
  running_->system.await_all_actors_done();
}

bool actor_host::drain() {
  // In the order in which work flows: what the first ones bring, the last ones finish.
  const auto all = running_->services_.directory.all();
  return running_->at_rest(all.router) && running_->at_rest(all.dispatcher) &&
         running_->at_rest(all.registry);
}

} // namespace sojourn::actors
