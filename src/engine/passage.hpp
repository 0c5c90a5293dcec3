// What a turn did in the graph of its campaign, for reports to count.
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace sojourn::engine {

/// Values are stored; never renumber them.
enum class passage_kind : std::uint8_t {
  moved = 0,     ///< from the step to another, or to its end; the step '' is the trigger
  converted = 1, ///< the goal `name` ended it while it was at the step
  exited = 2,    ///< so did the exit `name`
  cancelled = 3, ///< so did a command: `name` says which
  failed = 4,    ///< the definition could not be followed any further
  held = 5,      ///< it waits for an operator; `name` is the code of why
  migrated_in = 6,
  migrated_out = 7, ///< counted for the version that it left
  // What became of a message. `name` is the channel that had it, or else the code of why none had:
  accepted = 8,
  rejected = 9,
  unknown = 10, ///< less 1 when something is heard after all
  unreachable = 11,
  skipped = 12,
  gave_up = 13,    ///< all attempts failed for the moment
  taken_back = 14, ///< less 1 when it turns out to have left before
  // What receipts tell, counted for the day on which the message left. `name` is the channel.
  delivered = 15,
  read = 16,
  clicked = 17,
  replied = 18,
  bounced = 19, ///< it was accepted, and did not arrive
};
inline constexpr std::size_t passage_kinds = 20;

/// Whether the journal tells of it; receipts tell of the others.
[[nodiscard]] constexpr bool is_in_journal(passage_kind kind) {
  return kind < passage_kind::delivered;
}

/// One of the things that a turn did. A function of the turn: a replay gives the same ones.
struct passage {
  passage_kind kind = passage_kind::moved;
  std::string step; ///< empty: the trigger
  std::string name{};
  std::string to{}; ///< of `moved`; empty: it completed
  instant at{};     ///< when it counts: the instant of the turn, or of what it corrects
  int change = 1;
  bool operator==(const passage&) const = default;
};

/// How often it happened, in some days.
struct passage_sum {
  passage_kind kind = passage_kind::moved;
  std::string step;
  std::string name;
  std::string to;
  std::int64_t count = 0;
};

} // namespace sojourn::engine
