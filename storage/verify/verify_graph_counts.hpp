// Holds the counts of graphs against what the journal and the sends give.
#pragma once

#include "storage/tables.hpp"
#include "storage/verify/report.hpp"

namespace sojourn::storage {

/// `counted` is what the turns of all instances count. Where it is not whole, because a journal
/// cannot be replayed, only what receipts tell is compared.
void verify_graph_counts(table_set& tables, graph_tally counted, bool is_whole,
                         verification_report& report);

} // namespace sojourn::storage
