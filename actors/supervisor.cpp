#include "actors/supervisor.hpp"

#include "actors/spawn.hpp"

#include <deque>
#include <spdlog/spdlog.h>

namespace sojourn::actors {

namespace {

class supervisor_state {
public:
  static inline const char* name = "supervisor";
  using pointer = supervisor_actor::stateful_pointer<supervisor_state>;

  static supervisor_actor::behavior_type make_behavior(pointer self, services* services,
                                                       std::function<void(std::string)> on_give_up);

  void init(pointer self, services& services, std::function<void(std::string)> on_give_up) {
    self_ = self;
    services_ = &services;
    on_give_up_ = std::move(on_give_up);
    self_->set_down_handler([this](const caf::down_msg& down) { service_ended(down); });
  }

  void make_all() {
    auto& system = self_->system();
    addresses_.registry = watch("registry", spawn_registry(system, *services_));
    addresses_.timers = watch("timers", spawn_timers(system, *services_));
    addresses_.router = watch("router", spawn_router(system, *services_));
    addresses_.dispatcher = watch("dispatcher", spawn_dispatcher(system, *services_));
    if (services_->zalo != nullptr)
      addresses_.zalo_keeper = watch("zalo keeper", spawn_zalo_keeper(system, *services_));
    services_->directory.put(addresses_);
    // What the last run left behind is in the file.
    self_->send(addresses_.dispatcher, catch_up{});
    self_->send(addresses_.router, catch_up{});
    self_->send(addresses_.timers, look_at_clock{});
    if (addresses_.zalo_keeper)
      self_->send(addresses_.zalo_keeper, keeper_begin{});
  }

  void stop() {
    stopping_ = true;
    services_->directory.clear();
    self_->send(addresses_.timers, stop_now{});
    self_->send(addresses_.router, stop_now{});
    if (addresses_.zalo_keeper)
      self_->send(addresses_.zalo_keeper, stop_now{});
    self_->send(addresses_.dispatcher, stop_now{});
    self_->send(addresses_.registry, stop_now{});
    addresses_ = {};
    if (watched_.empty())
      self_->quit();
  }

private:
  template <class Handle>
  Handle watch(std::string service, Handle handle) {
    self_->monitor(handle);
    watched_[handle->id()] = std::move(service);
    return handle;
  }

  void service_ended(const caf::down_msg& down) {
    const auto found = watched_.find(down.source.id());
    if (found == watched_.end())
      return;
    const auto service = std::exchange(found->second, {});
    watched_.erase(found);
    if (stopping_) {
      if (watched_.empty())
        self_->quit();
      return;
    }
    spdlog::error("the {} failed ({}) and is started again", service,
                  self_->system().render(down.reason));
    services_->count.restarts.fetch_add(1, std::memory_order_relaxed);
    if (fails_too_often()) {
      if (auto give_up = std::exchange(on_give_up_, nullptr))
        give_up("the " + service + " fails again and again");
      return;
    }
    make_again(service);
  }

  /// A new service finds its work in the file.
  void make_again(const std::string& service) {
    auto& system = self_->system();
    if (service == "registry") {
      addresses_.registry = watch(service, spawn_registry(system, *services_));
    } else if (service == "timers") {
      addresses_.timers = watch(service, spawn_timers(system, *services_));
    } else if (service == "router") {
      addresses_.router = watch(service, spawn_router(system, *services_));
    } else if (service == "dispatcher") {
      addresses_.dispatcher = watch(service, spawn_dispatcher(system, *services_));
    } else {
      addresses_.zalo_keeper = watch(service, spawn_zalo_keeper(system, *services_));
      self_->send(addresses_.zalo_keeper, keeper_begin{});
    }
    services_->directory.put(addresses_);
    if (service == "registry" || service == "dispatcher")
      self_->send(addresses_.dispatcher, catch_up{});
    if (service == "registry" || service == "router")
      self_->send(addresses_.router, catch_up{});
    if (service == "registry" || service == "timers")
      self_->send(addresses_.timers, look_at_clock{});
  }

  bool fails_too_often() {
    const auto now = std::chrono::steady_clock::now();
    failures_.push_back(now);
    while (now - failures_.front() > std::chrono::minutes{1})
      failures_.pop_front();
    return failures_.size() > max_restarts_a_minute;
  }

  pointer self_ = nullptr;
  services* services_ = nullptr;
  std::function<void(std::string)> on_give_up_;
  service_addresses addresses_;
  std::unordered_map<caf::actor_id, std::string> watched_;
  std::deque<std::chrono::steady_clock::time_point> failures_;
  bool stopping_ = false;
};

supervisor_actor::behavior_type
supervisor_state::make_behavior(pointer self, services* services,
                                std::function<void(std::string)> on_give_up) {
  self->state.init(self, *services, std::move(on_give_up));
  return {
      [self](make_services) { self->state.make_all(); },
      [self](stop_now) { self->state.stop(); },
  };
}

} // namespace

supervisor_actor spawn_supervisor(caf::actor_system& system, services& services,
                                  std::function<void(std::string)> on_give_up) {
  return system.spawn(supervisor_state::make_behavior, &services, std::move(on_give_up));
}

} // namespace sojourn::actors
