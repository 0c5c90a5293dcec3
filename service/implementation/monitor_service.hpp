// Implements the data monitor. Reads only, as questions: each takes a fraction of a second for a
// million messages.
#pragma once

#include "service/implementation/monitor_scope.hpp"
#include "service/implementation/service_base.hpp"
#include "service/monitor.hpp"

namespace sojourn::service {

class monitor_service final : public monitor_api, private service_base {
public:
  using service_base::service_base;

  void figures(monitor_request request, completion<json> done) override;
  void table(monitor_request request, completion<std::string> done) override;
  void customers(monitor_request request, std::string figure, page_request at,
                 completion<page> done) override;
  void groups(std::string before, std::string window, completion<json> done) override;
  void series(series_request request, completion<json> done) override;
  void series_table(series_request request, completion<std::string> done) override;

private:
  [[nodiscard]] result<reports::monitor_table> count(const monitored& what,
                                                     const std::stop_token& stop);
  struct counted_series;
  [[nodiscard]] result<counted_series> count_series(const series_request& request,
                                                    const std::stop_token& stop);
};

} // namespace sojourn::service
