// What the dispatcher knows, and what it does with one effect after another. The files that
// implement it follow the life of an effect: begin_effects.cpp, hand_over.cpp, settle_effects.cpp;
// dispatcher.cpp takes the messages.
#pragma once

#include "actors/dispatch/answer_consequences.hpp"
#include "actors/dispatch/left_effects.hpp"
#include "actors/dispatch/pacing.hpp"
#include "actors/dispatch/prepare_send.hpp"
#include "actors/guarded_handler.hpp"
#include "actors/interfaces/dispatcher.hpp"
#include "actors/repeated_failures.hpp"
#include "storage/outbox.hpp"
#include "storage/sends.hpp"

namespace sojourn::actors {

/// Writes down that something of the outbox is given up until the daemon starts again.
void log_set_aside(const std::string& what, const error& why);

/// An effect of the outbox that cannot be begun by a defect is tried so often; so is an outcome
/// that cannot be told.
inline constexpr int most_tries_of_effect = 3;
/// What failed by a defect, or an outcome that its instance could not take, is tried again after
/// this.
inline constexpr milliseconds effect_retry_pause{500};

class dispatcher_state {
public:
  static inline const char* name = "dispatcher";
  static constexpr auto part = guarded_part::dispatcher;
  using pointer = dispatcher_actor::stateful_pointer<dispatcher_state>;
  static dispatcher_actor::behavior_type make_behavior(pointer self, services* services);

  void init(pointer self, services& services);
  [[nodiscard]] counters& count() const { return services_->count; }
  /// What is durable is in the outbox, and is looked at again.
  void recover(const error&);

  // The messages of the interface.
  void take(const dispatch& message);
  void catch_up(const actors::catch_up&);
  void admitted(const sends_admitted& message);
  void answered(const channel_answered& message);
  void serve_again(const serve_lanes&);
  void serve(const serve_now&);
  void taken(const outcome_taken& message);
  void tell(const tell_outcome& message);
  void read_further(const actors::read_further&);
  void report(const report_channels& message);
  bool at_rest();

private:
  // ---- begin_effects.cpp: from a turn, or from the outbox, to the queue of a channel -----------
  /// Walks the whole outbox, a page at a time; what is on its way already is passed over.
  void read_outbox();
  void read_page();
  void end_reading();
  /// What is thrown while a row of the outbox is begun concerns that row alone.
  void guard_row(const storage::outbox_row& row);
  void begin_row(const storage::outbox_row& row);
  /// One that was admitted in the unit of its turn.
  void begin_admitted(outgoing_effect& effect, admitted_send& admitted);
  /// One that a channel had when the daemon stopped.
  void settle_interrupted(outgoing_effect& effect);
  /// Queues the effect for the first channel that can reach the person, or settles it.
  void find_channel(outgoing_effect& effect);
  /// How many effects more have room in memory.
  [[nodiscard]] std::size_t room() const;
  /// It waits in the outbox alone until fewer wait for its destination.
  void leave_in_outbox(outgoing_effect& effect);
  /// Begins some of those that were left there, as many as may wait in memory now.
  void begin_left(const std::string& channel, lane& lane);
  void settle_without_channel(outgoing_effect& effect);
  /// Goes on with the next channel.
  void pass_over(outgoing_effect& effect, std::string why);
  /// What the budget holds for the attempt since before a restart.
  [[nodiscard]] json held_for(const engine::instance_state& state);
  /// What `read` gives. When something cannot be read the attempt has failed for now, which is told
  /// like any other failure: it is tried again and in the end held for an operator.
  template <class Read>
  auto read_for(outgoing_effect& effect, Read read) -> std::optional<decltype(read())> {
    try {
      return read();
    } catch (const storage::read_failure& failure) {
      fail_unread(effect, failure.why());
      return std::nullopt;
    }
  }
  void fail_unread(outgoing_effect& effect, const error& why);

  // ---- hand_over.cpp: admission, and the way into the channel ----------------------------------
  /// Once what has come in meanwhile is dealt with.
  void serve_soon();
  void wake_in(milliseconds wait);
  void offer_slots(const std::string& channel, lane& lane);
  void hand_over_ready(lane& lane);
  void pop_next(lane& lane);
  /// It is on its way, and takes a place at its destination.
  void enter_channel(outgoing_effect& effect, lane& lane);
  void leave_channel(outgoing_effect& effect);
  /// Renders the message, and asks whether it may leave.
  void prepare(outgoing_effect& effect, const channels::capabilities& can,
               std::set<std::string> avoid);
  static void apply_prepared(outgoing_effect& effect, prepared_send& made,
                             std::set<std::string> avoid);
  /// False: everywhere it goes nothing goes now, and it is put off. Otherwise `avoid` gets the
  /// places that are left alone.
  bool may_go(outgoing_effect& effect, std::set<std::string>& avoid);
  /// Until when nothing goes to any of its destinations, and why; else `avoid` gets those of them
  /// to which nothing goes, as the channel calls them.
  [[nodiscard]] std::optional<destinations::leave_alone> closed_for(const outgoing_effect& effect,
                                                                    std::set<std::string>& avoid);
  void submit(std::shared_ptr<asked_effects> asked);
  /// The file could not be asked, or cannot say: it is tried again, and in the end held.
  void fail_unasked(outgoing_effect& effect, const error& why);
  void act_on(outgoing_effect& effect, const storage::admission_result& made);
  void hand_over(outgoing_effect& effect);
  [[nodiscard]] channels::completion answer_to(effect_number effect);

  // ---- settle_effects.cpp: what became of it ---------------------------------------------------
  void on_answer(outgoing_effect& effect, channels::attempt_result& answer);
  /// Asks the provider, once, what became of an unknown one; whether it is asked.
  bool asks_again(outgoing_effect& effect, const channels::attempt_result& answer);
  /// What the answer says beside what became of this effect.
  void learn_from(const outgoing_effect& effect, const channels::attempt_result& answer);
  void update_destinations(const outgoing_effect& effect, const channels::attempt_result& answer);
  /// The log hears when a destination is left alone, and when it answers again.
  void update_destination(const std::string& destination, channels::server_health told);
  /// It may go over no channel as it is.
  void reject_unsent(outgoing_effect& effect, const char* code, std::string why);
  /// The effect comes to its end, or to a later attempt, without having left.
  void settle_unsent(outgoing_effect& effect, outcome how, std::string code, std::string detail);
  void put_off(outgoing_effect& effect, std::string code, std::string detail, instant until);
  void settle(outgoing_effect& effect, channels::attempt_result& answer);
  void tell_instance(outgoing_effect& effect);
  void count_outcome(outcome kind, const std::string& channel);
  void forget(outgoing_effect& effect);
  /// There is one effect less: room for more of the outbox.
  void read_on();

  // ---- settle_effects.cpp: what fails by a defect ----------------------------------------------
  /// What `work` throws concerns this effect alone.
  template <class Work>
  void guard(outgoing_effect& effect, const Work& work) {
    const auto number = effect.number;
    try {
      work();
    } catch (const std::exception& thrown) {
      fail_by_defect(number, thrown);
    }
  }
  /// The attempt has failed; what the channel may have taken is unknown.
  void fail_by_defect(effect_number number, const std::exception& thrown);
  void tell_again_later(outgoing_effect& effect, const error& why);
  /// It stays in the outbox, and is known, so that it is not begun again.
  void set_aside(const outgoing_effect& effect, const error& why);
  void look_again_later();

  pointer self_ = nullptr;
  services* services_ = nullptr;
  outgoing_effects effects_;
  std::optional<channel_lanes> lanes_;
  std::optional<destinations> destinations_;
  account_pacing pacing_;
  asked_effects to_ask_;     ///< with the next commit
  bool woken_ = false;       ///< a message to serve is on its way
  bool serves_soon_ = false; ///< a message to do so is on its way
  bool behind_ = false;      ///< there is more in the outbox than had room
  left_effects left_;
  bool left_more_ = false;                ///< there are more of them than are remembered
  bool begins_left_ = false;              ///< it is beginning one of them
  std::optional<instance_id> read_up_to_; ///< the outbox is being read, up to here
  bool reads_again_ = false;              ///< once it has been read to its end
  bool looks_again_ = false;              ///< a message to do so is on its way
  bool stopping_ = false;
  repeated_failures<instance_id> failing_rows_{most_tries_of_effect}; ///< of the outbox
};

} // namespace sojourn::actors
