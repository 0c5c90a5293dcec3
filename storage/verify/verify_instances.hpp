// Checks each instance: its journal, its row, and what follows from them in other tables.
#pragma once

#include "storage/tables.hpp"
#include "storage/verify/report.hpp"

#include <functional>
#include <map>

namespace sojourn::storage {

/// What the instances give, for other tables to be compared with.
struct instance_tally {
  std::map<standing, std::int64_t> standings;
  graph_tally graph;                ///< what the turns count
  start_tally starts;               ///< when instances began
  bool graph_is_whole = true;       ///< false: a journal could not be replayed
  std::int64_t waits = 0;           ///< rows
  std::int64_t issued_vouchers = 0; ///< by the journal
};

/// `progress` gets instances done.
[[nodiscard]] instance_tally verify_instances(table_set& tables, verification_report& report,
                                              const std::function<void(std::int64_t)>& progress);

} // namespace sojourn::storage
