// Fakes of suggestions, and of the score.
#pragma once

#include "service/score.hpp"
#include "service/suggestions.hpp"
#include "tests/http/fakes/fake_area.hpp"

namespace sojourn::tests {

class fake_suggestions final : public service::suggestion_api, public fake_area {
public:
  explicit fake_suggestions(recorder& log) : fake_area{log, "suggestions"} {}

  void list(bool with_away, completion<json> done) override {
    answer("list", {{"away", with_away}}, done);
  }
  void draft(service::suggested_draft request, completion<service::written> done) override {
    answer("draft",
           {{"id", request.suggestion},
            {"campaign", request.campaign},
            {"name", request.name},
            {"parameters", request.parameters},
            {"key", request.idem.key}},
           done);
  }
  void dismiss(std::string id, service::caller by, completion<json> done) override {
    answer("dismiss", {{"id", id}, {"why", by.why}}, done);
  }
  void restore(std::string id, service::caller by, completion<json> done) override {
    answer("restore", {{"id", id}, {"why", by.why}}, done);
  }
  void benchmarks(completion<service::written> done) override { answer("benchmarks", {}, done); }
  void put_benchmarks(service::document_request request,
                      completion<service::written> done) override {
    json call{{"definition", request.definition}};
    tell(call, request.only_if);
    answer("put_benchmarks", std::move(call), done);
  }
  void remove_benchmarks(preconditions only_if, service::caller by,
                         completion<json> done) override {
    json call{{"why", by.why}};
    tell(call, only_if);
    answer("remove_benchmarks", std::move(call), done);
  }
};

class fake_score final : public service::score_api, public fake_area {
public:
  explicit fake_score(recorder& log) : fake_area{log, "score"} {}

  void get(completion<json> done) override { answer("get", {}, done); }
  void history(service::page_request at, completion<service::page> done) override {
    answer("history", paged(at), done);
  }
  void best_hours(std::string segment, std::string zone, completion<json> done) override {
    answer("best_hours", {{"segment", segment}, {"timezone", zone}}, done);
  }
};

} // namespace sojourn::tests
