// The router: durable deliveries on their way to instances.
#include "actors/spawn.hpp"
#include "actors/starter.hpp"

#include <spdlog/spdlog.h>

namespace sojourn::actors {

namespace {

/// A delivery that could not be brought is tried again after this.
constexpr milliseconds retry_pause{500};

class router_mind {
public:
  static inline const char* name = "router";
  using pointer = router_actor::stateful_pointer<router_mind>;

  void wake(pointer self, services& with) {
    self_ = self;
    with_ = &with;
  }

  void route_all(const std::vector<storage::delivery>& deliveries) {
    for (const auto& delivery : deliveries) {
      if (on_their_way_.contains(delivery.number))
        continue;
      if (delivery.number <= sent_up_to_) {
        // It is done, or the message of a later commit came first: the file knows.
        sent_up_to_ = delivery.number - 1;
        read_on();
        return;
      }
      // The file keeps the order: what does not fit now is read from there later.
      if (behind_ || !has_room()) {
        behind_ = true;
        return;
      }
      send(delivery);
    }
  }

  void read_on() {
    behind_ = true;
    while (behind_ && has_room() && !stopping_) {
      const auto room = with_->options.max_deliveries - on_their_way_.size();
      const auto deliveries = with_->store.reader().deliveries(sent_up_to_, room);
      for (const auto& delivery : deliveries)
        send(delivery);
      behind_ = deliveries.size() == room;
    }
  }

  void done(const route_done& outcome) {
    on_their_way_.erase(outcome.number);
    if (outcome.again && !stopping_) {
      // Read again from the first one that is still in the file.
      sent_up_to_ = std::min(sent_up_to_, outcome.number - 1);
      behind_ = true;
      self_->delayed_send(self_, retry_pause, catch_up{});
      return;
    }
    // Half of the room at a time: a read for each delivery that is done would be the slowest of
    // all.
    if (behind_ && on_their_way_.size() <= with_->options.max_deliveries / 2)
      read_on();
  }

  bool at_rest() {
    stopping_ = true;
    return on_their_way_.empty();
  }

private:
  [[nodiscard]] bool has_room() const {
    return on_their_way_.size() < with_->options.max_deliveries;
  }

  void send(const storage::delivery& delivery) {
    sent_up_to_ = std::max(sent_up_to_, delivery.number);
    if (stopping_ || !on_their_way_.insert(delivery.number).second)
      return;
    with_->count.deliveries.fetch_add(1, std::memory_order_relaxed);
    auto input = std::make_shared<envelope>();
    input->delivery = delivery.number;
    input->done = orchestrator::completion<turn_report>{answer(delivery)};
    if (delivery.instance.value != 0) {
      input->what = engine::event_arrived{delivery.payload.value("type", std::string{}),
                                          delivery.payload.value("id", std::string{}),
                                          delivery.payload.value("data", json::object())};
      with_->directory.tell_registry(deliver{delivery.instance, std::move(input)});
      return;
    }
    auto start = plan_start(*with_, delivery.campaign, delivery.subject, delivery.payload,
                            delivery.payload.value("type", std::string{"delivery"}), input);
    if (start)
      with_->directory.tell_registry(std::move(*start));
    else
      input->done(fail(std::move(start.error())));
  }

  /// What to do with the answer: a delivery that can never be taken is dropped, with a
  /// line in the log; one that failed for the moment stays.
  orchestrator::completion<turn_report>::callback answer(const storage::delivery& delivery) {
    const auto me = caf::actor_cast<router_actor>(self_);
    const auto number = delivery.number;
    auto& writer = with_->store.writer();
    const auto what = delivery.instance.value != 0 ? "event for " + to_text(delivery.instance)
                                                   : "start of \"" + delivery.campaign + "\" for " +
                                                         to_text(delivery.subject);
    const auto at = with_->clock.now();
    return [me, number, what, at, &writer](const result<turn_report>& report) {
      if (report) {
        caf::anon_send(me, route_done{number, false});
        return;
      }
      const auto why = report.error().code;
      if (may_pass(why)) {
        caf::anon_send(me, route_done{number, true});
        return;
      }
      if (why == error_code::data_corrupt) {
        // It stays in the file: the next start of the daemon finds it once that is mended.
        spdlog::error("delivery {} is left ({}): {}", number, what, report.error().message);
        caf::anon_send(me, route_done{number, false});
        return;
      }
      spdlog::info("delivery {} dropped ({}): {}", number, what, report.error().message);
      using deliveries = std::vector<storage::delivery>;
      writer.submit<deliveries>(
          [number, at](storage::transaction& tx) -> result<deliveries> {
            return storage::drop_delivery(tx, number, at);
          },
          [me, number](result<deliveries> caused) {
            if (caused && !caused->empty())
              caf::anon_send(me, route{std::make_shared<const deliveries>(std::move(*caused))});
            caf::anon_send(me, route_done{number, !caused});
          });
    };
  }

  pointer self_ = nullptr;
  services* with_ = nullptr;
  std::unordered_set<std::int64_t> on_their_way_;
  std::int64_t sent_up_to_ = 0;
  bool behind_ = false;
  bool stopping_ = false;
};

router_actor::behavior_type router_body(router_mind::pointer self, services* with) {
  self->state.wake(self, *with);
  return {
      [self](const route& message) { self->state.route_all(*message.deliveries); },
      [self](catch_up) { self->state.read_on(); },
      [self](const route_done& message) { self->state.done(message); },
      [self](drain) { return self->state.at_rest(); },
      [self](stop_now) { self->quit(); },
  };
}

} // namespace

router_actor spawn_router(caf::actor_system& system, services& with) {
  return system.spawn(router_body, &with);
}

} // namespace sojourn::actors
