// What the router knows, and what it does with one delivery after another. The files that implement
// it: router.cpp takes the messages, read_inbox.cpp sends deliveries on their way, begin_starts.cpp
// begins instances in their order.
#pragma once

#include "actors/guarded_handler.hpp"
#include "actors/instance/first_turn.hpp"
#include "actors/interfaces/router.hpp"
#include "actors/repeated_failures.hpp"
#include "actors/routing/held_campaigns.hpp"
#include "actors/routing/inbox_window.hpp"
#include "actors/routing/start_order.hpp"
#include "storage/inbox.hpp"
#include "storage/turns.hpp"

#include <deque>
#include <unordered_map>

namespace sojourn::actors {

/// Starts of instances that rest at once: one write unit for all of them. The one at a place of
/// `turns` begins what is planned at the same place of `plans`.
struct start_batch {
  std::vector<storage::turn_ptr> turns;
  std::vector<planned_start> plans;
  result<storage::starts_written> outcome;
};

/// A delivery that could not be brought is tried again after this.
inline constexpr milliseconds route_retry_pause{500};
/// A delivery whose handling fails by a defect is tried so often, with that pause between.
inline constexpr int most_tries_of_delivery = 3;
/// Starts of one re-entry key that wait in memory; more of them wait in the file, so that one busy
/// customer does not take everybody's room.
inline constexpr std::size_t most_starts_of_one_key = 32;

class router_state {
public:
  static inline const char* name = "router";
  static constexpr auto part = guarded_part::router;
  using pointer = router_actor::stateful_pointer<router_state>;
  static router_actor::behavior_type make_behavior(pointer self, services* services);

  void init(pointer self, services& services);
  [[nodiscard]] counters& count() const { return services_->count; }
  /// What is durable is in the file, and is looked at again.
  void recover(const error&) { look_again_later(); }

  // The messages of the interface.
  void route_all(const route& message);
  void catch_up(const actors::catch_up&);
  void begin_held(const actors::begin_held& message);
  void begin_in_order(const request_start& message);
  void line_moves(const actors::line_moves& message);
  void held(const starts_held& message);
  void done(const route_done& outcome);
  void settled(const starts_settled& message);
  bool at_rest();

private:
  /// A start that no delivery asks for.
  struct start_by_hand {
    std::shared_ptr<begin> message{};
    std::string line;
    std::string campaign;
    bool restarts = false;
  };
  /// A start on its way, and not yet in a batch.
  struct queued_start {
    storage::inbox_entry entry{};
    std::string line{}; ///< where it is its turn; empty: not known yet
    std::optional<start_by_hand> asked_by_hand{};
  };
  using order = start_order<queued_start>;

  // ---- read_inbox.cpp ------------------------------------------------------------------------
  void queue_all(const std::vector<storage::inbox_entry>& entries);
  /// In the order of their numbers, those that a pause had held among the others. Not before a
  /// delivery that failed for the moment is due again: what comes behind it must not overtake it,
  /// and trying at once would fail as it did.
  void read_on();
  void read_pages();
  /// Half of the room at a time: a read for each delivery that is done would be the slowest of all.
  void go_on();
  /// False: it must wait for starts of its campaign that a pause had held before, or failed, and is
  /// read again.
  bool send(const storage::inbox_entry& entry);
  void send_start(const storage::inbox_entry& entry);
  void send_event(const storage::inbox_entry& entry);
  /// Sends the starts that an ended pause of the campaign had held, up to the number `before`.
  /// Whether none of them is left.
  bool send_held(const std::string& campaign, held_campaigns::position& from, std::int64_t before);
  /// Once all others are sent. False when there was no room.
  bool send_rest_of_held();
  /// Also notes one whose row cannot be read.
  bool is_set_aside(const storage::inbox_entry& entry);
  /// `again`: the delivery must be brought once more, before those that wait behind it.
  void end_flight(std::int64_t number, bool again);
  /// It failed by a defect: it is tried again, or left in the file, and its line moves on without
  /// it.
  void end_failed(std::int64_t number, const std::string& why);
  /// Keeps the line of a start that is left in the file: empty where it was never planned.
  void remember_left(std::int64_t number, std::string line);
  void look_again_later();
  /// An input that consumes the delivery; `what` says in the log what it was.
  envelope_ptr letter(std::int64_t number, std::string what);
  /// What to do with the answer: a delivery that can never be taken is dropped, with a line in the
  /// log; one that failed for the moment stays.
  completion<turn_report>::callback answer(std::int64_t number, std::string what);
  /// What `work` throws concerns this delivery alone.
  template <class Work>
  void guard(std::int64_t number, const Work& work) {
    try {
      work();
    } catch (const std::exception& thrown) {
      end_failed(number,
                 contained(count(), part, "inbox entry " + std::to_string(number), thrown).message);
    }
  }

  // ---- begin_starts.cpp ----------------------------------------------------------------------
  /// Starts go in the order of their deliveries, together while others are being written.
  void begin_waiting();
  void begin_one(queued_start start, start_batch& batch);
  /// What is done with a start that cannot be planned; `why` is consumed.
  void end_unplanned(storage::inbox_entry& entry, error why);
  /// Whether nobody of the line is before it; else it waits, in memory or in the file.
  bool is_its_turn(const std::string& line, queued_start& start);
  /// Whether a start of the campaign goes into the file, for a pause that has ended meanwhile: it
  /// comes before all that wait in memory.
  [[nodiscard]] bool is_behind_one_to_hold(const std::string& campaign) const;
  /// A start of the line begins: those that were set aside before it are older, and must not
  /// begin after it when the daemon starts again. They are dropped before it is written.
  void drop_left(const std::string& campaign, const std::string& line);
  /// It is read again, in its order.
  void give_back(std::int64_t number);
  /// The first of the line comes again later, and so does everybody behind it.
  void end_line(const std::string& line);
  /// The first of the line has come to its end.
  void move_line(const std::string& line);
  [[nodiscard]] static std::string text_of(const storage::inbox_entry& entry);
  // Starts that no delivery asks for.
  /// Whether starts that were caused before it may be in the file still.
  [[nodiscard]] bool must_wait(const start_by_hand& start) const;
  void begin_later();
  void queue_by_hand(start_by_hand start);
  void begin_by_hand(start_by_hand& start);
  /// Lets the line move on when the start has come to its end, whatever that is.
  void tell_when_done(envelope& input, const std::string& line);
  // The writer.
  void submit(std::shared_ptr<start_batch> batch);
  void hold(std::vector<storage::inbox_entry> starts);

  pointer self_ = nullptr;
  services* services_ = nullptr;
  inbox_window inbox_;
  held_campaigns held_;
  std::deque<queued_start> starts_; ///< on their way, and not yet in a batch
  order order_{most_starts_of_one_key};
  std::vector<start_by_hand> later_;          ///< behind starts that are in the file
  std::vector<storage::inbox_entry> to_hold_; ///< their campaigns are paused
  repeated_failures<std::int64_t> failures_{most_tries_of_delivery}; ///< by number of the delivery
  /// Starts that were set aside, by their line.
  std::unordered_map<std::string, std::vector<std::int64_t>> left_;
  std::size_t batches_ = 0;  ///< not settled
  bool tries_again_ = false; ///< a message to catch up is on its way
  bool stopping_ = false;
};

} // namespace sojourn::actors
