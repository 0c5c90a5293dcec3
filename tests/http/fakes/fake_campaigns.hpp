// Fakes of what concerns campaigns and those who are in them.
#pragma once

#include "service/campaigns.hpp"
#include "service/instances.hpp"
#include "service/jobs.hpp"
#include "service/runs.hpp"
#include "tests/http/fakes/fake_area.hpp"

namespace sojourn::tests {

class fake_campaigns final : public service::campaign_api, public fake_area {
public:
  explicit fake_campaigns(recorder& log) : fake_area{log, "campaigns"} {}

  void validate(json definition, completion<json> done) override {
    answer("validate", {{"definition", definition}}, done, json::object());
  }
  void put(service::document_request request, completion<service::written> done) override {
    json call{{"id", request.id},
              {"definition", request.definition},
              {"must_be_new", request.must_be_new},
              {"who", request.by.who},
              {"may_send", request.by.may.contains(accounts::permission::send)},
              {"key", request.idem.key},
              {"fingerprint", request.idem.fingerprint}};
    tell(call, request.only_if);
    answer("put", std::move(call), done);
  }
  void copy(service::copy_request request, completion<service::written> done) override {
    answer("copy",
           {{"from", request.from},
            {"version", request.version},
            {"id", request.id},
            {"name", request.name},
            {"key", request.idem.key}},
           done);
  }
  void list(service::campaign_filter filter, service::page_request at,
            completion<service::page> done) override {
    auto call = paged(at);
    call.update(json{{"q", filter.text},
                     {"state", filter.state},
                     {"kind", filter.kind},
                     {"tag", filter.tag},
                     {"sort", static_cast<int>(filter.sort)},
                     {"descending", filter.descending}});
    answer("list", std::move(call), done);
  }
  void get(std::string id, completion<service::written> done) override {
    answer("get", {{"id", id}}, done);
  }
  void versions(std::string id, completion<service::page> done) override {
    answer("versions", {{"id", id}}, done);
  }
  void change(std::string id, service::campaign_action action, service::caller by,
              completion<json> done) override {
    answer("change",
           {{"id", id}, {"action", static_cast<int>(action)}, {"who", by.who}, {"why", by.why}},
           done);
  }
  void stats(std::string id, completion<json> done) override {
    answer("stats", {{"id", id}}, done);
  }
  void graph(service::graph_request request, completion<json> done) override {
    answer("graph",
           {{"id", request.id},
            {"version", request.version},
            {"from", request.from ? to_text(*request.from) : ""},
            {"to", request.to ? to_text(*request.to) : ""}},
           done);
  }
  void audience(std::string id, completion<json> done) override {
    answer("audience", {{"id", id}}, done);
  }
  void activate(std::string id, std::vector<std::string> overridden, service::caller by,
                completion<json> done) override {
    answer("activate", {{"id", id}, {"overridden", overridden}, {"who", by.who}, {"why", by.why}},
           done);
  }
  void lint(std::string id, json sample, completion<json> done) override {
    answer("lint", {{"id", id}, {"sample", sample}}, done, json{{"campaign", id}});
  }
};

class fake_runs final : public service::run_api, public fake_area {
public:
  explicit fake_runs(recorder& log) : fake_area{log, "runs"} {}

  void start(std::string campaign, json data, service::caller by, idempotency idem,
             completion<service::written> done) override {
    answer("start", {{"campaign", campaign}, {"data", data}, {"why", by.why}, {"key", idem.key}},
           done, resource({{"id", "run_1"}}));
  }
  void list(std::string campaign, service::page_request at,
            completion<service::page> done) override {
    auto call = paged(at);
    call["campaign"] = campaign;
    answer("list", std::move(call), done);
  }
  void get(std::string id, completion<json> done) override { answer("get", {{"id", id}}, done); }
  void cancel(std::string id, service::caller by, completion<json> done) override {
    answer("cancel", {{"id", id}, {"why", by.why}}, done);
  }
  void schedule(std::string campaign, completion<json> done) override {
    answer("schedule", {{"campaign", campaign}}, done);
  }
  void backfill(std::string campaign, service::backfill_request what, service::caller by,
                completion<json> done) override {
    answer("backfill",
           {{"campaign", campaign},
            {"from", to_text(what.from)},
            {"to", to_text(what.to)},
            {"dry_run", what.dry_run},
            {"who", by.who},
            {"why", by.why}},
           done);
  }
};

class fake_instances final : public service::instance_api, public fake_area {
public:
  explicit fake_instances(recorder& log) : fake_area{log, "instances"} {}

  void start(service::start_request request, completion<service::written> done) override {
    answer("start",
           {{"campaign", request.campaign},
            {"subject", to_text(request.subject)},
            {"data", request.data},
            {"why", request.by.why},
            {"key", request.idem.key},
            {"fingerprint", request.idem.fingerprint}},
           done, resource({{"id", "ins_01hqz3k8c0000"}}));
  }
  void list(service::instance_filter filter, service::page_request at,
            completion<service::page> done) override {
    auto call = paged(at);
    call["campaign"] = filter.campaign;
    call["status"] = filter.status;
    call["step"] = filter.step;
    call["subject"] = filter.subject;
    call["version"] = filter.version;
    call["waiting_for"] = filter.waiting_for;
    call["code"] = filter.code;
    answer("list", std::move(call), done);
  }
  void continue_from(instance_id id, std::string step, service::caller by,
                     completion<json> done) override {
    answer("continue_from", {{"id", to_text(id)}, {"step", step}, {"why", by.why}}, done);
  }
  void edit(instance_id id, json variables, service::caller by, completion<json> done) override {
    answer("edit", {{"id", to_text(id)}, {"vars", variables}, {"why", by.why}}, done);
  }
  void groups(std::string campaign, std::string unknown_for, std::uint32_t limit,
              completion<service::page> done) override {
    answer("groups", {{"campaign", campaign}, {"unknown_for", unknown_for}, {"limit", limit}},
           done);
  }
  void get(instance_id id, completion<json> done) override {
    answer("get", {{"id", to_text(id)}}, done);
  }
  void journal(instance_id id, service::page_request at, completion<service::page> done) override {
    auto call = paged(at);
    call["id"] = to_text(id);
    answer("journal", std::move(call), done);
  }
  void explain(instance_id id, completion<json> done) override {
    answer("explain", {{"id", to_text(id)}}, done);
  }
  void command(instance_id id, service::instance_action action, service::caller by,
               completion<json> done) override {
    answer("command", {{"id", to_text(id)}, {"action", static_cast<int>(action)}, {"why", by.why}},
           done);
  }
  void signal(instance_id id, std::string type, json data, service::caller by,
              completion<json> done) override {
    answer("signal", {{"id", to_text(id)}, {"type", type}, {"data", data}, {"why", by.why}}, done);
  }
};

class fake_jobs final : public service::job_api, public fake_area {
public:
  explicit fake_jobs(recorder& log) : fake_area{log, "jobs"} {}

  void begin(service::bulk_request request, completion<service::written> done) override {
    answer("begin",
           {{"campaign", request.filter.campaign},
            {"status", request.filter.status},
            {"step", request.filter.step},
            {"subject", request.filter.subject},
            {"waiting_for", request.filter.waiting_for},
            {"code", request.filter.code},
            {"version", request.version != 0 ? request.version : request.filter.version},
            {"action", request.action},
            {"details", request.details},
            {"per_second", request.per_second},
            {"dry_run", request.dry_run},
            {"why", request.by.why},
            {"key", request.idem.key}},
           done, resource({{"id", "job_1"}}));
  }
  void list(service::page_request at, completion<service::page> done) override {
    answer("list", paged(at), done);
  }
  void get(std::string id, completion<json> done) override { answer("get", {{"id", id}}, done); }
  void errors(std::string id, service::page_request at, completion<service::page> done) override {
    auto call = paged(at);
    call["id"] = id;
    answer("errors", std::move(call), done);
  }
  void change(std::string id, service::job_change how, service::caller by,
              completion<json> done) override {
    answer("change", {{"id", id}, {"how", static_cast<int>(how)}, {"why", by.why}}, done);
  }
  void undo(std::string id, service::caller by, idempotency idem,
            completion<service::written> done) override {
    answer("undo", {{"id", id}, {"why", by.why}, {"key", idem.key}}, done);
  }
};

} // namespace sojourn::tests
