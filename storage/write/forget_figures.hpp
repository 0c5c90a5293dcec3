// What reports know of messages, when its time is over.
#pragma once

#include "storage/sqlite/transaction.hpp"

namespace sojourn::storage {

struct place_forgotten {
  std::int64_t rows = 0; ///< that went or changed
  bool is_done = false;  ///< nothing is left of the place
  bool is_held = false;  ///< not yet: a message of it has its row still
};
/// Forgets what messages of one place counted, about `rows` rows of it. An order that was owed to
/// one of them may be owed to an older touch of what is left, as if the message had never been.
[[nodiscard]] place_forgotten forget_place(transaction& tx, std::int64_t place, std::size_t rows);

} // namespace sojourn::storage
