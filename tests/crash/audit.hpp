// Compares what the data directory, the receivers and the clients say happened.
#pragma once

#include "tests/crash/ledger.hpp"
#include "tests/crash/place.hpp"

#include <cstdint>

namespace sojourn::crash {

/// How much was compared.
struct audit_figures {
  std::int64_t instances = 0;
  std::int64_t entries = 0;
  std::int64_t effects = 0;
  std::int64_t repeated = 0; ///< hand-overs beyond the first of their effect
  std::int64_t unknown = 0;  ///< effects whose outcome the daemon honestly does not know
  std::int64_t vouchers = 0;
  std::int64_t heard_at_start = 0; ///< carts whose goal was stored before their first turn
};

/// Adds a test failure for everything that does not agree. No daemon may be running.
[[nodiscard]] audit_figures audit(const place& where, const ledger& clients);

} // namespace sojourn::crash
