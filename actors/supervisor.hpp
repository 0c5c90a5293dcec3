// The supervisor: makes the services, watches them, makes those anew that fail.
#pragma once

#include "actors/caf_compat.hpp"
#include "actors/interfaces/instance.hpp"
#include "actors/services.hpp"

#include <functional>

namespace sojourn::actors {

/// INTERNAL: make all services.
struct make_services {};

/// The SUPERVISOR. Owned by the actor host.
using supervisor_actor = typed_actor<
    // Makes the services and puts their addresses into the directory. Once.
    void(make_services),
    // Ends all services, then itself.
    void(stop_now)>;

/// `on_give_up` is called once when services fail more often than max_restarts in a minute.
[[nodiscard]] supervisor_actor spawn_supervisor(caf::actor_system& system, services& services,
                                                std::function<void(std::string)> on_give_up);

inline constexpr int max_restarts_a_minute = 10;

} // namespace sojourn::actors

SOJOURN_LOCAL_MESSAGE(sojourn::actors::make_services)
