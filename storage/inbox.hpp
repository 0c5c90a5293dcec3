// The inbox: starts and events that are stored and still have to reach an instance.
#pragma once

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

class transaction;

/// A durable input that still has to reach its instance or start one. It is consumed by
/// the turn that takes it, in the same transaction: exactly once.
struct inbox_entry {
  std::int64_t number = 0;
  instant at{};
  /// Set: an event for this instance. 0: a start of `campaign`.
  instance_id instance{};
  std::string campaign;
  subject_ref subject;
  /// For a start: what conditions see as `trigger`. For an event: {"type","id","data"}.
  json payload;
  /// Of a start: the number of the newest event when it was stored, or its run began. What has a
  /// greater number is heard by the instance. Not set yet: it is when the start is stored.
  std::optional<std::int64_t> cause{};
  bool held = false; ///< a start that waits for the end of its campaign's pause
  /// Why its row cannot be read; it has its number then, and nothing else. Empty: it can.
  std::string damage{};
};

/// Makes a start wait for the end of its campaign's pause. False: the campaign is not paused, or
/// the start is not there any more.
bool hold_start(transaction& tx, std::int64_t number);

/// How many starts a campaign holds, and dropped.
struct held_total {
  std::string campaign;
  std::int64_t held = 0;
  std::int64_t dropped = 0;          ///< ever
  std::int64_t dropped_in_pause = 0; ///< in the pause that began last
};

/// Consumes an inbox entry that means nothing to anybody; of a run's member, it counts as refused,
/// and an instance that waits for it as a start is told. Consuming it twice is harmless. Gives the
/// inbox entries that it caused.
std::vector<inbox_entry> drop_inbox_entry(transaction& tx, std::int64_t number, instant now);

/// Reads the inbox; see reader for what holds of all of them.
class inbox_reader {
public:
  virtual ~inbox_reader() = default;

  /// Those that are not held, in their order, after the number `after`.
  [[nodiscard]] virtual std::vector<inbox_entry> list(std::int64_t after, std::size_t limit) = 0;
  /// How many those are.
  [[nodiscard]] virtual std::int64_t count() = 0;
  /// The starts that the campaign holds, in their order.
  [[nodiscard]] virtual std::vector<inbox_entry> held(const std::string& campaign,
                                                      std::int64_t after, std::size_t limit) = 0;
  /// Of the campaigns that ever held or dropped a start, by id.
  [[nodiscard]] virtual std::vector<held_total> held_totals() = 0;
};

} // namespace sojourn::storage
