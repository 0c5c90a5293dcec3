// Counts what the front end did, for /metrics.
#pragma once

#include "api/route.hpp"
#include "base/histogram.hpp"
#include "metrics/metrics_writer.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

namespace sojourn::api {

/// Thread-safe counters; one row a route, and one for requests without a route.
class traffic {
public:
  traffic();

  /// One answered request. `matched` may be null.
  void count(const route* matched, int status, std::chrono::nanoseconds took);

  std::atomic<std::uint64_t> connections{0};             ///< open now
  std::atomic<std::uint64_t> refused_connections{0};     ///< over the limit
  std::atomic<std::uint64_t> closed_idle_connections{0}; ///< for others
  std::atomic<std::uint64_t> in_flight{0};               ///< requests the services have
  std::atomic<std::int64_t> certificate_ends_at_ms{0};   ///< of the server's own; 0: it has none

  void write(metrics::metrics_writer& to) const;

private:
  struct row {
    std::array<std::atomic<std::uint64_t>, 5> by_class{}; ///< 1xx to 5xx
    histogram took;
  };
  std::unique_ptr<row[]> rows_;
};

} // namespace sojourn::api
