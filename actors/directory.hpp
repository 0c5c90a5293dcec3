// How the services are reached, from anywhere. No CAF.
#pragma once

#include "actors/requests.hpp"
#include "storage/inbox.hpp"

namespace sojourn::actors {

struct service_addresses;
struct dispatch;
struct went_idle;

/// Thread-safe. A message to a service that is gone is dropped: its envelope answers by itself, and
/// what is durable is found in the file by the service that takes over.
class directory {
public:
  directory();
  ~directory();
  directory(const directory&) = delete;
  directory& operator=(const directory&) = delete;

  void tell_registry(deliver message) const;
  void tell_registry(begin message) const;
  void tell_registry(went_idle message) const;
  /// Has the timers wake the instance at `due`.
  void wake_at(instance_id id, instant due) const;
  void tell_timers(look_at_clock message) const;
  void tell_router(route message) const;
  void tell_router(begin_held message) const;
  void tell_router(request_start message) const;
  void tell_router(catch_up message) const;
  void tell_dispatcher(dispatch message) const;
  void tell_dispatcher(catch_up message) const;
  void tell_dispatcher(report_channels message) const;
  void tell_zalo_keeper(keeper_consent message) const;
  void tell_zalo_keeper(keeper_read message) const;

  /// Sends deliveries that are committed on their way.
  void bring(std::vector<storage::inbox_entry> entries) const;

  /// Puts new addresses; the supervisor does when it made a service again.
  void put(service_addresses all);
  /// The addresses are counted references: to be called before the actor system ends.
  void clear();
  [[nodiscard]] service_addresses all() const;

private:
  struct guarded_addresses;
  const std::unique_ptr<guarded_addresses> addresses_;
};

} // namespace sojourn::actors
