// The registry: which instances are in memory.
#include "actors/spawn.hpp"

#include <list>

namespace sojourn::actors {

namespace {

class registry_mind {
public:
  static inline const char* name = "registry";
  using pointer = registry_actor::stateful_pointer<registry_mind>;

  void wake(pointer self, services& with) {
    self_ = self;
    with_ = &with;
    self_->set_down_handler([this](const caf::down_msg& down) { instance_failed(down); });
  }

  void hand_over(const deliver& message) {
    auto& entry = live_.contains(message.id) ? live_.at(message.id) : add(message.id, nullptr);
    send_input(entry, message.input);
  }

  void start(const begin& message) {
    const auto id = std::get<engine::started>(message.input->what).id;
    auto& entry = add(id, message.version);
    send_input(entry, message.input);
  }

  void idle(const went_idle& message) {
    const auto found = live_.find(message.id);
    // An instance that was handed more since it said so is not idle.
    if (found == live_.end() || found->second.handed != message.handled)
      return;
    auto& entry = found->second;
    mark_idle(entry, message.id);
    if (message.for_good)
      let_go(message.id);
    while (live_.size() > with_->options.max_live_instances && !idle_.empty())
      let_go(idle_.front());
    arm_sweep();
  }

  void gone(const passivated& message) {
    const auto found = live_.find(message.id);
    if (found == live_.end())
      return;
    self_->demonitor(found->second.actor.address());
    self_->send(found->second.actor, stop_now{});
    remove(found);
  }

  void sweep_idle() {
    sweep_armed_ = false;
    // Idle through one whole pause: since before the last sweep.
    while (!idle_.empty() && live_.at(idle_.front()).idle_since < sweeps_)
      let_go(idle_.front());
    ++sweeps_;
    arm_sweep();
  }

  [[nodiscard]] bool at_rest() const { return busy_ == 0; }

  void stop() {
    for (auto& [id, entry] : live_) {
      self_->demonitor(entry.actor.address());
      self_->send(entry.actor, stop_now{});
    }
    with_->count.live.fetch_sub(static_cast<std::int64_t>(live_.size()));
    live_.clear();
    idle_.clear();
    by_address_.clear();
    busy_ = 0;
    self_->quit();
  }

private:
  enum class mood { busy, idle, leaving };
  struct entry {
    instance_actor actor;
    std::uint64_t handed = 0; ///< inputs sent to it
    mood now = mood::leaving;
    std::list<instance_id>::iterator position{}; ///< in idle_, while idle
    std::uint64_t idle_since = 0;                ///< sweeps that had run by then
  };
  using entries = std::unordered_map<instance_id, entry>;

  entry& add(instance_id id, running_version_ptr version) {
    auto actor = spawn_instance(self_->system(), *with_, id, std::move(version));
    self_->monitor(actor);
    by_address_.emplace(actor->id(), id);
    with_->count.live.fetch_add(1, std::memory_order_relaxed);
    entry added;
    added.actor = std::move(actor);
    return live_.insert_or_assign(id, std::move(added)).first->second;
  }

  void send_input(entry& to, const envelope_ptr& input) {
    leave_mood(to);
    to.now = mood::busy;
    ++busy_;
    ++to.handed;
    self_->send(to.actor, take{input});
  }

  void mark_idle(entry& which, instance_id id) {
    leave_mood(which);
    which.now = mood::idle;
    which.idle_since = sweeps_;
    which.position = idle_.insert(idle_.end(), id);
  }

  /// Asks an idle instance to leave. It agrees with `passivated`, or has work by then.
  void let_go(instance_id id) {
    auto& entry = live_.at(id);
    leave_mood(entry);
    self_->send(entry.actor, passivate{});
  }

  void leave_mood(entry& which) {
    if (which.now == mood::busy)
      --busy_;
    else if (which.now == mood::idle)
      idle_.erase(which.position);
    which.now = mood::leaving;
  }

  void remove(entries::iterator at) {
    leave_mood(at->second);
    by_address_.erase(at->second.actor->id());
    live_.erase(at);
    with_->count.live.fetch_sub(1, std::memory_order_relaxed);
  }

  /// An instance actor that fails loses only what it had in memory: the row, the timer and
  /// the delivery are in the file, and whoever sent the input hears that it failed.
  void instance_failed(const caf::down_msg& down) {
    const auto found = by_address_.find(down.source.id());
    if (found == by_address_.end())
      return;
    with_->count.restarts.fetch_add(1, std::memory_order_relaxed);
    if (const auto at = live_.find(found->second); at != live_.end())
      remove(at);
  }

  void arm_sweep() {
    if (sweep_armed_ || idle_.empty() || with_->options.manual_time)
      return;
    sweep_armed_ = true;
    self_->delayed_send(self_, milliseconds{with_->options.passivate_after_ms}, sweep{});
  }

  pointer self_ = nullptr;
  services* with_ = nullptr;
  entries live_;
  std::unordered_map<caf::actor_id, instance_id> by_address_;
  std::list<instance_id> idle_; ///< longest idle first
  std::size_t busy_ = 0;
  std::uint64_t sweeps_ = 0;
  bool sweep_armed_ = false;
};

registry_actor::behavior_type registry_body(registry_mind::pointer self, services* with) {
  self->state.wake(self, *with);
  return {
      [self](const deliver& message) { self->state.hand_over(message); },
      [self](const begin& message) { self->state.start(message); },
      [self](const went_idle& message) { self->state.idle(message); },
      [self](const passivated& message) { self->state.gone(message); },
      [self](sweep) { self->state.sweep_idle(); },
      [self](drain) { return self->state.at_rest(); },
      [self](stop_now) { self->state.stop(); },
  };
}

} // namespace

registry_actor spawn_registry(caf::actor_system& system, services& with) {
  return system.spawn(registry_body, &with);
}

} // namespace sojourn::actors
