// An HTTP client for load: many keep-alive connections on one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace sojourn::bench {

struct load {
  std::uint16_t port = 0;
  int connections = 64;
  long requests = 0;
  /// 0: as fast as answers come; else requests a second, sent on time whatever comes back.
  double rate = 0;
  int expected_status = 200;
  /// The bytes of request number N.
  std::function<std::string(long)> request;
};

struct load_outcome {
  double seconds = 0;
  std::vector<double> latencies_ms; ///< sorted; from the instant a request was due
  std::string last_body;
  [[nodiscard]] double rate() const { return static_cast<double>(latencies_ms.size()) / seconds; }
  [[nodiscard]] double percentile(double share) const {
    const auto at = static_cast<std::size_t>(share * static_cast<double>(latencies_ms.size() - 1));
    return latencies_ms.at(at);
  }
};

/// Runs the load; throws when an answer has another status or a connection breaks.
[[nodiscard]] load_outcome run_load(const load& what);

[[nodiscard]] std::string get_request(const std::string& path);
[[nodiscard]] std::string post_request(const std::string& path, const std::string& body);

} // namespace sojourn::bench
