// The running actors. No CAF here.
#pragma once

#include "actors/services.hpp"

#include <functional>
#include <memory>
#include <string>

namespace sojourn::actors {

/// Owns the actor system and the supervisor in it. The services outlive it.
class actor_host {
public:
  /// Makes all services and waits until they are reachable. `on_give_up` is called once, on any
  /// thread, when they fail more often than the supervisor allows.
  actor_host(services& services, std::function<void(std::string)> on_give_up);
  /// Ends all actors and waits for them.
  ~actor_host();
  actor_host(const actor_host&) = delete;
  actor_host& operator=(const actor_host&) = delete;

  /// Tells the services to begin nothing new; true when nothing is in flight any more.
  [[nodiscard]] bool drain();

private:
  struct running;
  const std::unique_ptr<running> running_;
};

} // namespace sojourn::actors
