// What a daemon does in lives that end while its messages go out to real protocols. All of it runs
// in a child process.
#pragma once

#include "tests/crash/counterparts.hpp"
#include "tests/crash/fate.hpp"
#include "tests/crash/ledger.hpp"

namespace sojourn::crash {

/// The first life: the campaign is set up, and the account at Zalo has its tokens.
void prepare_outward(const place& where, const counterparts& with);

/// A life under load that never ends by itself: unanswered starts are repeated, then customers come
/// and instances begin without a pause. Zalo tells, repeatedly, of all that it ever took.
void serve_outward(const place& where, const counterparts& with, int life, fate& until,
                   const ledger& so_far, const reporter& report);

/// The last life: what is unanswered is repeated, and when nothing is left to do the daemon is
/// stopped in order.
void finish_outward(const place& where, const counterparts& with, const ledger& so_far,
                    const reporter& report);

} // namespace sojourn::crash
