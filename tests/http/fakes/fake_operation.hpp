// Fakes of what concerns the daemon itself.
#pragma once

#include "service/audit.hpp"
#include "service/clock.hpp"
#include "service/operation.hpp"
#include "tests/http/fakes/fake_area.hpp"

namespace sojourn::tests {

class fake_operation final : public service::operation_api, public fake_area {
public:
  explicit fake_operation(recorder& log) : fake_area{log, "operation"} {}

  void ready(completion<json> done) override {
    answer("ready", {}, done, json{{"status", "ready"}});
  }
  void metrics(completion<std::string> done) override {
    answer("metrics", {}, done, std::string{"sojourn_up 1\n"});
  }
  void storage_status(completion<json> done) override { answer("storage_status", {}, done); }
  void verify(completion<json> done) override { answer("verify", {}, done); }
  void backup(service::caller, completion<json> done) override { answer("backup", {}, done); }
  void export_everything(service::caller, completion<json> done) override {
    answer("export_everything", {}, done);
  }
  void backups(completion<service::page> done) override { answer("backups", {}, done); }
};

class fake_clock final : public service::clock_api, public fake_area {
public:
  explicit fake_clock(recorder& log) : fake_area{log, "clock"} {}

  void get(completion<json> done) override { answer("get", {}, done); }
  void move(service::clock_request request, service::caller, completion<json> done) override {
    json call{{"advance", request.advance}};
    if (request.to)
      call["to"] = to_text(*request.to);
    answer("move", std::move(call), done);
  }
};

class fake_audit final : public service::audit_api, public fake_area {
public:
  explicit fake_audit(recorder& log) : fake_area{log, "audit"} {}

  void list(service::audit_filter filter, service::page_request at,
            completion<service::page> done) override {
    auto call = paged(at);
    call["who"] = filter.who;
    call["what"] = filter.what;
    call["target"] = filter.target;
    call["text"] = filter.text;
    if (filter.from)
      call["from"] = to_text(*filter.from);
    if (filter.to)
      call["to"] = to_text(*filter.to);
    answer("list", std::move(call), done);
  }
};

} // namespace sojourn::tests
