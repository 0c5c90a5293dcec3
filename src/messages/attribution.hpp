// Which message an order is owed to.
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace sojourn::messages {

/// A person did something with a message: it is why an order may be owed to it.
struct touch {
  bool clicked = false; ///< false: read
  instant at{};
  std::int64_t send = 0;
  std::int64_t place = 0; ///< where reports count the message
  instant sent_at{};
};

/// The touch that an order is owed to which was paid at `paid_at`: the last click at or before it
/// and not more than `window` before it, else the last read; of two at one instant, that of the
/// later send. nullptr: none. Pure, so that it can be computed anew at any time.
[[nodiscard]] const touch* credited(const std::vector<touch>& touches, instant paid_at,
                                    milliseconds window);

/// The last click and the last read at or before `paid_at`, whatever the window: of all touches
/// only these can be the credited one. At most two.
[[nodiscard]] std::vector<const touch*> decisive(const std::vector<touch>& touches,
                                                 instant paid_at);

/// Which of its two decisive touches an order is owed to.
enum class credit : std::uint8_t { none, read, click };
/// The same as credited(), of the instants of the decisive touches alone.
[[nodiscard]] credit credit_within(milliseconds window, instant paid_at,
                                   std::optional<instant> clicked_at,
                                   std::optional<instant> read_at);

} // namespace sojourn::messages
