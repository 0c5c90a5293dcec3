// How the actors are made. Only the supervisor and the registry call these.
#pragma once

#include "actors/service_addresses.hpp"
#include "actors/services.hpp"

namespace sojourn::actors {

/// An actor for instances, one after another. Each is loaded at its first input, or begins
/// with one that holds engine::started.
[[nodiscard]] instance_actor spawn_instance(caf::actor_system& system, services& services);
[[nodiscard]] registry_actor spawn_registry(caf::actor_system& system, services& services);
[[nodiscard]] timer_actor spawn_timers(caf::actor_system& system, services& services);
[[nodiscard]] router_actor spawn_router(caf::actor_system& system, services& services);
[[nodiscard]] dispatcher_actor spawn_dispatcher(caf::actor_system& system, services& services);
/// The services have an account at Zalo.
[[nodiscard]] zalo_keeper_actor spawn_zalo_keeper(caf::actor_system& system, services& services);

} // namespace sojourn::actors
