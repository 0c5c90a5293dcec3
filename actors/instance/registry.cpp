// The registry: which instances are in memory.
#include "actors/guarded_handler.hpp"
#include "actors/spawn.hpp"

#include <list>

namespace sojourn::actors {

namespace {

/// Actors kept for the next instances, about 3 kB each.
constexpr std::size_t max_spare_actors = 1'024;

class registry_state {
public:
  static inline const char* name = "registry";
  static constexpr auto part = guarded_part::registry;
  using pointer = registry_actor::stateful_pointer<registry_state>;
  static registry_actor::behavior_type make_behavior(pointer self, services* services);

  void init(pointer self, services& services) {
    self_ = self;
    services_ = &services;
    self_->set_down_handler([this](const caf::down_msg& down) { instance_failed(down); });
  }

  [[nodiscard]] counters& count() const { return services_->count; }

  /// Nothing is left half done: see send_input.
  void recover(const error&) {}

  void hand_over(const deliver& message) {
    answer_if_thrown(message.input, [&] { send_input(message.id, nullptr, message.input); });
  }

  void start(const begin& message) {
    answer_if_thrown(message.input, [&] {
      const auto id = std::get<engine::started>(message.input->what).id;
      send_input(id, message.version, message.input);
    });
  }

  void idle(const went_idle& message) {
    const auto found = live_.find(message.id);
    // An instance that was handed more since it said so is not idle.
    if (found == live_.end() || found->second.handed != message.handled)
      return;
    if (message.for_long) {
      let_go(found);
    } else {
      mark_idle(found->second, message.id);
      arm_sweep();
    }
    while (live_.size() > services_->options.max_live_instances && !idle_.empty())
      let_go(live_.find(idle_.front()));
  }

  void sweep_idle(const sweep&) {
    sweep_armed_ = false;
    // Idle through one whole pause: since before the last sweep.
    while (!idle_.empty() && live_.at(idle_.front()).idle_since < sweeps_)
      let_go(live_.find(idle_.front()));
    ++sweeps_;
    arm_sweep();
  }

  [[nodiscard]] bool at_rest() const { return live_.size() == idle_.size(); }

  void stop() {
    for (auto& [id, entry] : live_)
      dismiss(entry.actor);
    for (auto& actor : spare_)
      dismiss(actor);
    self_->quit();
  }

  ~registry_state() {
    if (services_ != nullptr)
      services_->count.live.fetch_sub(static_cast<std::int64_t>(live_.size()));
  }

private:
  struct entry {
    instance_actor actor;
    std::uint64_t handed = 0; ///< inputs sent to it
    bool is_idle = false;
    std::list<instance_id>::iterator position{}; ///< in idle_, while idle
    std::uint64_t idle_since = 0;                ///< sweeps that had run by then
  };
  using entries = std::unordered_map<instance_id, entry>;

  /// Whoever sent the input hears of what `work` throws.
  template <class Work>
  static void answer_if_thrown(const envelope_ptr& input, const Work& work) {
    try {
      work();
    } catch (const std::exception& thrown) {
      input->done(fail(error_code::internal, thrown.what()));
      throw; // the guard of the message logs and counts it
    }
  }

  void send_input(instance_id id, const running_version_ptr& version, const envelope_ptr& input) {
    auto at = live_.find(id);
    const bool is_new = at == live_.end();
    if (is_new) {
      auto actor = acquire_actor();
      by_address_[actor->id()] = id;
      at = live_.emplace(id, entry{.actor = std::move(actor)}).first;
      services_->count.live.fetch_add(1, std::memory_order_relaxed);
    }
    auto& entry = at->second;
    leave_idle(entry);
    ++entry.handed;
    self_->send(entry.actor, take{id, version, input, is_new});
  }

  instance_actor acquire_actor() {
    if (!spare_.empty()) {
      auto actor = std::move(spare_.back());
      spare_.pop_back();
      return actor;
    }
    auto actor = spawn_instance(self_->system(), *services_);
    self_->monitor(actor);
    return actor;
  }

  void mark_idle(entry& which, instance_id id) {
    which.is_idle = true;
    which.idle_since = sweeps_;
    which.position = idle_.insert(idle_.end(), id);
  }

  void leave_idle(entry& which) {
    if (std::exchange(which.is_idle, false))
      idle_.erase(which.position);
  }

  /// The instance leaves memory. It has dealt with all it was handed, and only the registry
  /// hands it anything, so its actor is free for another one.
  void let_go(entries::iterator at) {
    by_address_.erase(at->second.actor->id());
    if (spare_.size() < max_spare_actors)
      spare_.push_back(std::move(at->second.actor));
    else
      dismiss(at->second.actor);
    remove(at);
  }

  void dismiss(instance_actor& actor) {
    self_->demonitor(actor.address());
    self_->send(actor, stop_now{});
  }

  void remove(entries::iterator at) {
    leave_idle(at->second);
    live_.erase(at);
    services_->count.live.fetch_sub(1, std::memory_order_relaxed);
  }

  /// An instance actor that fails loses only what it had in memory: the row, the timer and
  /// the delivery are in the file, and whoever sent the input hears that it failed.
  void instance_failed(const caf::down_msg& down) {
    const auto found = by_address_.find(down.source.id());
    if (found == by_address_.end())
      return;
    services_->count.restarts.fetch_add(1, std::memory_order_relaxed);
    const auto id = found->second;
    by_address_.erase(found);
    if (const auto at = live_.find(id); at != live_.end())
      remove(at);
  }

  void arm_sweep() {
    if (sweep_armed_ || idle_.empty() || services_->options.manual_time)
      return;
    sweep_armed_ = true;
    self_->delayed_send(self_, milliseconds{services_->options.passivate_after_ms}, sweep{});
  }

  pointer self_ = nullptr;
  services* services_ = nullptr;
  entries live_;
  std::unordered_map<caf::actor_id, instance_id> by_address_;
  std::list<instance_id> idle_;       ///< longest idle first
  std::vector<instance_actor> spare_; ///< their instances have left memory
  std::uint64_t sweeps_ = 0;
  bool sweep_armed_ = false;
};

registry_actor::behavior_type registry_state::make_behavior(pointer self, services* services) {
  self->state.init(self, *services);
  return {
      guarded_handler(self, "an input of an instance", &registry_state::hand_over),
      guarded_handler(self, "the start of an instance", &registry_state::start),
      guarded_handler(self, "an idle instance", &registry_state::idle),
      guarded_handler(self, "idle instances", &registry_state::sweep_idle),
      [self](drain) { return self->state.at_rest(); },
      [self](stop_now) { self->state.stop(); },
  };
}

} // namespace

registry_actor spawn_registry(caf::actor_system& system, services& services) {
  return system.spawn(registry_state::make_behavior, &services);
}

} // namespace sojourn::actors
