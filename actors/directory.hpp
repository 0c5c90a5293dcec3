// Where the services are. The supervisor puts a new address when it had to restart one.
#pragma once

#include "actors/interfaces/dispatcher.hpp"
#include "actors/interfaces/gateway.hpp"
#include "actors/interfaces/registry.hpp"
#include "actors/interfaces/router.hpp"
#include "actors/interfaces/timers.hpp"
#include "actors/interfaces/zalo_keeper.hpp"

#include <mutex>

namespace sojourn::actors {

/// Thread-safe. Addresses are counted references: clear() before the actor system ends.
class directory {
public:
  struct addresses {
    registry_actor registry;
    timer_actor timers;
    router_actor router;
    dispatcher_actor dispatcher;
    gateway_actor gateway;
    zalo_keeper_actor zalo_keeper; ///< where there is an account
    std::vector<query_actor> query_workers;
  };

  void put(addresses all) {
    const std::lock_guard lock{mutex_};
    all_ = std::move(all);
  }
  void clear() { put({}); }
  [[nodiscard]] addresses all() const {
    const std::lock_guard lock{mutex_};
    return all_;
  }

  template <class Message>
  void tell_registry(Message&& message) const {
    tell(&addresses::registry, std::forward<Message>(message));
  }
  template <class Message>
  void tell_timers(Message&& message) const {
    tell(&addresses::timers, std::forward<Message>(message));
  }
  template <class Message>
  void tell_router(Message&& message) const {
    tell(&addresses::router, std::forward<Message>(message));
  }
  /// Sends deliveries that are committed on their way.
  void bring(std::vector<storage::delivery> deliveries) const {
    if (!deliveries.empty())
      tell_router(
          route{std::make_shared<const std::vector<storage::delivery>>(std::move(deliveries))});
  }
  template <class Message>
  void tell_dispatcher(Message&& message) const {
    tell(&addresses::dispatcher, std::forward<Message>(message));
  }
  template <class Message>
  void tell_gateway(Message&& message) const {
    tell(&addresses::gateway, std::forward<Message>(message));
  }
  template <class Message>
  void tell_zalo_keeper(Message&& message) const {
    tell(&addresses::zalo_keeper, std::forward<Message>(message));
  }
  /// Runs a read on one of the query workers, in turn.
  void run_query(query message) const {
    query_actor to;
    {
      const std::lock_guard lock{mutex_};
      if (all_.query_workers.empty())
        return;
      to = all_.query_workers[next_worker_++ % all_.query_workers.size()];
    }
    if (to)
      caf::anon_send(to, std::move(message));
  }

private:
  /// A message to a service that is gone is dropped: its envelope answers by itself, and
  /// what is durable is found in the file by the service that takes over.
  template <class Handle, class Message>
  void tell(Handle addresses::*service, Message&& message) const {
    Handle to;
    {
      const std::lock_guard lock{mutex_};
      to = all_.*service;
    }
    if (to)
      caf::anon_send(to, std::forward<Message>(message));
  }

  mutable std::mutex mutex_;
  addresses all_;
  mutable std::size_t next_worker_ = 0;
};

} // namespace sojourn::actors
