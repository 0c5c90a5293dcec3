#include "api/traffic.hpp"

#include <algorithm>
#include <sstream>

namespace sojourn::api {

namespace {

void append_histogram(std::string& out, std::string_view name, const std::string& labels,
                      const histogram::figures& told) {
  const auto line = [&](std::string_view suffix, const std::string& more,
                        const std::string& value) {
    out.append(name).append(suffix).append("{").append(labels).append(more).append("} ");
    out.append(value).append("\n");
  };
  for (std::size_t i = 0; i < told.cumulative.size(); ++i) {
    std::ostringstream bound;
    if (i < histogram::bounds_seconds.size())
      bound << histogram::bounds_seconds[i];
    else
      bound << "+Inf";
    line("_bucket", ",le=\"" + bound.str() + '"', std::to_string(told.cumulative[i]));
  }
  line("_sum", "", std::to_string(told.sum_seconds));
  line("_count", "", std::to_string(told.count()));
}

} // namespace

traffic::traffic() : rows_{std::make_unique<row[]>(routes().size() + 1)} {}

void traffic::count(const route* matched, int status, std::chrono::nanoseconds took) {
  const auto index =
      matched == nullptr ? routes().size() : static_cast<std::size_t>(matched - routes().data());
  auto& counted = rows_[index];
  const auto status_class = static_cast<std::size_t>(std::clamp(status / 100, 1, 5) - 1);
  counted.by_class[status_class].fetch_add(1, std::memory_order_relaxed);
  counted.took.observe(took);
}

std::string traffic::prometheus() const {
  std::string requests = "# HELP sojourn_http_requests_total Answered requests.\n"
                         "# TYPE sojourn_http_requests_total counter\n";
  std::string seconds =
      "# HELP sojourn_http_request_duration_seconds Time from a request to its answer.\n"
      "# TYPE sojourn_http_request_duration_seconds histogram\n";
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
    append_histogram(seconds, "sojourn_http_request_duration_seconds", labels,
                     rows_[i].took.read());
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
         single("sojourn_http_requests_in_flight", "gauge", "Requests that wait for their answer.",
                in_flight);
}

} // namespace sojourn::api
