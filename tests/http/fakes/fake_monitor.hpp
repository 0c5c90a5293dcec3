// A fake of the data monitor.
#pragma once

#include "service/monitor.hpp"
#include "tests/http/fakes/fake_area.hpp"

namespace sojourn::tests {

class fake_monitor final : public service::monitor_api, public fake_area {
public:
  explicit fake_monitor(recorder& log) : fake_area{log, "monitor"} {}

  void figures(service::monitor_request request, completion<json> done) override {
    answer("figures", told(request), done);
  }
  void table(service::monitor_request request, completion<std::string> done) override {
    answer("table", told(request), done, std::string{"row,sent\r\n"});
  }
  void customers(service::monitor_request request, std::string figure, service::page_request at,
                 completion<service::page> done) override {
    auto call = paged(at);
    call.update(told(request));
    call["figure"] = figure;
    answer("customers", std::move(call), done);
  }
  void groups(std::string before, std::string window, completion<json> done) override {
    answer("groups", {{"before", before}, {"window", window}}, done);
  }
  void series(service::series_request request, completion<json> done) override {
    answer("series", {{"unit", request.unit}, {"booster", request.of.booster}}, done);
  }
  void series_table(service::series_request request, completion<std::string> done) override {
    answer("series_table", {{"unit", request.unit}}, done, std::string{"at,sends\r\n"});
  }

private:
  static json told(const service::monitor_request& request) {
    return {{"booster", request.of.booster},
            {"campaign", request.of.campaign},
            {"library", request.of.library},
            {"by", request.by},
            {"window", request.window},
            {"group", request.group},
            {"compare_with", request.compare_with}};
  }
};

} // namespace sojourn::tests
