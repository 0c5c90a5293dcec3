// The router: durable deliveries on their way to instances, and to what they start.
#include "actors/guarded.hpp"
#include "actors/instance/first_turn.hpp"
#include "actors/routing/start_order.hpp"
#include "actors/spawn.hpp"
#include "storage/inbox.hpp"
#include "storage/reader.hpp"
#include "storage/turns.hpp"

#include <deque>
#include <limits>
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

/// Starts of one re-entry key that wait in memory; more of them wait in the file, so that one busy
/// customer does not take everybody's room.
constexpr std::size_t most_of_one_key = 32;

class router_mind {
public:
  static inline const char* name = "router";
  using pointer = router_actor::stateful_pointer<router_mind>;

  void wake(pointer self, services& with) {
    self_ = self;
    with_ = &with;
    try {
      for (const auto& total : with.store.reader().inbox().held_totals()) {
        if (total.held > 0)
          note_held(total.campaign);
      }
    } catch (const storage::read_failure& failure) {
      spdlog::error("the starts that pauses hold cannot be read: {}", failure.what());
    }
  }

  void route_all(const std::vector<storage::inbox_entry>& deliveries) {
    take_all(deliveries);
    begin_waiting();
  }

  void catch_up() {
    tries_again_ = false;
    read_on();
    begin_waiting();
  }

  void begin_held(const std::string& campaign) {
    note_held(campaign);
    read_on();
    begin_waiting();
  }

  void begin_in_order(start_call& call) {
    auto planned = guarded([&] {
      return plan_start(*with_, call.campaign, call.subject,
                        json{{"type", "manual"}, {"data", std::move(call.data)}}, call.who);
    });
    if (!planned) {
      call.input->done(fail(std::move(planned.error())));
      return;
    }
    auto& plan = *planned;
    const bool restarts =
        plan.version->definition->reentry.policy == campaign::reentry_policy::restart;
    by_hand start{.line = line_of(plan), .campaign = plan.start.campaign, .restarts = restarts};
    start.message = std::make_shared<begin>(begin_with(std::move(plan), std::move(call.input)));
    if (must_wait(start))
      later_.push_back(std::move(start));
    else
      take_by_hand(std::move(start));
    begin_waiting();
  }

  void line_moves(const std::string& line) {
    move_line(line);
    go_on(); // what had no room in the line is in the file
    begin_waiting();
  }

  void done(const route_done& outcome) {
    end_flight(outcome.number, outcome.again);
    if (!outcome.again)
      go_on();
    begin_waiting();
  }

  void settled(start_batch& batch) {
    --batches_;
    const bool has_no_room = !batch.outcome && batch.outcome.error().code == error_code::overloaded;
    for (std::size_t i = 0; i < batch.turns.size(); ++i) {
      const auto number = batch.turns[i]->consumes;
      if (has_no_room) {
        end_flight(number, true);
      } else if (batch.outcome && batch.outcome->written[i]) {
        end_flight(number, false);
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

  void held(const std::vector<std::pair<storage::inbox_entry, bool>>& starts) {
    bool goes_on = false; // the pause has ended meanwhile
    for (const auto& [start, is_held] : starts) {
      --holding_[start.campaign].being_written;
      note_held(start.campaign);
      end_flight(start.number, !is_held); // it goes on by now
      goes_on |= !with_->catalogue.is_paused(start.campaign);
    }
    if (goes_on)
      read_on();
    else
      go_on();
    begin_waiting();
  }

  bool at_rest() {
    stopping_ = true;
    later_.clear(); // whoever asked hears that the daemon stops
    return on_their_way_.empty();
  }

private:
  /// A start that no delivery asks for.
  struct by_hand {
    std::shared_ptr<begin> message{};
    std::string line;
    std::string campaign;
    bool restarts = false;
  };
  /// A start on its way, and not yet in a batch.
  struct queued {
    storage::inbox_entry delivery{};
    std::string line{}; ///< where it is its turn; empty: not known yet
    std::optional<by_hand> asked_by_hand{};
  };
  /// What is to be done when a delivery has come to its end.
  struct flight {
    std::string line{}; ///< which then moves on
    std::string held{}; ///< the campaign that holds it in the file
  };
  /// A campaign with starts that its pause has held.
  struct holding {
    std::int64_t read_up_to = 0;
    std::size_t being_written = 0; ///< starts that are on their way into the file
  };

  [[nodiscard]] bool has_room() const {
    return on_their_way_.size() < with_->options.max_deliveries;
  }
  [[nodiscard]] std::size_t room() const {
    return with_->options.max_deliveries - on_their_way_.size();
  }

  void take_all(const std::vector<storage::inbox_entry>& deliveries) {
    bool goes_on = false; // a campaign that holds starts has gone on already
    for (const auto& delivery : deliveries) {
      if (delivery.held) {
        note_held(delivery.campaign);
        goes_on |= !with_->catalogue.is_paused(delivery.campaign);
      }
    }
    if (goes_on)
      read_on();
    for (const auto& delivery : deliveries) {
      if (delivery.held || on_their_way_.contains(delivery.number))
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
      if (!send(delivery))
        return;
    }
  }

  /// In the order of their numbers, those that a pause had held among the others. Not before a
  /// delivery that failed for the moment is due again: what comes behind it must not overtake it,
  /// and trying at once would fail as it did.
  void read_on() {
    behind_ = true;
    if (tries_again_)
      return;
    while (behind_ && has_room() && !stopping_) {
      const auto wanted = room();
      const auto deliveries = with_->store.reader().inbox().list(sent_up_to_, wanted);
      for (const auto& delivery : deliveries) {
        if (!send(delivery))
          return;
      }
      behind_ = deliveries.size() == wanted || !send_rest_of_held();
    }
    begin_later();
  }

  /// Sends the starts that an ended pause of the campaign had held, up to the number `before`.
  /// Whether none of them is left.
  bool send_held(const std::string& campaign, holding& from, std::int64_t before) {
    while (true) {
      // One that is being written comes before those that are read behind it.
      if (from.being_written > 0 || !has_room())
        return false;
      const auto wanted = room();
      const auto starts = with_->store.reader().inbox().held(campaign, from.read_up_to, wanted);
      for (const auto& start : starts) {
        if (start.number >= before)
          return true;
        from.read_up_to = start.number;
        if (on_their_way_.try_emplace(start.number, flight{.line = {}, .held = campaign}).second)
          send_start(start);
      }
      if (starts.size() < wanted)
        return true;
    }
  }

  /// Once all others are sent. False when there was no room.
  bool send_rest_of_held() {
    constexpr auto all = std::numeric_limits<std::int64_t>::max();
    for (auto at = holding_.begin(); at != holding_.end();) {
      auto& [campaign, from] = *at;
      if (with_->catalogue.is_paused(campaign) || from.being_written > 0) {
        ++at; // its end comes here again
        continue;
      }
      if (!send_held(campaign, from, all))
        return false;
      at = holding_.erase(at);
    }
    return true;
  }

  /// Half of the room at a time: a read for each delivery that is done would be the slowest of
  /// all.
  void go_on() {
    if (behind_ && on_their_way_.size() <= with_->options.max_deliveries / 2)
      read_on();
  }

  /// Reads again from the first one that was left in the file.
  void read_left() {
    if (!left_from_)
      return;
    sent_up_to_ = std::min(sent_up_to_, *std::exchange(left_from_, std::nullopt) - 1);
    behind_ = true;
  }

  void leave(std::int64_t number) {
    on_their_way_.erase(number);
    left_from_ = std::min(left_from_.value_or(number), number);
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

  /// The campaign holds starts in the file.
  void note_held(const std::string& campaign) { holding_[campaign].read_up_to = 0; }

  /// False: it must wait for starts of its campaign that a pause had held before, and is read
  /// again.
  bool send(const storage::inbox_entry& delivery) {
    const bool starts = delivery.instance.value == 0;
    if (starts && !stopping_) {
      const auto held = holding_.find(delivery.campaign);
      if (held != holding_.end() && !with_->catalogue.is_paused(delivery.campaign) &&
          !(send_held(delivery.campaign, held->second, delivery.number) && has_room())) {
        behind_ = true;
        return false;
      }
    }
    sent_up_to_ = std::max(sent_up_to_, delivery.number);
    if (stopping_ || on_their_way_.contains(delivery.number))
      return true;
    on_their_way_.try_emplace(delivery.number);
    if (starts) {
      send_start(delivery);
      return true;
    }
    with_->count.deliveries.fetch_add(1, std::memory_order_relaxed);
    auto input = letter(delivery.number, "event for " + to_text(delivery.instance));
    input->what = engine::event_arrived{delivery.payload.value("type", std::string{}),
                                        delivery.payload.value("id", std::string{}),
                                        delivery.payload.value("data", json::object())};
    with_->directory.tell_registry(deliver{delivery.instance, std::move(input)});
    return true;
  }

  void send_start(const storage::inbox_entry& delivery) {
    with_->count.deliveries.fetch_add(1, std::memory_order_relaxed);
    starts_.push_back({.delivery = delivery});
  }

  /// Starts go in the order of their deliveries, together while others are being written.
  void begin_waiting() {
    while (!starts_.empty() && batches_ < most_batches) {
      auto batch = std::make_shared<start_batch>();
      while (!starts_.empty() && batch->turns.size() < most_turns) {
        auto start = std::move(starts_.front());
        starts_.pop_front();
        if (start.asked_by_hand)
          begin_by_hand(*start.asked_by_hand);
        else
          begin_one(std::move(start), *batch);
      }
      if (!batch->turns.empty())
        submit(std::move(batch));
    }
    if (!to_hold_.empty())
      hold(std::exchange(to_hold_, {}));
  }

  void begin_one(queued start, start_batch& batch) {
    auto& delivery = start.delivery;
    const auto number = delivery.number;
    if (is_behind_one_to_hold(delivery.campaign)) {
      give_back(number);
      return end_line(start.line);
    }
    const auto answered = [&] {
      return letter(number,
                    "start of \"" + delivery.campaign + "\" for " + to_text(delivery.subject));
    };
    auto& ends = on_their_way_[number];
    ends.line = start.line;
    const auto who = delivery.payload.value("type", std::string{"delivery"});
    auto plan =
        plan_start(*with_, delivery.campaign, delivery.subject, std::move(delivery.payload), who);
    if (!plan && plan.error().code == error_code::campaign_not_active) {
      // It was asked for before the campaign was paused, and waits in the file for its end.
      if (with_->catalogue.is_paused(delivery.campaign)) {
        ++holding_[delivery.campaign].being_written;
        to_hold_.push_back(std::move(delivery));
        end_line(std::exchange(ends.line, {}));
        return;
      }
      if (with_->catalogue.find_active(delivery.campaign)) // it goes on by now
        return end_flight(number, true);
    }
    if (!plan)
      return answered()->done(fail(std::move(plan.error())));
    const auto line = line_of(*plan);
    if (start.line != line) {
      // Whom it is about, or what its key reads, has changed since.
      if (!start.line.empty())
        move_line(std::exchange(ends.line, {}));
      start.line = {};
      delivery.payload = std::move(plan->start.trigger);
      if (!is_its_turn(line, start))
        return;
      plan->start.trigger = std::move(start.delivery.payload);
      on_their_way_[number].line = line;
    }
    plan->cause = delivery.cause;
    if (auto turn = resting_first_turn(*with_, *plan, number)) {
      batch.turns.push_back(std::move(turn));
      batch.plans.push_back(std::move(*plan));
    } else {
      with_->directory.tell_registry(begin_with(std::move(*plan), answered()));
    }
  }

  /// Whether nobody of the line is before it; else it waits, in memory or in the file.
  bool is_its_turn(const std::string& line, queued& start) {
    if (line.empty())
      return true;
    const auto number = start.delivery.number;
    const auto held = on_their_way_[number].held;
    switch (order_.enter(line, start)) {
    case order::place::begins:
      return true;
    case order::place::waits:
      return false;
    case order::place::full:
      if (held.empty())
        leave(number);
      else
        leave_held(number, held);
      return false;
    }
    return false;
  }

  /// Reads the held starts of the campaign again, from the first.
  void leave_held(std::int64_t number, const std::string& campaign) {
    on_their_way_.erase(number);
    note_held(campaign);
    behind_ = true;
  }

  /// Whether a start of the campaign goes into the file, for a pause that has ended meanwhile: it
  /// comes before all that wait in memory.
  [[nodiscard]] bool is_behind_one_to_hold(const std::string& campaign) const {
    const auto found = holding_.find(campaign);
    return found != holding_.end() && found->second.being_written > 0 &&
           !with_->catalogue.is_paused(campaign);
  }

  /// It is read again, in its order.
  void give_back(std::int64_t number) {
    const auto found = on_their_way_.find(number);
    if (found == on_their_way_.end())
      return;
    if (found->second.held.empty())
      sent_up_to_ = std::min(sent_up_to_, number - 1);
    else
      note_held(found->second.held);
    on_their_way_.erase(found);
    behind_ = true;
  }

  /// The first of the line comes again later, and so does everybody behind it.
  void end_line(const std::string& line) {
    for (auto& waiting : order_.disband(line)) {
      if (waiting.asked_by_hand)
        later_.push_back(std::move(*waiting.asked_by_hand));
      else
        give_back(waiting.delivery.number);
    }
    read_left(); // those that had no room in it
  }

  /// The first of the line has come to its end.
  void move_line(const std::string& line) {
    auto then = order_.next(line);
    if (then.start) {
      then.start->line = line;
      starts_.push_front(std::move(*then.start));
    } else if (then.has_turned_away) {
      read_left();
    }
  }

  /// `again`: the delivery must be brought once more, before those that wait behind it.
  void end_flight(std::int64_t number, bool again) {
    const auto found = on_their_way_.find(number);
    if (found == on_their_way_.end())
      return;
    const auto ends = std::move(found->second);
    on_their_way_.erase(found);
    if (!again)
      return ends.line.empty() ? void() : move_line(ends.line);
    end_line(ends.line);
    if (!ends.held.empty())
      note_held(ends.held);
    try_again_from(number);
  }

  // ---- starts that no delivery asks for ------------------------------------------------------

  /// Whether starts that were caused before it may be in the file still.
  [[nodiscard]] bool must_wait(const by_hand& start) const {
    return start.restarts && (behind_ || holding_.contains(start.campaign));
  }

  void begin_later() {
    auto waiting = std::exchange(later_, {});
    for (auto& start : waiting) {
      if (must_wait(start))
        later_.push_back(std::move(start));
      else
        take_by_hand(std::move(start));
    }
  }

  void take_by_hand(by_hand start) {
    if (start.line.empty())
      return begin_by_hand(start);
    const auto line = start.line;
    queued waiting{.delivery = {}, .line = line, .asked_by_hand = std::move(start)};
    switch (order_.enter(line, waiting)) {
    case order::place::begins:
      begin_by_hand(*waiting.asked_by_hand);
      break;
    case order::place::waits:
      break;
    case order::place::full:
      waiting.asked_by_hand->message->input->done(
          fail(error_code::overloaded, "too many starts of \"" + waiting.asked_by_hand->campaign +
                                           "\" with this re-entry key are waiting; try again"));
      break;
    }
  }

  void begin_by_hand(by_hand& start) {
    if (!start.line.empty())
      tell_when_done(*start.message->input, start.line);
    with_->directory.tell_registry(std::move(*start.message));
  }

  /// Lets the line move on when the start has come to its end, whatever that is.
  void tell_when_done(envelope& input, const std::string& line) {
    auto told = std::make_shared<completion<turn_report>>(std::move(input.done));
    input.done = completion<turn_report>{
        [told, line, me = caf::actor_cast<router_actor>(self_)](result<turn_report> report) {
          (*told)(std::move(report));
          caf::anon_send(me, actors::line_moves{line});
        }};
  }

  // ---- the writer ----------------------------------------------------------------------------

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

  void hold(std::vector<storage::inbox_entry> starts) {
    using outcome = std::vector<std::pair<storage::inbox_entry, bool>>;
    with_->store.writer().submit<outcome>(
        [starts](storage::transaction& tx) -> result<outcome> {
          outcome made;
          for (const auto& start : starts)
            made.emplace_back(start, storage::hold_start(tx, start.number));
          return made;
        },
        [starts, me = caf::actor_cast<router_actor>(self_)](result<outcome> made) {
          if (!made) { // they are tried again
            made = outcome{};
            for (const auto& start : starts)
              made->emplace_back(start, false);
          }
          caf::anon_send(me, starts_held{std::make_shared<const outcome>(std::move(*made))});
        });
  }

  /// An input that consumes the delivery; `what` says in the log what it was.
  envelope_ptr letter(std::int64_t number, std::string what) {
    auto input = std::make_shared<envelope>();
    input->delivery = number;
    input->done = completion<turn_report>{answer(number, std::move(what))};
    return input;
  }

  /// What to do with the answer: a delivery that can never be taken is dropped, with a
  /// line in the log; one that failed for the moment stays.
  completion<turn_report>::callback answer(std::int64_t number, std::string what) {
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
      using deliveries = std::vector<storage::inbox_entry>;
      writer.submit<deliveries>(
          [number, at](storage::transaction& tx) -> result<deliveries> {
            return storage::drop_inbox_entry(tx, number, at);
          },
          [me, number](result<deliveries> caused) {
            if (caused && !caused->empty())
              caf::anon_send(me, route{std::make_shared<const deliveries>(std::move(*caused))});
            caf::anon_send(me, route_done{number, !caused});
          });
    };
  }

  using order = start_order<queued>;

  pointer self_ = nullptr;
  services* with_ = nullptr;
  std::unordered_map<std::int64_t, flight> on_their_way_;
  std::deque<queued> starts_; ///< on their way, and not yet in a batch
  order order_{most_of_one_key};
  std::vector<by_hand> later_;                ///< behind starts that are in the file
  std::vector<storage::inbox_entry> to_hold_; ///< their campaigns are paused
  std::map<std::string, holding> holding_;    ///< campaigns with held starts, by id
  std::optional<std::int64_t> left_from_{}; ///< the first that was left in the file, for its order
  std::size_t batches_ = 0;                 ///< not settled
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
      [self](const begin_held& message) { self->state.begin_held(message.campaign); },
      [self](const request_start& message) { self->state.begin_in_order(*message.call); },
      [self](const line_moves& message) { self->state.line_moves(message.line); },
      [self](const starts_held& message) { self->state.held(*message.starts); },
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
