// The events that writes of records cause.
#pragma once

#include "storage/inbox.hpp"
#include "storage/listeners.hpp"

namespace sojourn::storage {

/// How a record was changed, and whose it is now: "customer:42".
struct record_step {
  const subject_ref& record;
  const std::optional<std::string>& owner;
  const json& before; ///< null: the record is new
  const json& after;
  std::int64_t version = 0;
};

/// Stores those that some version of a campaign names, about the customer or the visitor whose the
/// record is. Gives the inbox entries that this caused. Those that happen once for a record and
/// were told before, by it or by somebody else, are left out.
[[nodiscard]] std::vector<inbox_entry> write_record_events(transaction& tx, const record_step& step,
                                                           const listener_set& listeners,
                                                           instant now);

} // namespace sojourn::storage
