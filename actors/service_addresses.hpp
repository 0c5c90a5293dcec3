// The addresses of the services.
#pragma once

#include "actors/interfaces/dispatcher.hpp"
#include "actors/interfaces/registry.hpp"
#include "actors/interfaces/router.hpp"
#include "actors/interfaces/timers.hpp"
#include "actors/interfaces/zalo_keeper.hpp"

namespace sojourn::actors {

struct service_addresses {
  registry_actor registry;
  timer_actor timers;
  router_actor router;
  dispatcher_actor dispatcher;
  zalo_keeper_actor zalo_keeper; ///< where there is an account
};

} // namespace sojourn::actors
