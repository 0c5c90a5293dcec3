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
  counted.took.observe(took);
}

void traffic::write(metrics::metrics_writer& to) const {
  const auto labels_of = [](std::size_t index) {
    const bool known = index < routes().size();
    return metrics::labels{{"method", std::string{known ? routes()[index].method : "other"}},
                           {"route", std::string{known ? routes()[index].pattern : "none"}}};
  };
  to.begin(metrics::kind::counter, "sojourn_http_requests_total", "Answered requests.");
  for (std::size_t i = 0; i <= routes().size(); ++i) {
    for (std::size_t status = 0; status < rows_[i].by_class.size(); ++status) {
      const auto count = rows_[i].by_class[status].load(std::memory_order_relaxed);
      if (count == 0)
        continue;
      auto labelled = labels_of(i);
      labelled.emplace_back("status", std::to_string(status + 1) + "xx");
      to.sample(static_cast<double>(count), std::move(labelled));
    }
  }
  to.begin(metrics::kind::histogram, "sojourn_http_request_duration_seconds",
           "Time from a request to its answer.");
  for (std::size_t i = 0; i <= routes().size(); ++i) {
    if (const auto took = rows_[i].took.read(); took.count() != 0)
      to.sample(took, labels_of(i));
  }
  to.gauge("sojourn_http_connections", "Open connections.", static_cast<double>(connections));
  to.counter("sojourn_http_refused_connections_total",
             "Connections refused because too many were open.", refused_connections);
  to.counter("sojourn_http_closed_idle_connections_total",
             "Idle connections closed for new ones because too many were open.",
             closed_idle_connections);
  to.gauge("sojourn_http_requests_in_flight", "Requests that wait for their answer.",
           static_cast<double>(in_flight));
  to.begin(metrics::kind::gauge, "sojourn_certificate_expiry_timestamp_seconds",
           "When the certificate of the daemon's own TLS ends, in seconds since 1970.");
  if (const auto ends_at_ms = certificate_ends_at_ms.load(); ends_at_ms != 0)
    to.sample(static_cast<double>(ends_at_ms) / 1000.0);
}

} // namespace sojourn::api
