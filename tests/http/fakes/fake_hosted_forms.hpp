// A fake of hosted forms.
#pragma once

#include "service/hosted_forms.hpp"
#include "tests/http/fakes/fake_area.hpp"

namespace sojourn::tests {

class fake_hosted_forms final : public service::hosted_form_api, public fake_area {
public:
  explicit fake_hosted_forms(recorder& log) : fake_area{log, "hosted_forms"} {}

  void list(service::page_request at, completion<service::page> done) override {
    answer("list", paged(at), done);
  }
  void get(std::string id, completion<service::written> done) override {
    answer("get", {{"id", id}}, done);
  }
  void versions(std::string id, completion<service::page> done) override {
    answer("versions", {{"id", id}}, done);
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
  void preview(service::form_preview_request request, completion<json> done) override {
    answer("preview",
           {{"form", request.form},
            {"definition", request.definition},
            {"customer", request.customer},
            {"data", request.data},
            {"answers", request.given},
            {"language", request.language},
            {"page", request.page}},
           done);
  }
  void answers(service::answer_filter wanted, service::page_request at,
               completion<service::page> done) override {
    auto call = shown(wanted);
    call.update(paged(at));
    answer("answers", std::move(call), done);
  }
  void table(service::answer_filter wanted, completion<std::string> done) override {
    answer("table", shown(wanted), done, std::string{"number,at\r\n"});
  }
  void remove_answers(std::string form, service::caller by, completion<json> done) override {
    answer("remove_answers", {{"form", form}, {"why", by.why}}, done);
  }
  void open(service::page_visit visit, completion<service::page_answer> done) override {
    answer("open", shown(visit), done, said());
  }
  void send(service::page_visit visit, std::string body,
            completion<service::page_answer> done) override {
    auto call = shown(visit);
    call["body"] = body;
    answer("send", std::move(call), done, next);
  }
  void open_confirmation(service::page_visit visit,
                         completion<service::page_answer> done) override {
    answer("open_confirmation", shown(visit), done, said());
  }
  void confirm(service::page_visit visit, completion<service::page_answer> done) override {
    answer("confirm", shown(visit), done, said());
  }
  void picture(std::string form, std::string name,
               completion<service::form_picture> done) override {
    answer("picture", {{"form", form}, {"name", name}}, done,
           service::form_picture{"image/png", "bytes"});
  }

  /// What a page that is sent leads to.
  service::page_answer next{.status = 303, .location = "survey?sent=1"};

private:
  static service::page_answer said() {
    return {.status = 200,
            .html = "<!doctype html>",
            .policy = "default-src 'none'",
            .browser = "0123456789abcdef0123456789abcdef"};
  }
  static json shown(const service::answer_filter& wanted) {
    json call{{"form", wanted.form},
              {"subject", wanted.subject},
              {"instance", wanted.instance},
              {"language", wanted.language},
              {"values", wanted.values}};
    if (wanted.from)
      call["from"] = to_text(*wanted.from);
    if (wanted.to)
      call["to"] = to_text(*wanted.to);
    return call;
  }
  static json shown(const service::page_visit& visit) {
    json call{{"token", visit.token},       {"language", visit.language},
              {"accepted", visit.accepted}, {"browser", visit.browser},
              {"sent", visit.sent},         {"saved", visit.saved}};
    for (const auto& [name, value] : visit.query)
      call["query"][name] = value;
    return call;
  }
};

} // namespace sojourn::tests
