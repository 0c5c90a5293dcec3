// Fakes of boosters, their cards, and eligibility.
#pragma once

#include "service/boosters.hpp"
#include "service/cards.hpp"
#include "service/eligibility.hpp"
#include "tests/http/fakes/fake_area.hpp"

namespace sojourn::tests {

class fake_boosters final : public service::booster_api, public fake_area {
public:
  explicit fake_boosters(recorder& log) : fake_area{log, "boosters"} {}

  void list(service::page_request at, completion<service::page> done) override {
    answer("list", paged(at), done);
  }
  void get(std::string id, completion<service::written> done) override {
    answer("get", {{"id", id}}, done);
  }
  void put(service::document_request request, completion<service::written> done) override {
    json call{{"id", request.id}, {"definition", request.definition}};
    tell(call, request.only_if);
    answer("put", std::move(call), done);
  }
  void remove(std::string id, preconditions only_if, service::caller by,
              completion<json> done) override {
    json call{{"id", id}, {"why", by.why}};
    tell(call, only_if);
    answer("remove", std::move(call), done);
  }
  void set_up(std::string id, service::caller by, completion<json> done) override {
    answer("set_up", {{"id", id}, {"why", by.why}}, done);
  }
  void move(std::string id, std::string date, preconditions only_if, service::caller by,
            completion<service::written> done) override {
    json call{{"id", id}, {"date", date}, {"why", by.why}};
    tell(call, only_if);
    answer("move", std::move(call), done);
  }
  void list_templates(service::page_request at, completion<service::page> done) override {
    answer("list_templates", paged(at), done);
  }
  void get_template(std::string id, completion<service::written> done) override {
    answer("get_template", {{"id", id}}, done);
  }
  void put_template(service::document_request request, completion<service::written> done) override {
    json call{{"id", request.id}, {"definition", request.definition}};
    tell(call, request.only_if);
    answer("put_template", std::move(call), done);
  }
  void save_template(service::template_request request,
                     completion<service::written> done) override {
    answer("save_template", {{"booster", request.booster}, {"id", request.id}}, done);
  }
  void remove_template(std::string id, preconditions only_if, service::caller by,
                       completion<json> done) override {
    json call{{"id", id}, {"why", by.why}};
    tell(call, only_if);
    answer("remove_template", std::move(call), done);
  }
};

class fake_cards final : public service::card_api, public fake_area {
public:
  explicit fake_cards(recorder& log) : fake_area{log, "cards"} {}

  void list(std::string booster, service::page_request at,
            completion<service::page> done) override {
    auto call = paged(at);
    call["booster"] = booster;
    answer("list", std::move(call), done);
  }
  void get(std::string booster, std::string card, completion<service::written> done) override {
    answer("get", {{"booster", booster}, {"id", card}}, done);
  }
  void put(service::card_request request, completion<service::written> done) override {
    json call{{"booster", request.booster},
              {"id", request.document.id},
              {"definition", request.document.definition}};
    tell(call, request.document.only_if);
    answer("put", std::move(call), done);
  }
  void remove(std::string booster, std::string card, preconditions only_if, service::caller by,
              completion<json> done) override {
    json call{{"booster", booster}, {"id", card}, {"why", by.why}};
    tell(call, only_if);
    answer("remove", std::move(call), done);
  }
  void change(service::switch_request request, completion<json> done) override {
    json call{{"booster", request.booster},
              {"card", request.card},
              {"on", request.to.on},
              {"override", request.overridden},
              {"why", request.by.why}};
    if (request.to.late)
      call["late"] = *request.to.late == boosters::late_choice::skip ? "skip" : "send_now";
    answer("change", std::move(call), done);
  }
  void preview(std::string booster, std::string card, completion<json> done) override {
    answer("preview", {{"booster", booster}, {"card", card}}, done);
  }
  void send(std::string booster, std::string card, std::string customer, service::caller by,
            completion<service::written> done) override {
    answer("send", {{"booster", booster}, {"card", card}, {"customer", customer}, {"why", by.why}},
           done);
  }
};

class fake_eligibility final : public service::eligibility_api, public fake_area {
public:
  explicit fake_eligibility(recorder& log) : fake_area{log, "eligibility"} {}

  void get(completion<json> done) override { answer("get", {}, done); }
  void settings(completion<service::written> done) override { answer("settings", {}, done); }
  void put_settings(service::document_request request, completion<service::written> done) override {
    json call{{"definition", request.definition}};
    tell(call, request.only_if);
    answer("put_settings", std::move(call), done);
  }
  void inputs(completion<service::written> done) override { answer("inputs", {}, done); }
  void put_inputs(service::document_request request, completion<service::written> done) override {
    json call{{"definition", request.definition}};
    tell(call, request.only_if);
    answer("put_inputs", std::move(call), done);
  }
  void patch_inputs(service::document_request request, completion<service::written> done) override {
    json call{{"definition", request.definition}};
    tell(call, request.only_if);
    answer("patch_inputs", std::move(call), done);
  }
  void history(service::page_request at, completion<service::page> done) override {
    answer("history", paged(at), done);
  }
  void evaluate(service::caller by, completion<json> done) override {
    answer("evaluate", {{"why", by.why}}, done);
  }
};

} // namespace sojourn::tests
