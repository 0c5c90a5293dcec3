// Fakes of what campaigns take and cost.
#pragma once

#include "service/budget.hpp"
#include "service/library.hpp"
#include "service/messages.hpp"
#include "service/recommendations.hpp"
#include "service/restore.hpp"
#include "service/retention.hpp"
#include "service/secrets.hpp"
#include "service/segments.hpp"
#include "service/vouchers.hpp"
#include "tests/http/fakes/fake_area.hpp"

namespace sojourn::tests {

class fake_segments final : public service::segment_api, public fake_area {
public:
  explicit fake_segments(recorder& log) : fake_area{log, "segments"} {}

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
  void size(std::string id, completion<json> done) override { answer("size", {{"id", id}}, done); }
  void size_of_condition(json definition, completion<json> done) override {
    answer("size_of_condition", {{"definition", definition}}, done);
  }
  void members(std::string id, service::page_request at, completion<service::page> done) override {
    auto call = paged(at);
    call["id"] = id;
    answer("members", std::move(call), done);
  }
  void member(std::string id, std::string customer, completion<json> done) override {
    answer("member", {{"id", id}, {"customer", customer}}, done);
  }
  void funnel(std::string id, completion<json> done) override {
    answer("funnel", {{"id", id}}, done);
  }
  void funnel_of_stages(json stages, std::string zone, completion<json> done) override {
    answer("funnel_of_stages", {{"stages", stages}, {"zone", zone}}, done);
  }
};

class fake_messages final : public service::message_api, public fake_area {
public:
  explicit fake_messages(recorder& log) : fake_area{log, "messages"} {}

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
  void preview(service::preview_request request, completion<json> done) override {
    answer("preview",
           {{"message", request.message},
            {"campaign", request.campaign},
            {"of_campaign", request.of_campaign},
            {"customer", request.customer},
            {"data", request.data},
            {"language", request.language},
            {"channels", request.channels}},
           done);
  }
  void lint(service::preview_request request, completion<json> done) override {
    answer("lint",
           {{"message", request.message},
            {"campaign", request.campaign},
            {"channels", request.channels}},
           done);
  }
};

class fake_library final : public service::library_api, public fake_area {
public:
  explicit fake_library(recorder& log) : fake_area{log, "library"} {}

  void list(service::scenario_filter wanted, service::page_request at,
            completion<service::page> done) override {
    auto call = paged(at);
    call.update({{"trade", wanted.trade}, {"goal", wanted.goal}});
    answer("list", std::move(call), done);
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
  void estimate(std::string id, json parameters, completion<json> done) override {
    answer("estimate", {{"id", id}, {"parameters", parameters}}, done);
  }
  void install(service::install_request request, completion<service::written> done) override {
    answer("install",
           {{"id", request.scenario},
            {"campaign", request.campaign},
            {"parameters", request.parameters},
            {"activate", request.activate},
            {"override", request.overridden},
            {"key", request.idem.key}},
           done);
  }
  void installations(std::string id, service::page_request at,
                     completion<service::page> done) override {
    auto call = paged(at);
    call["id"] = id;
    answer("installations", std::move(call), done);
  }
  void difference(std::string id, std::string campaign,
                  completion<service::written> done) override {
    answer("difference", {{"id", id}, {"campaign", campaign}}, done);
  }
  void update(service::scenario_update request, completion<service::written> done) override {
    json call{{"id", request.scenario}, {"campaign", request.campaign}, {"take", request.take}};
    tell(call, request.only_if);
    answer("update", std::move(call), done);
  }
};

class fake_vouchers final : public service::voucher_api, public fake_area {
public:
  explicit fake_vouchers(recorder& log) : fake_area{log, "vouchers"} {}

  void create_pool(std::string pool, json rules, service::caller, idempotency idem,
                   completion<service::written> done) override {
    json call{{"pool", pool}, {"key", idem.key}};
    call.update(rules);
    answer("create_pool", std::move(call), done, resource({{"id", pool}}));
  }
  void change_pool(std::string pool, json patch, preconditions only_if, service::caller,
                   completion<service::written> done) override {
    json call{{"pool", pool}, {"patch", patch}};
    tell(call, only_if);
    answer("change_pool", std::move(call), done, resource({{"id", pool}}));
  }
  void add_codes(std::string pool, std::vector<std::string> codes, service::caller,
                 idempotency idem, completion<json> done) override {
    answer("add_codes", {{"pool", pool}, {"codes", codes}, {"key", idem.key}}, done,
           json{{"added", codes.size()}});
  }
  void list_pools(service::page_request at, completion<service::page> done) override {
    answer("list_pools", paged(at), done);
  }
  void get_pool(std::string pool, completion<service::written> done) override {
    answer("get_pool", {{"pool", pool}}, done, resource({{"id", pool}}));
  }
  void list_codes(std::string pool, std::string state, service::page_request at,
                  completion<service::page> done) override {
    auto call = paged(at);
    call["pool"] = pool;
    call["state"] = state;
    answer("list_codes", std::move(call), done);
  }
  void find_codes(service::code_filter which, service::page_request at,
                  completion<service::page> done) override {
    auto call = paged(at);
    call["code"] = which.code;
    call["customer"] = which.customer;
    answer("find_codes", std::move(call), done);
  }
  void void_codes(std::string pool, std::vector<std::string> codes, bool keeps_points,
                  service::caller by, completion<json> done) override {
    answer("void_codes",
           {{"pool", pool}, {"codes", codes}, {"keeps_points", keeps_points}, {"why", by.why}},
           done);
  }
  void redeem(std::string pool, std::string code, service::caller, completion<json> done) override {
    answer("redeem", {{"pool", pool}, {"code", code}}, done);
  }
};

class fake_recommendations final : public service::recommendation_api, public fake_area {
public:
  explicit fake_recommendations(recorder& log) : fake_area{log, "recommendations"} {}

  void recommend(service::recommendation_request request, completion<json> done) override {
    answer(
        "recommend",
        {{"subject", to_text(request.subject)}, {"slot", request.slot}, {"count", request.count}},
        done);
  }
  void list(service::page_request at, completion<service::page> done) override {
    answer("list", paged(at), done);
  }
  void get(std::string slot, completion<service::written> done) override {
    answer("get", {{"slot", slot}}, done);
  }
  void versions(std::string slot, completion<service::page> done) override {
    answer("versions", {{"slot", slot}}, done);
  }
  void put(service::document_request request, completion<service::written> done) override {
    json call{{"slot", request.id}, {"definition", request.definition}};
    tell(call, request.only_if);
    answer("put", std::move(call), done);
  }
  void remove(std::string slot, preconditions only_if, service::caller by,
              completion<json> done) override {
    json call{{"slot", slot}, {"why", by.why}};
    tell(call, only_if);
    answer("remove", std::move(call), done);
  }
};

class fake_budget final : public service::budget_api, public fake_area {
public:
  explicit fake_budget(recorder& log) : fake_area{log, "budget"} {}

  void get(completion<service::written> done) override { answer("get", {}, done); }
  void put(json document, preconditions only_if, service::caller by,
           completion<service::written> done) override {
    json call{{"document", std::move(document)}, {"who", by.who}};
    tell(call, only_if);
    answer("put", std::move(call), done);
  }
  void deposit(service::deposit_request request, completion<service::written> done) override {
    answer("deposit",
           {{"account", request.account}, {"amount", request.amount}, {"key", request.idem.key}},
           done);
  }
  void periods(std::string per, service::page_request at, completion<service::page> done) override {
    auto call = paged(at);
    call["per"] = per;
    answer("periods", std::move(call), done);
  }
  void estimate(std::string id, completion<json> done) override {
    answer("estimate", {{"id", id}}, done);
  }
  void statement(std::string id, std::optional<instant> from, std::optional<instant> to,
                 completion<json> done) override {
    json call{{"id", id}};
    if (from)
      call["from"] = to_text(*from);
    if (to)
      call["to"] = to_text(*to);
    answer("statement", std::move(call), done);
  }
};

class fake_retention final : public service::retention_api, public fake_area {
public:
  explicit fake_retention(recorder& log) : fake_area{log, "retention"} {}

  void get(completion<service::written> done) override { answer("get", {}, done); }
  void put(json document, preconditions only_if, service::caller by,
           completion<service::written> done) override {
    json call{{"document", std::move(document)}, {"who", by.who}};
    tell(call, only_if);
    answer("put", std::move(call), done);
  }
};

class fake_restore final : public service::restore_api, public fake_area {
public:
  explicit fake_restore(recorder& log) : fake_area{log, "restore"} {}

  void get(completion<json> done) override { answer("get", {}, done); }
  void overdue(std::string campaign, service::page_request at,
               completion<service::page> done) override {
    auto call = paged(at);
    call["campaign"] = campaign;
    answer("overdue", std::move(call), done);
  }
  void decide(std::string campaign, std::string what, service::caller by,
              completion<json> done) override {
    answer("decide", {{"campaign", campaign}, {"answer", what}, {"who", by.who}, {"why", by.why}},
           done);
  }
};

class fake_secrets final : public service::secret_api, public fake_area {
public:
  explicit fake_secrets(recorder& log) : fake_area{log, "secrets"} {}

  void put(std::string name, std::string value, service::caller,
           completion<service::written> done) override {
    answer("put", {{"name", name}, {"value", value}}, done, resource({{"name", name}}));
  }
  void list(service::page_request, completion<service::page> done) override {
    answer("list", {}, done, service::page{});
  }
  void remove(std::string name, service::caller, completion<json> done) override {
    answer("remove", {{"name", name}}, done);
  }
};

} // namespace sojourn::tests
