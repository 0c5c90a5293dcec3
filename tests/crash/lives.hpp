// What a daemon does in each of its lives. All of it runs in a child process.
#pragma once

#include "tests/crash/fate.hpp"
#include "tests/crash/ledger.hpp"
#include "tests/crash/place.hpp"
#include "tests/crash/process.hpp"

namespace sojourn::crash {

/// The voucher pool holds so many codes: fewer than there are instances that want one.
inline constexpr int voucher_codes = 150;

/// The first life: campaigns and vouchers are set up.
void prepare(const place& where);

/// A life under load that never ends by itself: clients repeat the starts that an earlier
/// life left unanswered, then start instances, publish events and change records without a
/// pause. `life` keeps the names of their subjects apart from those of other lives.
void serve_under_load(const place& where, int life, fate& until, const ledger& so_far,
                      const reporter& report);

/// The last life: unanswered starts are repeated, instances that nobody sent their event get
/// it, and when nothing is left to do the daemon is stopped in order.
void finish(const place& where, const ledger& so_far, const reporter& report);

} // namespace sojourn::crash
