// What is left of an instance in the counts of its campaign's graph.
#pragma once

#include "storage/instances.hpp"
#include "storage/write/own_turns.hpp"

namespace sojourn::storage {

/// To be called before the journal of an instance that has ended goes: what it counted stays in the
/// sums, and is marked as what the journal no longer gives. One whose journal cannot be replayed
/// stays unmarked, and verify finds that.
void forget_counts(transaction& tx, own_turns& definitions, const stored_instance& ended);

} // namespace sojourn::storage
