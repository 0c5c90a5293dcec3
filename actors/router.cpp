// The router: durable deliveries on their way to instances, and to what they start.
#include "actors/first_turn.hpp"
#include "actors/spawn.hpp"

#include <deque>
#include <spdlog/spdlog.h>

namespace sojourn::actors {

/// Starts of instances that rest at once: one write unit for all of them. The one at a place of
/// `turns` begins what is planned at the same place of `plans`.
struct start_batch {
  std::vector<storage::turn_ptr> turns;
  std::vector<planned_start> plans;
  result<storage::starts_written> outcome;
};

namespace {

/// A delivery that could not be brought is tried again after this.
constexpr milliseconds retry_pause{500};
/// Turns in one unit: no more than are made in a millisecond or two.
constexpr std::size_t most_turns = 256;
/// Units with starts that may be on their way: one is made while the other is written. What comes
/// meanwhile waits, and goes together.
constexpr std::size_t most_batches = 2;

class router_mind {
public:
  static inline const char* name = "router";
  using pointer = router_actor::stateful_pointer<router_mind>;

  void wake(pointer self, services& with) {
    self_ = self;
    with_ = &with;
  }

  void route_all(const std::vector<storage::delivery>& deliveries) {
    take_all(deliveries);
    begin_waiting();
  }

  void catch_up() {
    tries_again_ = false;
    read_on();
    begin_waiting();
  }

  void begin_held() {
    sent_up_to_ = 0; // what is on its way is passed over
    read_on();
    begin_waiting();
  }

  void done(const route_done& outcome) {
    on_their_way_.erase(outcome.number);
    if (outcome.again)
      try_again_from(outcome.number);
    else
      go_on();
    begin_waiting();
  }

  void settled(start_batch& batch) {
    --batches_;
    const bool has_no_room = !batch.outcome && batch.outcome.error().code == error_code::overloaded;
    for (std::size_t i = 0; i < batch.turns.size(); ++i) {
      const auto number = batch.turns[i]->consumes;
      if (has_no_room) {
        on_their_way_.erase(number);
        try_again_from(number);
      } else if (batch.outcome && batch.outcome->written[i]) {
        on_their_way_.erase(number);
      } else {
        // By itself it is written, refused, or fails alone.
        auto& plan = batch.plans[i];
        auto input = letter(number, "start of \"" + plan.start.campaign + "\" for " +
                                        to_text(plan.start.subject));
        with_->directory.tell_registry(begin_with(std::move(plan), std::move(input)));
      }
    }
    go_on();
    begin_waiting();
  }

  bool at_rest() {
    stopping_ = true;
    return on_their_way_.empty();
  }

private:
  [[nodiscard]] bool has_room() const {
    return on_their_way_.size() < with_->options.max_deliveries;
  }

  void take_all(const std::vector<storage::delivery>& deliveries) {
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

  /// Half of the room at a time: a read for each delivery that is done would be the slowest of
  /// all.
  void go_on() {
    if (behind_ && on_their_way_.size() <= with_->options.max_deliveries / 2)
      read_on();
  }

  /// Reads again from the first one that is still in the file.
  void try_again_from(std::int64_t number) {
    if (stopping_)
      return;
    sent_up_to_ = std::min(sent_up_to_, number - 1);
    behind_ = true;
    if (!std::exchange(tries_again_, true))
      self_->delayed_send(self_, retry_pause, actors::catch_up{});
  }

  void send(const storage::delivery& delivery) {
    sent_up_to_ = std::max(sent_up_to_, delivery.number);
    if (stopping_ || !on_their_way_.insert(delivery.number).second)
      return;
    with_->count.deliveries.fetch_add(1, std::memory_order_relaxed);
    if (delivery.instance.value == 0) {
      starts_.push_back(delivery);
      return;
    }
    auto input = letter(delivery.number, "event for " + to_text(delivery.instance));
    input->what = engine::event_arrived{delivery.payload.value("type", std::string{}),
                                        delivery.payload.value("id", std::string{}),
                                        delivery.payload.value("data", json::object())};
    with_->directory.tell_registry(deliver{delivery.instance, std::move(input)});
  }

  /// Starts go in the order of their deliveries, together while others are being written.
  void begin_waiting() {
    while (!starts_.empty() && batches_ < most_batches) {
      auto batch = std::make_shared<start_batch>();
      while (!starts_.empty() && batch->turns.size() < most_turns) {
        begin_one(std::move(starts_.front()), *batch);
        starts_.pop_front();
      }
      if (!batch->turns.empty())
        submit(std::move(batch));
    }
  }

  void begin_one(storage::delivery delivery, start_batch& batch) {
    const auto number = delivery.number;
    const auto answered = [&] {
      return letter(number,
                    "start of \"" + delivery.campaign + "\" for " + to_text(delivery.subject));
    };
    const auto who = delivery.payload.value("type", std::string{"delivery"});
    auto plan =
        plan_start(*with_, delivery.campaign, delivery.subject, std::move(delivery.payload), who);
    if (!plan && plan.error().code == error_code::campaign_not_active) {
      // It was asked for before the campaign was paused: it stays in the file until begin_held.
      if (with_->catalogue.is_paused(delivery.campaign)) {
        on_their_way_.erase(number);
        return;
      }
      if (with_->catalogue.find_active(delivery.campaign)) { // it goes on by now
        on_their_way_.erase(number);
        try_again_from(number);
        return;
      }
    }
    if (!plan) {
      answered()->done(fail(std::move(plan.error())));
    } else if (auto turn = resting_first_turn(*with_, *plan, number)) {
      batch.turns.push_back(std::move(turn));
      batch.plans.push_back(std::move(*plan));
    } else {
      with_->directory.tell_registry(begin_with(std::move(*plan), answered()));
    }
  }

  void submit(std::shared_ptr<start_batch> batch) {
    ++batches_;
    with_->store.writer().submit<storage::starts_written>(
        [batch](storage::transaction& tx) { return storage::write_starts(tx, batch->turns); },
        [batch, me = caf::actor_cast<router_actor>(self_),
         with = with_](result<storage::starts_written> written) {
          if (written) {
            for (std::size_t i = 0; i < batch->turns.size(); ++i) {
              if (written->written[i])
                note_first_turn(*with, *batch->turns[i]);
            }
            with->directory.bring(std::move(written->caused));
          }
          batch->outcome = std::move(written);
          caf::anon_send(me, starts_settled{batch});
        });
  }

  /// An input that consumes the delivery; `what` says in the log what it was.
  envelope_ptr letter(std::int64_t number, std::string what) {
    auto input = std::make_shared<envelope>();
    input->delivery = number;
    input->done = orchestrator::completion<turn_report>{answer(number, std::move(what))};
    return input;
  }

  /// What to do with the answer: a delivery that can never be taken is dropped, with a
  /// line in the log; one that failed for the moment stays.
  orchestrator::completion<turn_report>::callback answer(std::int64_t number, std::string what) {
    const auto me = caf::actor_cast<router_actor>(self_);
    auto& writer = with_->store.writer();
    const auto at = with_->clock.now();
    return [me, number, what = std::move(what), at, &writer](const result<turn_report>& report) {
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
  std::deque<storage::delivery> starts_; ///< on their way, and not yet in a batch
  std::size_t batches_ = 0;              ///< not settled
  std::int64_t sent_up_to_ = 0;
  bool behind_ = false;
  bool tries_again_ = false; ///< a message to catch up is on its way
  bool stopping_ = false;
};

router_actor::behavior_type router_body(router_mind::pointer self, services* with) {
  self->state.wake(self, *with);
  return {
      [self](const route& message) { self->state.route_all(*message.deliveries); },
      [self](catch_up) { self->state.catch_up(); },
      [self](begin_held) { self->state.begin_held(); },
      [self](const route_done& message) { self->state.done(message); },
      [self](const starts_settled& message) { self->state.settled(*message.batch); },
      [self](drain) { return self->state.at_rest(); },
      [self](stop_now) { self->quit(); },
  };
}

} // namespace

router_actor spawn_router(caf::actor_system& system, services& with) {
  return system.spawn(router_body, &with);
}

} // namespace sojourn::actors
