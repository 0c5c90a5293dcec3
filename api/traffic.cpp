#include "api/traffic.hpp"

#include <algorithm>

namespace sojourn::api {

traffic::traffic() : rows_{std::make_unique<row[]>(routes().size() + 1)} {}

void traffic::count(const route* matched, int status, std::chrono::nanoseconds took) {
  const auto index =
      matched == nullptr ? routes().size() : static_cast<std::size_t>(matched - routes().data());
  auto& counted = rows_[index];
  const auto status_class = static_cast<std::size_t>(std::clamp(status / 100, 1, 5) - 1);
  counted.by_class[status_class].fetch_add(1, std::memory_order_relaxed);
  counted.nanoseconds.fetch_add(static_cast<std::uint64_t>(took.count()),
                                std::memory_order_relaxed);
}

std::string traffic::prometheus() const {
  std::string requests = "# HELP sojourn_http_requests_total Answered requests.\n"
                         "# TYPE sojourn_http_requests_total counter\n";
  std::string seconds = "# HELP sojourn_http_request_seconds Time from a request to its answer.\n"
                        "# TYPE sojourn_http_request_seconds summary\n";
  for (std::size_t i = 0; i <= routes().size(); ++i) {
    const bool known = i < routes().size();
    const auto labels = "method=\"" + std::string{known ? routes()[i].method : "other"} +
                        "\",route=\"" + std::string{known ? routes()[i].pattern : "none"} + '"';
    std::uint64_t total = 0;
    for (std::size_t status = 0; status < rows_[i].by_class.size(); ++status) {
      const auto count = rows_[i].by_class[status].load(std::memory_order_relaxed);
      total += count;
      if (count != 0)
        requests += "sojourn_http_requests_total{" + labels + ",status=\"" +
                    std::to_string(status + 1) + "xx\"} " + std::to_string(count) + '\n';
    }
    if (total == 0)
      continue;
    const auto sum = static_cast<double>(rows_[i].nanoseconds.load(std::memory_order_relaxed));
    seconds += "sojourn_http_request_seconds_sum{" + labels + "} " + std::to_string(sum / 1e9) +
               "\nsojourn_http_request_seconds_count{" + labels + "} " + std::to_string(total) +
               '\n';
  }
  const auto single = [](std::string_view name, std::string_view type, std::string_view help,
                         std::uint64_t value) {
    return "# HELP " + std::string{name} + ' ' + std::string{help} + "\n# TYPE " +
           std::string{name} + ' ' + std::string{type} + '\n' + std::string{name} + ' ' +
           std::to_string(value) + '\n';
  };
  return requests + seconds +
         single("sojourn_http_connections", "gauge", "Open connections.", connections) +
         single("sojourn_http_refused_connections_total", "counter",
                "Connections refused because too many were open.", refused_connections) +
         single("sojourn_http_requests_in_flight", "gauge",
                "Requests that wait for the orchestrator.", in_flight);
}

} // namespace sojourn::api
