// Fakes of what is stored of people and things.
#pragma once

#include "service/identities.hpp"
#include "service/imports.hpp"
#include "service/privacy.hpp"
#include "service/record_types.hpp"
#include "service/records.hpp"
#include "tests/http/fakes/fake_area.hpp"

#include <filesystem>
#include <fstream>

namespace sojourn::tests {

class fake_records final : public service::record_api, public fake_area {
public:
  explicit fake_records(recorder& log) : fake_area{log, "records"} {}

  void write(service::record_request request, completion<service::written> done) override {
    json call{{"how", static_cast<int>(request.how)},
              {"type", request.type},
              {"id", request.id},
              {"data", request.data}};
    tell(call, request.only_if);
    answer("write", std::move(call), done, resource(request.data));
  }
  void get(std::string type, std::string id, completion<service::written> done) override {
    answer("get", {{"type", type}, {"id", id}}, done);
  }
  void list(std::string type, service::record_filter filter, service::page_request at,
            completion<service::page> done) override {
    auto call = paged(at);
    call["type"] = type;
    for (const auto& [field, value] : filter)
      call["filter"][field] = value;
    answer("list", std::move(call), done);
  }
  void find(std::string type, service::record_filter identities,
            completion<service::page> done) override {
    json call{{"type", type}};
    for (const auto& [field, value] : identities)
      call["identities"][field] = value;
    answer("find", std::move(call), done);
  }
  void search(std::string text, std::uint32_t limit, completion<service::page> done) override {
    answer("search", {{"text", text}, {"limit", limit}}, done);
  }
  void timeline(std::string id, service::page_request at, completion<service::page> done) override {
    auto call = paged(at);
    call["id"] = id;
    answer("timeline", std::move(call), done);
  }
  void traits(std::string id, completion<json> done) override {
    answer("traits", {{"id", id}}, done, json{{"customer", id}});
  }
  void points(std::string id, service::page_request at, completion<service::page> done) override {
    auto call = paged(at);
    call["id"] = id;
    answer("points", std::move(call), done);
  }
};

class fake_record_types final : public service::record_type_api, public fake_area {
public:
  explicit fake_record_types(recorder& log) : fake_area{log, "record_types"} {}

  void list(service::page_request at, completion<service::page> done) override {
    answer("list", paged(at), done);
  }
  void get(std::string name, completion<service::written> done) override {
    answer("get", {{"name", name}}, done);
  }
  void put(std::string name, json schema, preconditions only_if, service::caller by,
           completion<service::written> done) override {
    json call{{"name", name}, {"schema", schema}, {"who", by.who}};
    tell(call, only_if);
    answer("put", std::move(call), done);
  }
};

class fake_identities final : public service::identity_api, public fake_area {
public:
  explicit fake_identities(recorder& log) : fake_area{log, "identities"} {}

  void link(std::string visitor, std::string customer, service::caller by,
            completion<service::written> done) override {
    answer("link", {{"visitor", visitor}, {"customer", customer}, {"who", by.who}}, done);
  }
  void get(std::string visitor, completion<json> done) override {
    answer("get", {{"visitor", visitor}}, done);
  }
  void list(std::string customer, service::page_request at,
            completion<service::page> done) override {
    auto call = paged(at);
    call["customer"] = customer;
    answer("list", std::move(call), done);
  }
};

class fake_imports final : public service::import_api, public fake_area {
public:
  explicit fake_imports(recorder& log) : fake_area{log, "imports"} {}

  void begin(service::import_request request, completion<service::written> done) override {
    std::ifstream file{request.path};
    answer("begin",
           {{"type", request.type},
            {"format", request.format},
            {"replaces", request.replaces},
            {"fires", request.fires},
            {"key", request.key},
            {"who", request.by.who},
            {"text", std::string{std::istreambuf_iterator{file}, {}}}},
           done, resource({{"id", "imp_1"}}));
    std::filesystem::remove(request.path);
  }
  void list(service::page_request at, completion<service::page> done) override {
    answer("list", paged(at), done);
  }
  void get(std::string id, completion<json> done) override { answer("get", {{"id", id}}, done); }
  void cancel(std::string id, service::caller by, completion<json> done) override {
    answer("cancel", {{"id", id}, {"who", by.who}, {"why", by.why}}, done);
  }
};

class fake_privacy final : public service::privacy_api, public fake_area {
public:
  explicit fake_privacy(recorder& log) : fake_area{log, "privacy"} {}

  std::string state = "erased"; ///< of every erasure

  void erase(service::erase_request request, completion<service::written> done) override {
    json call{{"subject", to_text(request.subject)}, {"why", request.by.why}};
    tell(call, request.only_if);
    answer("erase", std::move(call), done, resource({{"id", "era_1"}, {"state", state}}));
  }
  void export_person(std::string customer, service::caller, completion<json> done) override {
    answer("export_person", {{"id", customer}}, done);
  }
  void get(std::string id, completion<json> done) override { answer("get", {{"id", id}}, done); }
  void list(std::string subject, service::page_request at,
            completion<service::page> done) override {
    auto call = paged(at);
    call["subject"] = subject;
    answer("list", std::move(call), done);
  }
};

} // namespace sojourn::tests
