// The instance actor: takes inputs one at a time, turns each into a turn, and acts on it
// only after its commit.
#include "actors/campaign_log.hpp"
#include "actors/dispatch/prepare_with_turn.hpp"
#include "actors/dispatch/revoke_effects.hpp"
#include "actors/guarded_handler.hpp"
#include "actors/instance/job_part.hpp"
#include "actors/instance/turn_request.hpp"
#include "actors/spawn.hpp"
#include "storage/budget.hpp"
#include "storage/events.hpp"
#include "storage/idempotency.hpp"
#include "storage/inbox.hpp"
#include "storage/instances.hpp"
#include "storage/journal.hpp"
#include "storage/reader.hpp"
#include "storage/sends.hpp"
#include "storage/turns.hpp"

#include <cassert>
#include <deque>
#include <spdlog/spdlog.h>

namespace sojourn::actors {

/// What the writer's thread tells the actor.
struct commit_report {
  std::optional<error> failure{};
  storage::turn_written written{};
  std::optional<json> earlier_answer{};
  /// Of the message that the turn asks for, where it was to be admitted with it.
  storage::admission_result admission{};
  bool undecided = false; ///< the turn was fine, but its message could not be decided on
};

namespace {

/// Reloads after a stale copy; more means that something else writes this instance.
constexpr int max_reloads = 3;
/// Tries to start over an open instance that is being cancelled. The router lets starts of one key
/// begin one after another, so only who comes past it can be in the way again.
constexpr int max_start_tries = 8;
/// Tries of a first turn that an event overtook.
constexpr int max_late_starts = 32;

class instance_actor_state {
public:
  static inline const char* name = "instance";
  static constexpr auto part = guarded_part::instance;
  using pointer = instance_actor::stateful_pointer<instance_actor_state>;
  static instance_actor::behavior_type make_behavior(pointer self, services* services);

  void init(pointer self, services& services) {
    self_ = self;
    services_ = &services;
  }

  [[nodiscard]] counters& count() const { return services_->count; }

  /// What is in memory may not be what is in the file, which is read again. Whoever waits for the
  /// input in hand hears of it; what follows from a commit is found in the file by those it is for.
  void recover(const error& why) {
    if (const auto input = std::exchange(current_, nullptr))
      input->done(fail(why));
    write_ = nullptr;
    admitted_ = nullptr;
    state_.reset();
    services_->directory.tell_dispatcher(catch_up{});
    work();
  }

  void take_in(const take& message) {
    if (message.first)
      become(message.id, message.version);
    const auto& input = message.input;
    ++handled_; // by the time it is told, all that was taken in is dealt with
    if (queue_.size() >= services_->options.max_pending_inputs) {
      input->done(fail(error_code::overloaded, to_text(id_) + " has too many inputs waiting"));
      return;
    }
    queue_.push_back(input);
    if (current_ == nullptr)
      work();
  }

  void committed(const turn_committed& message) {
    if (current_ == nullptr)
      return; // it was given up before its commit; see recover
    auto& report = *message.report;
    const auto input = std::exchange(current_, nullptr);
    const auto write = std::exchange(write_, nullptr);
    const auto admitted = std::exchange(admitted_, nullptr);
    if (report.failure && report.undecided) {
      admits_ = false; // the dispatcher asks by itself, and knows what to do about it
      queue_.push_front(input);
    } else if (report.failure) {
      failed(input, *report.failure);
    } else if (report.earlier_answer) {
      input->done(turn_report{id_, engine::instance_status::running, false,
                              std::move(*report.earlier_answer), true});
    } else if (write == nullptr) { // a delivery was dropped; nothing changed
      input->done(turn_report{id_, state_->status, false});
    } else {
      reloads_ = 0;
      if (write->version_before)
        version_ = input->part->to;
      if (admitted != nullptr)
        admitted->admission = std::move(report.admission);
      on_committed(*write, report.written, admitted);
      const bool starts = std::holds_alternative<engine::started>(input->what);
      input->done(turn_report{id_, state_->status, true, starts ? start_answer(*state_) : json{}});
    }
    work();
  }

  void start_again(const actors::start_again& message) {
    // `current_` still is the start that was refused.
    auto input = std::exchange(current_, nullptr);
    if (message.failure)
      input->done(fail(*message.failure));
    else
      queue_.push_front(std::move(input));
    work();
  }

private:
  /// Begins with another instance. The registry gives an actor one only when it knows that
  /// nothing is on its way to or from the one before.
  void become(instance_id id, running_version_ptr version) {
    assert(current_ == nullptr && queue_.empty());
    id_ = id;
    version_ = std::move(version);
    state_.reset();
    head_ = 0;
    updated_at_ = {};
    handled_ = 0;
    reloads_ = 0;
    start_tries_ = 0;
    admits_ = true;
  }

  /// Works through the queue until a commit is in flight or nothing is left.
  void work() {
    while (current_ == nullptr && !queue_.empty()) {
      current_ = std::move(queue_.front());
      queue_.pop_front();
      if (auto refused = turn_or_refusal(current_)) {
        const auto input = std::exchange(current_, nullptr);
        input->done(fail(std::move(*refused)));
      }
    }
    if (current_ == nullptr)
      services_->directory.tell_registry(went_idle{id_, handled_, rests_for_long()});
  }

  /// Whether nothing but a command or an event that nobody announced can concern it soon.
  [[nodiscard]] bool rests_for_long() const {
    if (state_ == nullptr || engine::is_ended(state_->status))
      return true;
    const milliseconds idle_time{services_->options.passivate_after_ms};
    const bool sleeps =
        state_->waiting == engine::waiting_for::timer || engine::is_put_off(state_->waiting);
    return sleeps && state_->due && *state_->due > updated_at_ + idle_time;
  }

  /// What is thrown refuses this input alone.
  std::optional<error> turn_or_refusal(const envelope_ptr& input) {
    try {
      return turn_for(input);
    } catch (const std::exception& thrown) {
      state_.reset(); // and is read again
      return contained(count(), part, to_text(id_), thrown);
    }
  }

  /// Submits the turn of this input; an error when there is none.
  std::optional<error> turn_for(const envelope_ptr& input) {
    const bool starts = std::holds_alternative<engine::started>(input->what);
    if (state_ == nullptr && !starts) {
      if (auto failure = load())
        return failure;
    }
    // Instants of one instance never go back, whatever the system's clock does.
    const auto at = std::max(services_->clock.now(), updated_at_);
    static const engine::instance_state nothing{};
    const auto& before = state_ != nullptr ? *state_ : nothing;
    const bool moves = input->part != nullptr && input->part->to != nullptr;
    const auto& version = moves ? input->part->to : version_;
    auto planned = moves ? planned_move(*input->part, std::get<engine::commanded>(input->what),
                                        *version_, before, head_)
                         : result<engine::input>{engine::timer_due{}};
    if (!planned)
      return std::move(planned.error());
    const auto& what = moves ? *planned : input->what;
    const auto known =
        starts ? gather_start_facts(*services_, *version_, std::get<engine::started>(what).subject)
               : gather_facts(*services_, *version, before);
    if (!known)
      return known.error();
    std::optional<std::int64_t> heard_through;
    auto made =
        starts && input->cause
            ? late_turn(std::get<engine::started>(what), *input->cause, at, *known, heard_through)
            : engine::advance(*version->definition, before, what, at, *known);
    if (!made)
      return std::move(made.error());
    if (made->entries.empty()) {
      if (input->entry == 0) {
        const auto done = std::exchange(current_, nullptr);
        done->done(turn_report{id_, before.status, false});
        return std::nullopt;
      }
      submit_drop(input->entry);
      return std::nullopt;
    }
    auto listeners = writes_records(*made) ? services_->catalogue.listeners() : nullptr;
    auto write = std::make_shared<storage::turn_write>(make_turn_write(
        *version, head_, at, state_, std::move(*made), input->entry, std::move(listeners)));
    write->heard_through = heard_through;
    if (input->part != nullptr)
      add_job_part(*write, *input->part, *version_);
    if (std::exchange(admits_, true))
      admitted_ = prepare_with_turn(*services_, *version, *write);
    submit(std::move(write), input);
    return std::nullopt;
  }

  /// The first turn of an instance whose start was stored before: what came since, it hears.
  result<engine::turn> late_turn(const engine::started& how, std::int64_t cause, instant at,
                                 const engine::facts& known,
                                 std::optional<std::int64_t>& heard_through) {
    std::vector<engine::event_arrived> since;
    heard_through = cause;
    if (!version_->hears.empty()) {
      auto found = storage::as_result([&]() -> result<storage::event_reader::events_found> {
        return services_->store.reader().events().since(how.subject, version_->hears, cause);
      });
      if (!found)
        return fail(std::move(found.error()));
      heard_through = found->newest;
      for (auto& event : found->events)
        since.push_back({std::move(event.type), std::move(event.id), std::move(event.data)});
    }
    return engine::begin_late(*version_->definition, how, std::move(since), at, known);
  }

  std::optional<error> load() {
    auto stored = services_->store.reader().instances().load(id_);
    if (!stored)
      return std::move(stored.error());
    auto version = services_->catalogue.version(stored->version);
    if (!version)
      return std::move(version.error());
    version_ = std::move(*version);
    state_ = std::make_shared<const engine::instance_state>(std::move(stored->state));
    head_ = stored->head;
    updated_at_ = stored->updated_at;
    return std::nullopt;
  }

  void submit(std::shared_ptr<storage::turn_write> write, const envelope_ptr& input) {
    write_ = write;
    arm_early(*write);
    auto report = std::make_shared<commit_report>();
    const auto to = caf::actor_cast<instance_actor>(self_);
    auto& gate = services_->gate;
    const bool asks = !input->idem.key.empty();
    auto answer = asks ? start_answer(*write->after) : json{};
    std::vector<admission_request> requests; // of its message, if there is one
    if (admitted_ != nullptr && admitted_->prepared.request)
      requests.push_back(std::move(*admitted_->prepared.request));
    services_->store.writer().submit<storage::turn_written>(
        [write, report, requests = std::move(requests), &gate, idem = input->idem, asks,
         answer](storage::transaction& tx) -> result<storage::turn_written> {
          report->earlier_answer.reset();
          if (asks) {
            auto found = storage::find_answer(tx, idem.key, idem.fingerprint, write->at);
            if (!found)
              return fail(std::move(found.error()));
            if (*found) {
              report->earlier_answer = std::move(**found);
              return storage::turn_written{};
            }
          }
          auto written = storage::write_turn(tx, *write);
          if (!written)
            return written;
          if (asks)
            storage::remember_answer(tx, idem.key, idem.fingerprint, answer, write->at);
          if (!requests.empty()) {
            report->undecided = true; // also when it throws
            auto admissions = admit(tx, gate, requests);
            if (!admissions)
              return fail(std::move(admissions.error()));
            report->undecided = false;
            report->admission = std::move(admissions->front());
            written->paused_campaign |= report->admission.paused_campaign;
          }
          // From here on nothing of the unit can fail.
          if (write->before != nullptr && write->before->effect &&
              write->after->effect != write->before->effect)
            revoke_effect(tx, gate, write->after->id, *write->before->effect, write->at);
          return written;
        },
        [report, to, write,
         &catalogue = services_->catalogue](result<storage::turn_written> written) {
          if (written && written->paused_campaign)
            pause_known(catalogue, write->campaign,
                        report->admission.paused_campaign ? storage::budget_name
                                                          : "a step of its own");
          if (written)
            report->written = std::move(*written);
          else
            report->failure = std::move(written.error());
          caf::anon_send(to, turn_committed{report});
        });
  }

  void submit_drop(std::int64_t entry) {
    auto report = std::make_shared<commit_report>();
    const auto to = caf::actor_cast<instance_actor>(self_);
    services_->store.writer().submit<bool>(
        [entry, at = services_->clock.now()](storage::transaction& tx) -> result<bool> {
          (void)storage::drop_inbox_entry(tx, entry, at); // an event: it causes nothing
          return true;
        },
        [report, to](result<bool> dropped) {
          if (!dropped)
            report->failure = std::move(dropped.error());
          caf::anon_send(to, turn_committed{report});
        });
  }

  /// An earlier timer is armed before the commit: firing early is harmless, it is checked
  /// again. A later one is armed after it.
  void arm_early(const storage::turn_write& write) {
    const auto old_due = write.before != nullptr ? write.before->due : std::nullopt;
    if (write.after->due && old_due && *write.after->due < *old_due)
      arm_timer_if_near(*services_, id_, *write.after->due);
  }

  /// The output gate: the turn is committed, now it may be seen.
  void on_committed(const storage::turn_write& write, storage::turn_written& written,
                    const std::shared_ptr<admitted_send>& admitted) {
    const auto before = std::exchange(state_, write.after);
    head_ = written.head;
    updated_at_ = write.at;
    if (state_->due && (before == nullptr || before->due != state_->due))
      arm_timer_if_near(*services_, id_, *state_->due);
    services_->count.turns.fetch_add(1, std::memory_order_relaxed);
    services_->count.entries.fetch_add(write.entries.size(), std::memory_order_relaxed);
    if (before == nullptr)
      services_->count.starts.fetch_add(1, std::memory_order_relaxed);
    // Why is for those who may read about people: the reason can hold an address.
    if (state_->status == engine::instance_status::held &&
        (before == nullptr || before->status != engine::instance_status::held))
      spdlog::info("{} of the campaign \"{}\" is held at the step \"{}\"; explain says why",
                   to_text(id_), state_->campaign, state_->step);
    services_->directory.bring(std::move(written.inbox_entries));
    // The campaign may have gone on between the turn and its commit, when nobody saw it parked.
    if (state_->waiting == engine::waiting_for::campaign_resume && !state_->due &&
        !services_->catalogue.is_paused(state_->campaign))
      queue_.push_front(campaign_goes_on());
    if (!state_->effect || (before != nullptr && before->effect == state_->effect))
      return;
    if (engine::is_message(state_->effect->kind)) {
      services_->directory.tell_dispatcher(dispatch{version_, state_, admitted});
      return;
    }
    // The store has settled it in the same transaction.
    auto outcome = std::make_shared<envelope>();
    outcome->what = engine::booking_settled(*state_->effect, written.booking.value());
    queue_.push_front(std::move(outcome));
  }

  static envelope_ptr campaign_goes_on() {
    auto input = std::make_shared<envelope>();
    input->what = engine::commanded{engine::command_kind::campaign_resumed, "campaign", {}, {}};
    return input;
  }

  void failed(const envelope_ptr& input, const error& why) {
    const bool starts = std::holds_alternative<engine::started>(input->what);
    if (why.code == error_code::version_mismatch && !starts && reloads_++ < max_reloads) {
      state_.reset();
      queue_.push_front(input);
      return;
    }
    if (why.code == error_code::version_mismatch && starts && input->cause &&
        reloads_++ < max_late_starts) {
      queue_.push_front(input);
      return;
    }
    if (starts && why.code == error_code::reentry_refused && !why.details.empty() &&
        version_->definition->reentry.policy == campaign::reentry_policy::restart) {
      if (start_tries_++ >= max_start_tries)
        return input->done(fail(error_code::overloaded,
                                "\"" + version_->definition->id +
                                    "\" is being started again and again for this key; try again"));
      if (cancel_existing(why.details.front().message)) {
        current_ = input;
        return;
      }
    }
    if (starts && why.code == error_code::reentry_refused)
      services_->count.starts_refused.fetch_add(1, std::memory_order_relaxed);
    input->done(fail(why));
  }

  bool cancel_existing(const std::string& existing) {
    const auto id = parse_instance_id(existing);
    if (!id)
      return false;
    auto command = std::make_shared<envelope>();
    command->what = engine::commanded{engine::command_kind::restarted, "re-entry policy",
                                      "restarted by " + to_text(id_)};
    const auto me = caf::actor_cast<instance_actor>(self_);
    command->done = completion<turn_report>{[me](const result<turn_report>& report) {
      // One that has ended meanwhile is not in the way any more.
      const bool stays = !report && report.error().code != error_code::wrong_state &&
                         report.error().code != error_code::not_found;
      caf::anon_send(me, actors::start_again{stays ? std::optional{report.error()} : std::nullopt});
    }};
    services_->directory.tell_registry(deliver{*id, std::move(command)});
    return true;
  }

  [[nodiscard]] static json start_answer(const engine::instance_state& state) {
    return {{"id", to_text(state.id)},
            {"campaign", state.campaign},
            {"version", state.version},
            {"subject", to_text(state.subject)}};
  }

  pointer self_ = nullptr;
  services* services_ = nullptr;
  instance_id id_;
  running_version_ptr version_;
  std::shared_ptr<const engine::instance_state> state_;
  storage::journal_position head_ = 0;
  instant updated_at_{};
  std::deque<envelope_ptr> queue_;
  envelope_ptr current_; ///< its turn is in flight
  std::shared_ptr<storage::turn_write> write_;
  std::shared_ptr<admitted_send> admitted_; ///< the message of the turn in flight
  bool admits_ = true;                      ///< with the next turn, the message that it asks for
  std::uint64_t handled_ = 0;
  int reloads_ = 0;
  int start_tries_ = 0;
};

instance_actor::behavior_type instance_actor_state::make_behavior(pointer self,
                                                                  services* services) {
  self->state.init(self, *services);
  return {
      guarded_handler(self, "an input of an instance", &instance_actor_state::take_in),
      guarded_handler(self, "a commit of an instance", &instance_actor_state::committed),
      guarded_handler(self, "a start over another instance", &instance_actor_state::start_again),
      [self](stop_now) { self->quit(); },
  };
}

} // namespace

instance_actor spawn_instance(caf::actor_system& system, services& services) {
  return system.spawn(instance_actor_state::make_behavior, &services);
}

} // namespace sojourn::actors
