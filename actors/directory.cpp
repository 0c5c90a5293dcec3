#include "actors/directory.hpp"

#include "actors/service_addresses.hpp"
#include "storage/inbox.hpp"

#include <mutex>

namespace sojourn::actors {

struct directory::guarded_addresses {
  template <class Handle, class Message>
  void tell(Handle service_addresses::*service, Message message) const {
    Handle to;
    {
      const std::lock_guard lock{mutex};
      to = all.*service;
    }
    if (to)
      caf::anon_send(to, std::move(message));
  }

  mutable std::mutex mutex;
  service_addresses all;
};

directory::directory() : addresses_{std::make_unique<guarded_addresses>()} {}
directory::~directory() = default;

void directory::tell_registry(deliver message) const {
  addresses_->tell(&service_addresses::registry, std::move(message));
}

void directory::tell_registry(begin message) const {
  addresses_->tell(&service_addresses::registry, std::move(message));
}

void directory::tell_registry(went_idle message) const {
  addresses_->tell(&service_addresses::registry, std::move(message));
}

void directory::wake_at(instance_id id, instant due) const {
  addresses_->tell(&service_addresses::timers, arm_timer{id, due});
}

void directory::tell_timers(look_at_clock message) const {
  addresses_->tell(&service_addresses::timers, std::move(message));
}

void directory::tell_router(route message) const {
  addresses_->tell(&service_addresses::router, std::move(message));
}

void directory::tell_router(begin_held message) const {
  addresses_->tell(&service_addresses::router, std::move(message));
}

void directory::tell_router(request_start message) const {
  addresses_->tell(&service_addresses::router, std::move(message));
}

void directory::tell_router(catch_up message) const {
  addresses_->tell(&service_addresses::router, std::move(message));
}

void directory::tell_dispatcher(dispatch message) const {
  addresses_->tell(&service_addresses::dispatcher, std::move(message));
}

void directory::tell_dispatcher(catch_up message) const {
  addresses_->tell(&service_addresses::dispatcher, std::move(message));
}

void directory::tell_dispatcher(report_channels message) const {
  addresses_->tell(&service_addresses::dispatcher, std::move(message));
}

void directory::tell_zalo_keeper(keeper_consent message) const {
  addresses_->tell(&service_addresses::zalo_keeper, std::move(message));
}

void directory::tell_zalo_keeper(keeper_read message) const {
  addresses_->tell(&service_addresses::zalo_keeper, std::move(message));
}

void directory::bring(std::vector<storage::inbox_entry> entries) const {
  if (!entries.empty())
    tell_router(
        route{std::make_shared<const std::vector<storage::inbox_entry>>(std::move(entries))});
}

void directory::put(service_addresses all) {
  const std::lock_guard lock{addresses_->mutex};
  addresses_->all = std::move(all);
}

void directory::clear() { put({}); }

service_addresses directory::all() const {
  const std::lock_guard lock{addresses_->mutex};
  return addresses_->all;
}

} // namespace sojourn::actors
